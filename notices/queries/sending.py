"""Reading what was sent: each person their own, the duty desk and the system administrator everything.

- No page shows content or a whole address; what the record is called is looked up for the viewer like in the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from kernel.errors import NotFound
from notices.queries import reading
from notices.rules import timing
from notices.rules.outcomes import End, Going, Report
from notices.rules.timing import Hours
from notices.rules.topics import CHOSEN, DEFAULTS, Channel
from notices.store import choices, climbs, sent
from notices.store import notices as store
from notices.store.climbs import Called, Climb
from notices.store.letters import Letter as Letter  # noqa: PLC0414 - part of what this module gives out
from notices.store.sent import OneTry, Sent

PAGE = 50
MOST_TOLD = 500
MOST_CALLS = 200
# Shapes that the pages name.
__all__ = ["Called", "Climb", "Letter", "OneTry", "Sent"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person has chosen, or what holds without a choice."""

    ways: dict[str, str]
    hours: Hours


@dataclass(frozen=True, slots=True)
class Told:
    """One person who was told of a record: when, whether they have read it, what became of mail and message."""

    account: UUID
    name: str
    unit: str
    topic: str
    at: datetime
    read_at: datetime | None
    mail: End | Going | None
    sms: End | Going | None
    report: Report | None


@dataclass(frozen=True, slots=True)
class ToPhone:
    """Somebody to phone. `calls`: what was tried, oldest first."""

    climb: Climb
    name: str
    unit: str
    person: UUID | None
    phone: str
    calls: tuple[Called, ...]


async def chosen(viewer: Actor) -> Chosen:
    """The viewer's own settings."""
    ways, hours = await choices.ways([viewer.id]), await choices.hours([viewer.id])
    return Chosen(
        {
            f"{klass}.{channel}": ways.get((viewer.id, klass, channel), DEFAULTS[channel]).value
            for klass in CHOSEN
            for channel in Channel
        },
        hours.get(viewer.id, timing.house()),
    )


async def mine(viewer: Actor, before: UUID | None = None) -> list[Sent]:
    """What was sent to the viewer, newest first: one page and one more when there are older ones."""
    return await sent.listed(viewer.id, before, PAGE + 1)


async def everything(viewer: Actor, before: UUID | None = None, *, failed: bool = False) -> list[Sent]:
    """What was sent to anybody, or what failed."""
    demand(viewer, Right.NOTICE_TRACE)
    return await sent.listed(None, before, PAGE + 1, failed=failed)


async def one(viewer: Actor, letter: UUID) -> tuple[Sent, list[OneTry]]:
    """A letter of one's own, or anybody's for the duty desk, with every try. Raises NotFound."""
    found = await sent.one(letter)
    if found is None or (found.account != viewer.id and not viewer.may(Right.NOTICE_TRACE)):
        raise NotFound
    return found, await sent.tries(letter)


async def names(viewer: Actor, accounts: Sequence[UUID]) -> dict[UUID, str]:
    """Account -> name."""
    return await identity.names(viewer, accounts)


async def down(viewer: Actor) -> dict[str, datetime]:
    """Channels that do not work now, and since when."""
    demand(viewer, Right.NOTICE_TRACE)
    return await sent.pipes()


async def told(viewer: Actor, kind: str, record: UUID) -> list[Told]:
    """Whom a record was told to, newest first, and what became of it. Raises NotFound when the viewer may not see it."""
    demand(viewer, Right.NOTICE_PRESS)
    if not await reading.visible(viewer, kind, record):
        raise NotFound
    rows = [row for row in await store.about(record, MOST_TOLD) if row.record_kind == kind]
    outcomes = await sent.of_notices([row.id for row in rows])
    people = await _people(viewer, [row.account for row in rows])
    return [_told(row, people, outcomes) for row in rows]


async def to_phone(viewer: Actor) -> list[ToPhone]:
    """Whom to phone, the longest waiting first, numbers masked: opening one is noted (SEC-09)."""
    demand(viewer, Right.NOTICE_CALL)
    found = await climbs.to_phone(MOST_CALLS)
    people, calls = await _people(viewer, [each.account for each in found]), await climbs.calls([c.id for c in found])
    listed = []
    for each in found:
        contact = await identity.contact_of(viewer, each.account)
        listed.append(
            ToPhone(
                each, *people.get(each.account, ("", "")), await identity.person_of(viewer, each.account),
                identity.masked(contact.phone) if contact else "", tuple(c for c in calls if c.climb == each.id),
            )
        )  # fmt: skip
    return listed


async def _people(viewer: Actor, accounts: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    known, homes = await identity.names(viewer, accounts), await identity.units_of(viewer, accounts)
    units = await identity.unit_names(viewer, homes.values())
    return {account: (known.get(account, ""), units.get(homes[account], "")) for account in homes}


def _told(
    row: reading.Stored, people: dict[UUID, tuple[str, str]], outcomes: dict[tuple[UUID, str], tuple[str, str]]
) -> Told:
    name, unit = people.get(row.account, ("", ""))
    _, report = outcomes.get((row.id, Channel.SMS.value), ("", ""))
    mail, sms = (_standing(outcomes.get((row.id, channel.value))) for channel in (Channel.MAIL, Channel.SMS))
    return Told(
        row.account, name, unit, row.topic, row.created, row.read_at, mail, sms, Report(report) if report else None
    )


def _standing(found: tuple[str, str] | None) -> End | Going | None:
    """How far a notice is on a channel; None: it does not go there."""
    return None if found is None else End(found[0]) if found[0] else Going.WAITING
