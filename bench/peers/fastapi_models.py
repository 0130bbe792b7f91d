"""The tables the scenarios touch, as SQLAlchemy sees them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """How Python types are stored."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        UUID: Uuid, str: Text, bytes: LargeBinary, datetime: DateTime(timezone=True), date: Date, int: Integer, bool: Boolean,
        list[int]: ARRAY(Integer), list[str]: ARRAY(Text), dict[str, Any]: JSONB,
    }  # fmt: skip


class Session(Base):
    __tablename__ = "session"
    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    account: Mapped[UUID]
    last_seen: Mapped[datetime]
    ends: Mapped[datetime]


class Account(Base):
    __tablename__ = "account"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str]
    person: Mapped[UUID]
    unit: Mapped[UUID]
    roles: Mapped[list[str]]


class Unit(Base):
    __tablename__ = "unit"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]


class Person(Base):
    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name_sealed: Mapped[bytes]


class Notice(Base):
    __tablename__ = "notice"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[UUID]
    read_at: Mapped[datetime | None]


class DataKey(Base):
    __tablename__ = "data_key"
    owner: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    wrapped: Mapped[bytes]
    kek: Mapped[str]
    created: Mapped[datetime]


class Submission(Base):
    __tablename__ = "submission"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    created: Mapped[datetime]
    saved: Mapped[datetime]
    moved: Mapped[datetime]
    unit: Mapped[UUID]
    author: Mapped[UUID]
    number: Mapped[str | None]
    category: Mapped[str]
    urgency: Mapped[str]
    genre: Mapped[str]
    learned: Mapped[datetime | None]
    title_sealed: Mapped[bytes]
    body_sealed: Mapped[bytes]
    source_sealed: Mapped[bytes]
    contact_sealed: Mapped[bytes]
    chars: Mapped[int]
    text_version: Mapped[int]
    digest: Mapped[bytes]
    signed_digest: Mapped[bytes | None]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    submitted: Mapped[datetime | None]


class SubmissionVersion(Base):
    __tablename__ = "submission_version"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    submission: Mapped[UUID]
    number: Mapped[int]
    author: Mapped[UUID]
    saved: Mapped[datetime]
    title_sealed: Mapped[bytes]
    body_sealed: Mapped[bytes]
    chars: Mapped[int]


class SubmissionClock(Base):
    __tablename__ = "due_clock"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    submission: Mapped[UUID] = mapped_column("record")
    step: Mapped[str]
    start: Mapped[datetime]
    due: Mapped[datetime]
    rule_label: Mapped[str] = mapped_column("label")
    calendar: Mapped[str]
    provisional: Mapped[bool]
    settled: Mapped[datetime | None] = mapped_column("ended")


class SubmissionChoice(Base):
    __tablename__ = "submission_choice"
    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    help_label: Mapped[str]
    place: Mapped[int]
    least: Mapped[int]
    most: Mapped[int]
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]


class SubmissionDueRule(Base):
    __tablename__ = "submission_due_rule"
    code: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str]
    category: Mapped[str]
    urgency: Mapped[str]
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]


class SearchRow(Base):
    __tablename__ = "search_row"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner: Mapped[UUID]
    kind: Mapped[str]
    tokens: Mapped[list[int]]


class Journal(Base):
    __tablename__ = "journal"
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[UUID]
    unit: Mapped[UUID]
    terminal: Mapped[str]
    kind: Mapped[str]
    record: Mapped[UUID]
    action: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    before: Mapped[bytes]
    after: Mapped[bytes]
    note: Mapped[bytes]
    hash: Mapped[bytes]


class Outbox(Base):
    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    topic: Mapped[str]
    ids: Mapped[dict[str, Any]]
    due: Mapped[datetime]
    created: Mapped[datetime]


class Idempotency(Base):
    __tablename__ = "idempotency"
    actor: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    command: Mapped[str]
    digest: Mapped[bytes]
    answer: Mapped[str | None]
    created: Mapped[datetime]
