"""The figures of writing that an installation may set, and the values of what is not saved yet.

- A working copy is no version: it belongs to one person, passes the gate like any text, and expires.
- Two tabs of a person never overwrite one another unseen: a copy takes a text only from the tab that wrote last, or
  from one that has seen what was written last (`sequence`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

COPY_KIND, UPLOAD_KIND = "working_copy", "upload"
MOST_COPIES = 20
CHUNK = 512 * 1024
MOST_UPLOADS = 12
TEXTS = ("title", "body", "source", "contact")


@dataclass(frozen=True, slots=True)
class Policy:
    """How long things are kept that nobody has saved, and what counts as near."""

    copy_kept: timedelta = timedelta(days=30)
    upload_kept: timedelta = timedelta(days=1)
    near_window: timedelta = timedelta(hours=72)
    near_percent: int = 45


_policy = [Policy()]


def policy() -> Policy:
    """The figures in force."""
    return _policy[0]


def install(chosen: Policy | None = None) -> None:
    """Put these figures in force; None restores the house's own."""
    _policy[0] = chosen or Policy()


@dataclass(frozen=True, slots=True)
class Copy:
    """A working copy, opened. `fields`: what stands in the form, by the names of its fields."""

    id: UUID
    submission: UUID | None
    base: int
    sequence: int
    tab: str
    saved: datetime
    fields: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sends of itself. `sequence`: of the copy it has seen last, 0 for none; `uploads`: files in pieces.

    `copy`: None when the form names none. It is part of a command's fingerprint: never an id made up for the occasion.
    """

    copy: UUID | None
    submission: UUID | None
    base: int
    sequence: int
    tab: str
    uploads: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """Name and SM3 (hexadecimal) of a file on its way, as its sender announced them."""

    name: str = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the sender's browser brings to get at a file on its way."""

    id: UUID
    token: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Near:
    """A text that is much like another. `percent`: the share of character pairs they have in common."""

    id: UUID
    title: str = field(repr=False)
    unit_name: str
    state: str
    number: str
    at: datetime
    percent: int
    first: bool


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask oneself before sending. Empty category: for every one."""

    code: str
    quality: str
    category: str
    label: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """The questions of a text and which of them were ticked, by whom, when."""

    questions: tuple[tuple[Question, bool], ...]
    who: str
    at: datetime

    @property
    def count(self) -> int:
        """How many were ticked."""
        return sum(ticked for _, ticked in self.questions)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of an outline, and what belongs under it."""

    category: str
    label: str
    help: str
