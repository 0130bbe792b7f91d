"""Examples: for everyone who reports, and for the office.

- The text alone is shown: no files, no source, no contact. Whose it is, the office sees and the unit itself.
- An editor sees any adopted text so before it is marked.
"""

from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.errors import NotFound
from kernel.vault import Box
from submissions.queries import common
from submissions.rules.mine import Example
from submissions.store import examples as store
from submissions.store import submissions as texts
from submissions.workflow.examples import USED
from submissions.workflow.submission import visible

MOST = 50


async def shown(viewer: Actor, limit: int = MOST) -> list[Example]:
    """The examples there are, the newest first; none for who neither reports nor reads what is reported."""
    if not (viewer.may(Right.SUBMISSION_READ_OWN) or viewer.may(Right.SUBMISSION_READ)):
        return []
    rows = await store.shown(USED, limit)
    boxes = await vault.boxes([row["id"] for row in rows])
    words = await texts.labels("category", "genre")
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    return [_example(viewer, row, boxes[row["id"]], words, units) for row in rows]


async def show(viewer: Actor, id: UUID) -> Example:
    """One text as others see it. Raises NotFound."""
    row = await store.of(id, USED) or await _adopted(viewer, id)
    if row is None or not (viewer.may(Right.SUBMISSION_READ_OWN) or viewer.may(Right.SUBMISSION_READ)):
        raise NotFound
    words = await texts.labels("category", "genre")
    return _example(viewer, row, await vault.box(id), words, await identity.unit_names(viewer, {row["unit"]}))


async def why(viewer: Actor, id: UUID) -> str:
    """What the editors say of a text that is an example; empty for one that is none, or that the viewer does not see."""
    row = await store.of(id, USED)
    if row is None or not visible(texts.item_of(row), viewer):
        return ""
    return store.why(await vault.box(id), row)


async def _adopted(viewer: Actor, id: UUID) -> Row | None:
    row = await texts.row(id) if viewer.may(Right.ARTICLE_EDIT) else None
    return row if row and row["state"] in USED and visible(texts.item_of(row), viewer) else None


def _example(
    viewer: Actor, row: Row, box: Box, words: dict[tuple[str, str], tuple[str, str]], units: dict[UUID, str]
) -> Example:
    title, body = common.text(box, row)
    named = viewer.unit == row["unit"] or viewer.may(Right.SUBMISSION_READ)
    return Example(
        row["id"], title, body, words.get(("category", row["category"]), ("", ""))[0],
        words.get(("genre", row["genre"]), ("", ""))[0], row["chars"], units.get(row["unit"], "") if named else "",
        own=viewer.unit == row["unit"], why=store.why(box, row) if row.get("example") else "", at=row.get("marked"),
    )  # fmt: skip
