"""Distribution as values, and how a list is resolved (PUB-05).

- A kind's list names groups, units and people; 送阅 takes leaders and related departments, 参阅 the leader in charge of the
  source units: a table says which sorts of readers an audience takes, what it does not take is left out.
- Leaders come first in the order of the list, then units in the agreed order of the house; nobody stands twice.
- What the sender left out stays out; what a second person agreed to comes in. A unit that is closed gets nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bulletins.rules.kinds import Reader
from kernel.workflow import Labelled


class Sort(Labelled):
    """What a group is of."""

    LEADER = "leader", "领导"
    CHARGE = "charge", "分管领导"
    DEPARTMENT = "department", "司局"
    MINISTRY = "ministry", "部委"
    BUREAU = "bureau", "地方局"
    ASSOCIATION = "association", "协会"
    INSURER = "insurer", "机构"
    OTHER = "other", "其他"


class Direct(Labelled):
    """What an entry without a group is."""

    PERSON = "person", "个人"
    UNIT = "unit", "单位"


class Audience(Labelled):
    """For whom a kind is meant."""

    GENERAL = "general", "普发"
    CIRCULATED = "circulated", "送阅"
    REFERRED = "referred", "参阅"


class Step(Labelled):
    """What a clock of a copy, or of an asked widening, waits for."""

    ARRIVE = "arrive", "送达"
    OPEN = "open", "打开"
    ACCEPT = "accept", "阅毕"
    CONSENT = "consent", "答复"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of readers, with how many are in it now."""

    id: UUID
    version: int
    name: str
    sort: Sort
    place: int
    valid_from: datetime
    valid_until: datetime | None = None
    members: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group, and the days they are. `about`: the unit a leader is in charge of, none for all."""

    id: UUID
    place: int
    reader: Reader
    about: UUID | None
    valid_from: datetime
    valid_until: datetime | None
    by: UUID
    ended_by: UUID | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a kind's list: a group, or one reader."""

    id: UUID
    place: int
    grp: UUID | None
    reader: Reader | None
    valid_from: datetime
    valid_until: datetime | None
    by: UUID
    ended_by: UUID | None


@dataclass(frozen=True, slots=True)
class Named:
    """A reader as a list names them, with the sort they are named as."""

    reader: Reader
    sort: str
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """What a list is resolved against: sorts the audience takes, units in order, source units and those above them."""

    takes: frozenset[str]
    order: Mapping[UUID, int]
    sources: frozenset[UUID]


def resolved(named: Iterable[Named], circle: Circle) -> tuple[Reader, ...]:
    """Everybody the list names now, each once, in order."""
    people: dict[Reader, Reader] = {}
    units: dict[Reader, Reader] = {}
    for one in named:
        if one.sort not in circle.takes or (one.about is not None and one.about not in circle.sources):
            continue
        if one.reader.person:
            people.setdefault(one.reader, one.reader)
        elif one.reader.unit in circle.order:
            units.setdefault(one.reader, one.reader)
    return (*people, *_ordered(units, circle.order))


def narrowed(
    readers: Sequence[Reader], cut: Collection[Reader], added: Iterable[Reader], order: Mapping[UUID, int]
) -> tuple[Reader, ...]:
    """Without those left out, with those agreed to, in the same order."""
    kept = {reader: reader for reader in (*readers, *added) if reader not in cut}
    people = [reader for reader in kept.values() if reader.person]
    return (*people, *_ordered([reader for reader in kept.values() if reader.unit in order], order))


def through(reader: Reader, group: UUID | None) -> Reader:
    """The reader, named by a group."""
    return replace(reader, via=group)


def _ordered(units: Iterable[Reader], order: Mapping[UUID, int]) -> list[Reader]:
    return sorted(units, key=lambda reader: order[reader.unit] if reader.unit else 0)
