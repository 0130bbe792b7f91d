"""The JSON of the FastAPI peer, as pydantic models: what its manual recommends for answers."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel


class Row(BaseModel):
    """A submission in a list."""

    id: UUID
    version: int
    number: str
    title: str
    state: str
    unit: UUID
    unit_name: str
    chars: int
    submitted: datetime | None
    due: datetime | None


class Rows(BaseModel):
    """A page of a list."""

    items: list[Row]
    next: str | None


class Whole(BaseModel):
    """A submission with its text."""

    row: Row
    body: str
    source: str
    contact: str
    category: str
    urgency: str
    genre: str
    learned: datetime | None
    release: datetime | None
    late_seconds: int | None
    actions: list[str]
