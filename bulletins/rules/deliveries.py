"""Copies of an issue as values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel.workflow import Labelled


class HandedForm(Labelled):
    """As what a copy was given to its reader."""

    PDF = "pdf", "PDF 文件"
    PAGES = "pages", "版面图片"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient's copy. `deputy`: who reads it too until then; `added`: the widening it was sent by afterwards."""

    id: UUID
    version: int
    state: str
    issue: UUID
    unit: UUID | None
    person: UUID | None
    created: datetime
    number: int = 0
    arrived_at: datetime | None = None
    opened_at: datetime | None = None
    opened_by: UUID | None = None
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None
    reminded: date | None = None
    deputy: UUID | None = None
    deputy_until: datetime | None = None
    taken_back_at: datetime | None = None
    taken_back_by: UUID | None = None
    added: UUID | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A reader's own file or pages, given to somebody: SM3 of the PDF, who, when."""

    delivery: UUID
    form: HandedForm
    digest: bytes
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How many copies of an issue stand where; `size`: readers of the frozen list."""

    audience: str
    size: int
    frozen_at: datetime
    frozen_by: UUID
    queued: int = 0
    arrived: int = 0
    opened: int = 0
    accepted: int = 0
    closed: int = 0
    taken_back: int = 0

    @property
    def unread(self) -> int:
        """Copies nobody has confirmed yet."""
        return self.queued + self.arrived + self.opened

    @property
    def read(self) -> int:
        """Confirmed copies."""
        return self.accepted + self.closed

    @property
    def sent(self) -> int:
        """Copies there are."""
        return self.unread + self.read + self.taken_back
