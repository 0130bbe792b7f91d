"""Reading one's own notices.

- Nobody reads another's notices. The title of a record is looked up for the viewer when the list is shown: what may no
  longer be seen shows no title.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.actor import Actor
from notices.rules import records
from notices.rules.records import RecordKind
from notices.store import notices as store
from notices.store.notices import Stored as Stored  # noqa: PLC0414 - part of what this module gives out

PAGE = 50
MOST_COUNTED = 100
Titles = Callable[[Actor, list[UUID]], Awaitable[dict[UUID, str]]]
_titles: dict[str, Titles] = {}
_numbers: dict[str, Titles] = {}


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the list."""

    id: UUID
    topic: str
    kind: str
    title: str
    url: str
    created: datetime
    unread: bool
    urgent: bool
    record_kind: str
    record: UUID


def describe(kind: str, titles: Titles, numbers: Titles | None = None) -> None:
    """How to find titles (for the list) and numbers (for mails) of a kind of record; called by the assembly."""
    _titles[RecordKind(kind)] = titles
    if numbers:
        _numbers[RecordKind(kind)] = numbers


async def for_me(viewer: Actor, before: UUID | None = None) -> list[Notice]:
    """The viewer's notices, newest first: one page and one more when there are older ones."""
    rows = await store.listed(viewer.id, before, PAGE + 1)
    titles: dict[UUID, str] = {}
    for kind in {row.record_kind for row in rows} & set(_titles):
        titles |= await _titles[kind](viewer, [row.record for row in rows if row.record_kind == kind])
    return [_shown(row, titles.get(row.record, "")) for row in rows]


async def unread(viewer: Actor) -> int:
    """How many are unread, counted up to 100."""
    return await store.unread(viewer.id, MOST_COUNTED)


async def bell(viewer: Actor) -> dict[str, Any]:
    """For the bell: how many are unread (`notices`), and which is the newest of them (`newest`)."""
    waiting = await store.newest_unread(viewer.id, MOST_COUNTED)
    return {"notices": len(waiting), "newest": str(waiting[0]) if waiting else ""}


async def visible(viewer: Actor, kind: str, record: UUID) -> bool:
    """Whether the viewer may see a record: whoever knows its titles finds one for them."""
    known = _titles.get(kind)
    return known is not None and record in await known(viewer, [record])


async def number(viewer: Actor, kind: str, record: UUID) -> str:
    """The number of a record, for a mail; empty when it has none."""
    found = await _numbers[kind](viewer, [record]) if kind in _numbers else {}
    return found.get(record, "")


def _shown(row: Stored, title: str) -> Notice:
    kind = RecordKind(row.record_kind)
    url = records.place(row.record_kind, row.record)
    return Notice(
        row.id, row.topic, kind.label, title, url, row.created, row.read_at is None, row.urgent, kind.value, row.record
    )
