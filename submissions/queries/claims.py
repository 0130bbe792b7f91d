"""Reading who has what on the office's desk; the viewer always comes first. Nobody outside the office sees any of it."""

from collections.abc import Iterable
from uuid import UUID

from identity.rights import Right, demand
from kernel import clock, terms
from kernel.actor import Actor
from kernel.db import Row
from kernel.errors import NotFound
from kernel.terms import Due
from submissions.rules.records import Choice
from submissions.store import claims as store
from submissions.store import submissions as lists
from submissions.workflow.claims import Claim, DeskStep

READS = (Right.ARTICLE_READ, Right.SUBMISSION_READ, "system")  # the desk, and the jobs that tell it
CHOICE = ("code", "label", "help_label", "least", "most")


async def of(viewer: Actor, kind: str, records: Iterable[UUID]) -> dict[UUID, Claim]:
    """Record -> who has it now."""
    return await store.of(kind, records) if _office(viewer) else {}


async def past(viewer: Actor, record: UUID) -> list[Row]:
    """Everybody who had a record, the first one first. Raises NotFound."""
    if not _office(viewer):
        raise NotFound
    return await store.past(record)


async def mine(viewer: Actor) -> list[Claim]:
    """What the viewer has."""
    return await store.held_by(viewer.id) if _office(viewer) else []


async def held_by(viewer: Actor, holder: UUID) -> list[Claim]:
    """What a colleague has. Raises Forbidden."""
    demand(viewer, Right.ARTICLE_READ)
    return await store.held_by(holder)


async def load(viewer: Actor) -> list[Row]:
    """holder, step, records, oldest: how much everybody has. Raises Forbidden."""
    demand(viewer, Right.ARTICLE_READ)
    return await store.load()


async def due(step: DeskStep) -> Due | None:  # lint: allow visibility-required - a rule of the office
    """When a step that begins now is due, by the earliest of the terms in force."""
    now = clock.now()
    binding = await store.terms(step.value, clock.local(now).date())
    return terms.earliest(
        [terms.due_of(row["code"], row["label"], row["measure"], row["amount"], now) for row in binding]
    )


async def drop_codes(_viewer: Actor) -> tuple[Choice, ...]:
    """Why an article is not used, as the list stands today."""
    today = clock.local(clock.now()).date()
    return tuple(Choice(*(row[name] for name in CHOICE)) for row in await lists.choices("drop_code", today))


async def drop_words(_viewer: Actor) -> dict[str, str]:
    """Code -> label, codes no longer offered included."""
    return {code: label for (_, code), (label, _) in (await lists.labels("drop_code")).items()}


def _office(viewer: Actor) -> bool:
    return viewer.office and any(map(viewer.may, READS))
