"""What pages and other packages get to see of a submission."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gate.workflow import HoldLine
from kernel.textdiff import Segment
from kernel.work import Clock
from kernel.workflow import Labelled, Offer, Step
from submissions.rules.due import pauses
from submissions.rules.records import Adoption, Item

Key = tuple[datetime, UUID]
REPLIES = frozenset({"sign_back", "send_down", "return", "decline"})
QUIET = frozenset({"create", "save", "attach", "detach", "revise"})


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list."""

    id: UUID
    version: int
    title: str
    state: Labelled
    number: str
    unit: UUID
    unit_name: str
    category: str
    urgency: str
    urgency_code: str
    genre: str
    chars: int
    since: datetime
    saved: datetime
    sent: datetime | None
    clock: Clock | None
    key: Key

    @property
    def door(self) -> str:
        """The page to deal with it: on the desk while it waits there."""
        return f"/desk/{self.id}" if self.state == "submitted" else f"/submissions/{self.id}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list; `prev` and `next` are keys of its first and last row when there is more on that side."""

    lines: tuple[Line, ...]
    prev: Key | None = None
    next: Key | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """One act on the record; `text_number`: the text saved by it, 0 for none."""

    at: datetime
    who: str
    unit: str
    action: str
    label: str
    target: str
    code: str = ""
    note: str = ""
    text_number: int = 0


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the record."""

    id: UUID
    name: str
    media: str
    size: int
    holds: tuple[HoldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who opened the record."""

    who: str
    unit: str
    last: datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """The record's page."""

    item: Item
    line: Line
    title: str
    body: str
    source: str
    contact: str
    learned: datetime | None
    saved: datetime
    author: str
    signed_by: str
    signed_at: datetime | None
    files: tuple[Attached, ...]
    offers: tuple[Offer, ...]
    steps: tuple[Step, ...]
    history: tuple[Passed, ...]
    reply: Passed | None
    readers: tuple[Reader, ...]
    adoptions: tuple[Adoption, ...]
    details: tuple[str, str, str]
    editable: bool
    holds: tuple[HoldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A text that an article is made from."""

    id: UUID
    number: str
    unit: UUID
    title: str
    body: str
    submitted: datetime | None


@dataclass(frozen=True, slots=True)
class DossierFile:
    """An attachment with its content."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Dossier:
    """A submission as it is filed: every saved text as (number, title, body), and the attachments."""

    number: str
    texts: tuple[tuple[int, str, str], ...]
    files: tuple[DossierFile, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A saved text in the list of versions."""

    number: int
    who: str
    at: datetime
    chars: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two saved texts."""

    old: int
    new: int
    versions: tuple[Version, ...]
    title: list[Segment]
    body: list[Segment]
    changed: int


def reply_of(history: Sequence[Passed]) -> Passed | None:
    """What the signer or the office last asked of the writer, as long as the text has not gone to them again."""
    last = next((passed for passed in history if passed.action not in QUIET), None)
    return last if last and last.action in REPLIES else None


def sent(versions: Sequence[dict[str, Any]], moments: Collection[datetime]) -> list[dict[str, Any]]:
    """Of the saved texts, oldest first, those that stood there at these moments, when it went to the office."""
    saved = {max((v["number"] for v in versions if v["saved"] <= at), default=0) for at in moments}
    return [version for version in versions if version["number"] in saved]


def clock_of(row: Mapping[str, Any]) -> Clock:
    """A stored clock, with the days off between its ends."""
    stretches = pauses(row["start"], row["due"]) if row["calendar"] else ()
    return Clock(row["start"], row["due"], pauses=stretches, provisional=row["provisional"], rule=row["rule_label"])
