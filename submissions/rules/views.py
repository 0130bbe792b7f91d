"""What pages and other packages get to see of a submission."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gate.workflow import HoldLine
from kernel.textdiff import Segment
from kernel.work import Clock, Move
from kernel.workflow import Labelled, Offer, Step
from submissions.rules.progress import Holder
from submissions.rules.progress import Step as Doing
from submissions.rules.records import Adoption, Item

Key = tuple[datetime, UUID]
STEP = "step."  # how the acts of the article are told apart from the record's own
REPLIES = frozenset({"sign_back", "send_down", "return", "decline"})
STEPS = frozenset(f"{STEP}{step}" for step in Doing)
ENTERED = frozenset({"enter", "mailed", "no_journal", "entry_confirm", "entry_object"})
QUIET = frozenset({"create", "save", "tick", "attach", "detach", "revise", "due_moved"}) | ENTERED


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
    lag: timedelta | None = None
    channel: str = ""  # by which way it came, in words; empty for the web

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
    """One act on the record. `passage`: the sentence that is meant; `remedy`: what the code asks the writer to do.

    `text_number`: the text saved by it, 0 for none.
    """

    at: datetime
    who: str
    unit: str
    action: str
    label: str
    target: str
    code: str = ""
    note: str = ""
    passage: str = ""
    remedy: str = ""
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
class ClockSheet:
    """A clock of the record, what it waits for, and every move of its due time."""

    label: str
    clock: Clock
    moves: tuple[Move, ...] = ()
    late: timedelta | None = None


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
    release: datetime | None
    saved: datetime
    author: str
    signed_by: str
    signed_at: datetime | None
    files: tuple[Attached, ...]
    offers: tuple[Offer, ...]
    steps: tuple[Step, ...]
    history: tuple[Passed, ...]
    reply: Passed | None
    holder: Holder | None
    readers: tuple[Reader, ...]
    adoptions: tuple[Adoption, ...]
    details: tuple[str, str, str]
    editable: bool
    level: str = ""
    holds: tuple[HoldLine, ...] = ()
    clocks: tuple[ClockSheet, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Kept:
    """A new text that was begun and not saved."""

    id: UUID
    title: str
    chars: int
    saved: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts of which a writer has to choose: what differs from `theirs` to what stands in the form.

    `sequence`, `version`: what the form knows once its writer has seen this. `other_tab`: the other text is a working copy.
    """

    title: list[Segment]
    body: list[Segment]
    saved: datetime
    other_tab: bool
    sequence: int
    version: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Two submissions and what differs; of each (id, title, unit, when reported). `percent`: how alike they are."""

    both: tuple[tuple[UUID, str, str, datetime], ...]
    title: list[Segment]
    body: list[Segment]
    percent: int


def reply_of(history: Sequence[Passed]) -> Passed | None:
    """What the signer or the office last asked of the writer, as long as the text has not gone to them again."""
    last = next((passed for passed in history if passed.action not in QUIET | STEPS), None)
    return last if last and last.action in REPLIES else None


def sent(versions: Sequence[dict[str, Any]], moments: Collection[datetime]) -> list[dict[str, Any]]:
    """Of the saved texts, oldest first, those that stood there at these moments, when it went to the office."""
    saved = {max((v["number"] for v in versions if v["saved"] <= at), default=0) for at in moments}
    return [version for version in versions if version["number"] in saved]
