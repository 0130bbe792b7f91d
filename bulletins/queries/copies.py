"""Reads of copies: whose a copy is, what was handed out of it, and whether a file is one of those."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.rules.deliveries import Delivery, HandedForm
from bulletins.rules.issues import Issue
from bulletins.store import copies as store
from bulletins.store import deliveries as delivery_rows
from bulletins.store import issues as issue_rows
from bulletins.workflow.delivery import DeliveryState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor

NONE, SAME, PLAIN, OTHER, DIFFERS = "none", "same", "plain", "other", "differs"


@dataclass(frozen=True, slots=True)
class HandedLine:
    """A copy's file or pages, given: as what, to whom, when; `asked`: the very bytes that were brought for a check."""

    form: HandedForm
    who: str
    at: datetime
    digest: str
    asked: bool


@dataclass(frozen=True, slots=True)
class CopySheet:
    """What the office is told about a copy. `file`: none | same | plain | other | differs; `other`: its number."""

    issue: Issue
    delivery: Delivery
    recipient: str
    state: str
    told: bool
    handed: tuple[HandedLine, ...]
    file: str
    other: int = 0


async def sheet(viewer: Actor, id: UUID, digest: bytes = b"", *, told: bool = True) -> CopySheet:
    """The copy, and what the file with this SM3 is to it. Raises Forbidden, NotFound."""
    demand(viewer, Right.COPY_CHECK)
    delivery = await delivery_rows.delivery(id)
    issue = await issue_rows.issue(delivery.issue)
    handed = await store.of([id])
    people = await identity.names(viewer, {entry.by for entry in handed})
    lines = tuple(
        HandedLine(entry.form, people.get(entry.by, ""), entry.at, entry.digest.hex(), entry.digest == digest)
        for entry in reversed(handed)
    )
    match, other = await _file(issue, delivery, digest, lines)
    return CopySheet(
        issue,
        delivery,
        await _recipient(viewer, delivery),
        DeliveryState(delivery.state).label,
        told,
        lines,
        match,
        other,
    )


async def _file(issue: Issue, delivery: Delivery, digest: bytes, lines: tuple[HandedLine, ...]) -> tuple[str, int]:
    if not digest:
        return NONE, 0
    if any(line.asked for line in lines):
        return SAME, 0
    if digest == issue.pdf_digest:
        return PLAIN, 0
    found = await store.as_bytes(digest)
    if found is None:
        return DIFFERS, 0
    of = await delivery_rows.delivery(found.delivery)
    return (OTHER, of.number) if of.issue == delivery.issue else (DIFFERS, 0)


async def _recipient(viewer: Actor, delivery: Delivery) -> str:
    if delivery.unit:
        return (await identity.unit_names(viewer, [delivery.unit])).get(delivery.unit, "")
    people = await identity.names(viewer, [delivery.person] if delivery.person else [])
    return next(iter(people.values()), "")
