"""Reads of groups and kinds' lists: settings of the office, open to its people, with their past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.queries.distribution import readable
from bulletins.rules.kinds import Kind, Reader
from bulletins.rules.lists import Audience, Direct, Entry, Group, Member, Sort
from bulletins.store import kinds as kind_rows
from bulletins.store import lists as store
from bulletins.store import recipients
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotFound

PAGE, FOUND = 100, 60
Groups = Mapping[UUID, tuple[str, Sort]]


@dataclass(frozen=True, slots=True)
class Line:
    """A member or an entry: who, since and until when, by whom. `about`: what a leader is in charge of."""

    id: UUID
    name: str
    sort: str
    since: datetime
    until: datetime | None
    by: str
    ended_by: str
    about: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class GroupSheet:
    """A group's page. `next`: the mark of the following page; `found`: who could come in."""

    group: Group
    members: tuple[Line, ...]
    next: str
    past: tuple[Line, ...]
    found: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class KindList:
    """A kind's list: for whom it is meant, what it names, whom that reaches now."""

    kind: Kind
    audience: Audience
    takes: tuple[str, ...]
    entries: tuple[Line, ...]
    past: tuple[Line, ...]
    reaches: int
    groups: tuple[tuple[UUID, str], ...]
    found: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All groups and all kinds' lists. Of a kind: (kind, audience, what it names)."""

    groups: tuple[Group, ...]
    kinds: tuple[tuple[Kind, str, tuple[str, ...]], ...]


async def groups(viewer: Actor) -> list[Group]:
    """The groups in use, in the office's order."""
    demand(viewer, Right.ISSUE_READ)
    return await store.groups()


async def listed(viewer: Actor, kind: UUID) -> list[Entry]:
    """What a kind's list names now."""
    demand(viewer, Right.ISSUE_READ)
    return await store.entries(kind)


async def overview(viewer: Actor) -> Overview:
    """The page of all lists."""
    demand(viewer, Right.ISSUE_READ)
    entries, audiences = await store.all_entries(), await store.audiences()
    names = {line.id: line.name for line in await _lines(viewer, [one for each in entries.values() for one in each])}
    kinds = tuple(
        (kind, audiences.get(kind.id, Audience.GENERAL).label, tuple(names[one.id] for one in entries.get(kind.id, ())))
        for kind in await kind_rows.kinds()
        if kind.active
    )
    return Overview(tuple(await store.groups()), kinds)


async def group(viewer: Actor, id: UUID, search: str = "", mark: str = "") -> GroupSheet:
    """One group. Raises NotFound."""
    demand(viewer, Right.ISSUE_READ)
    found = await store.group(id)
    beyond = _mark(mark)
    rows = await store.members(id, beyond=beyond, limit=PAGE + 1)
    past = await store.members(id, past=True)
    people = found.sort in (Sort.LEADER, Sort.CHARGE)
    every = await readable(viewer) if search.strip() or people else []
    fit = [(key, name) for key, name in every if people == key.startswith("person:") and search.strip() in name]
    inside = {member.reader.key for member in rows}
    units = [(str(unit.id), unit.name) for unit in await identity.units(viewer) if not unit.office]
    return GroupSheet(
        found, tuple(await _lines(viewer, rows[:PAGE])),
        f"{rows[PAGE - 1].place}_{rows[PAGE - 1].id}" if len(rows) > PAGE else "", tuple(await _lines(viewer, past)),
        tuple([one for one in fit if found.sort is Sort.CHARGE or one[0] not in inside][:FOUND]),
        tuple(units) if found.sort is Sort.CHARGE else (),
    )  # fmt: skip


async def kind_list(viewer: Actor, id: UUID, search: str = "") -> KindList:
    """One kind's list. Raises NotFound."""
    demand(viewer, Right.ISSUE_READ)
    kind, audience = await kind_rows.kind(id), await store.audience(id)
    entries = await store.entries(id)
    named = {entry.grp for entry in entries} | {entry.reader.key for entry in entries if entry.reader}
    every = await readable(viewer) if search.strip() else []
    fit = [(key, name) for key, name in every if search.strip() in name and key not in named]
    takes = await store.takes(audience, clock.now())
    return KindList(
        kind, audience, tuple(sort.label for sort in Sort if sort in takes), tuple(await _lines(viewer, entries)),
        tuple(await _lines(viewer, await store.entries(id, past=True))), len(await recipients.live(id)),
        tuple((each.id, each.name) for each in await store.groups() if each.id not in named), tuple(fit[:FOUND]),
    )  # fmt: skip


async def _lines(viewer: Actor, rows: Sequence[Member | Entry]) -> list[Line]:
    readers = [row.reader for row in rows if row.reader]
    units = {reader.unit for reader in readers if reader.unit} | {about for row in rows if (about := _about(row))}
    people = {reader.person for reader in readers if reader.person} | {row.by for row in rows}
    known = await identity.names(viewer, people | {row.ended_by for row in rows if row.ended_by})
    named = await identity.unit_names(viewer, units)
    groups = await store.group_names({row.grp for row in rows if isinstance(row, Entry) and row.grp})
    return [
        Line(
            row.id, _name(row, groups, named, known), _sort(row, groups), row.valid_from, row.valid_until,
            known.get(row.by, ""), known.get(row.ended_by, "") if row.ended_by else "",
            named.get(_about(row) or row.id, ""), f"/lists/{row.grp}" if isinstance(row, Entry) and row.grp else "",
        )
        for row in rows
    ]  # fmt: skip


def _about(row: Member | Entry) -> UUID | None:
    return row.about if isinstance(row, Member) else None


def _name(row: Member | Entry, groups: Groups, units: Mapping[UUID, str], people: Mapping[UUID, str]) -> str:
    if isinstance(row, Entry) and row.grp:
        return groups[row.grp][0]
    reader = row.reader or Reader()
    return units.get(reader.unit, "") if reader.unit else people.get(reader.person, "") if reader.person else ""


def _sort(row: Member | Entry, groups: Groups) -> str:
    if isinstance(row, Entry) and row.grp:
        return groups[row.grp][1].label
    return (Direct.UNIT if row.reader and row.reader.unit else Direct.PERSON).label


def _mark(text: str) -> tuple[int, UUID] | None:
    place, _, id = text.partition("_")
    try:
        return (int(place), UUID(id)) if text else None
    except ValueError:
        raise NotFound from None
