"""Copies of an issue as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.workflow import Labelled


class HandedForm(Labelled):
    """As what a copy was given to its reader."""

    PDF = "pdf", "PDF 文件"
    PAGES = "pages", "版面图片"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient's copy."""

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


@dataclass(frozen=True, slots=True)
class Handed:
    """A reader's own file or pages, given to somebody: SM3 of the PDF, who, when."""

    delivery: UUID
    form: HandedForm
    digest: bytes
    by: UUID
    at: datetime
