"""The four-quality questions and the outlines of the categories; the viewer always comes first."""

from uuid import UUID

from identity.queries import register as identity
from kernel import clock
from kernel.actor import Actor
from submissions.rules.drafts import Heading, Question, Ticked
from submissions.store import checklist as store
from submissions.store import submissions as rows
from submissions.workflow.submission import visible


async def questions(viewer: Actor) -> tuple[Question, ...]:  # noqa: ARG001 - the office's lists are the same for everyone
    """Every question in force today, in order."""
    return tuple(Question(**row) for row in await store.questions(clock.local(clock.now()).date()))


async def headings(viewer: Actor) -> tuple[Heading, ...]:  # noqa: ARG001 - as above
    """Every heading of every outline in force today, in order."""
    found = await store.headings(clock.local(clock.now()).date())
    return tuple(Heading(row["category"], row["label"], row["help_label"]) for row in found)


async def ticked(viewer: Actor, id: UUID) -> Ticked | None:
    """What the writer ticked for the text as it stands; None when nothing was, or for who may not see the record."""
    row = await rows.row(id)
    kept = await store.ticks(id, row["text_version"]) if row and visible(rows.item_of(row), viewer) else None
    if row is None or kept is None:
        return None
    names = await identity.names(viewer, [kept["account"]])
    asked = [
        one for one in await store.questions(clock.local(kept["at"]).date()) if one["category"] in ("", row["category"])
    ]
    marked = tuple((Question(**one), one["code"] in kept["questions"]) for one in asked)
    return Ticked(marked, names.get(kept["account"], ""), kept["at"])


async def codes(viewer: Actor, id: UUID) -> tuple[str, ...]:
    """The codes ticked for the text as it stands: what the form shows ticked."""
    found = await ticked(viewer, id)
    return tuple(one.code for one, on in found.questions if on) if found else ()
