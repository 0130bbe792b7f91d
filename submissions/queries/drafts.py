"""Working copies, for the person who writes them and nobody else."""

from uuid import UUID

from kernel import textdiff, vault
from kernel.actor import Actor
from submissions.rules.drafts import Copy
from submissions.rules.views import Kept
from submissions.store import drafts as store
from typeset.blocks import plain
from typeset.reading import length


async def of_submission(viewer: Actor, submission: UUID) -> Copy | None:
    """What the viewer has written in a submission and not saved."""
    row = await store.of_submission(viewer.id, submission)
    return store.opened(await vault.box(row["id"]), row) if row else None


async def by_id(viewer: Actor, id: UUID) -> Copy | None:
    """A copy of the viewer's own."""
    row = await store.one(id)
    return store.opened(await vault.box(id), row) if row and row["account"] == viewer.id else None


async def begun(viewer: Actor) -> tuple[Kept, ...]:
    """New texts the viewer has begun and not saved, the newest first."""
    rows = [row for row in await store.of(viewer.id) if row["submission"] is None]
    boxes = await vault.boxes(row["id"] for row in rows)
    copies = [store.opened(boxes[row["id"]], row) for row in rows if row["id"] in boxes]
    return tuple(
        Kept(one.id, one.fields.get("title", ""), length(one.fields.get("body", "")), one.saved) for one in copies
    )


def differences(old: tuple[str, str], new: tuple[str, str]) -> tuple[list[textdiff.Segment], list[textdiff.Segment]]:
    """What changed from one (title, body) to another."""
    return textdiff.diff(old[0], new[0]), textdiff.diff(plain(old[1]), plain(new[1]))
