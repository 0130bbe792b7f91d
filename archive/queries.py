"""Every read of the archive; for people of the office who hold the right."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from archive import store
from archive.package import MANIFEST
from archive.verify import Report, verify
from identity.queries import register as identity
from identity.rights import Right
from kernel import blobs, vault
from kernel.actor import Actor
from kernel.blobs import Blob
from kernel.db import Row
from kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Entry:
    """A filed issue in the list."""

    id: UUID
    issue: UUID | None
    label: str
    number: str
    files: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """A file of a package."""

    path: str
    role: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A filed issue with what its package holds, checked just now."""

    entry: Entry
    report: Report
    contents: tuple[Content, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list; `older`: the key of the next page."""

    entries: tuple[Entry, ...]
    years: tuple[int, ...]
    older: UUID | None


async def listing(viewer: Actor, year: int | None = None, before: UUID | None = None) -> Listed:
    """Filed issues, newest first."""
    _may(viewer)
    rows = await store.listed(year, before)
    shown = rows[: store.PAGE]
    older = shown[-1]["id"] if len(rows) > store.PAGE else None
    return Listed(tuple(await _entries(viewer, shown)), tuple(await store.years()), older)


async def show(viewer: Actor, id: UUID) -> Opened:
    """A filed issue; its package is read and verified anew. Raises NotFound."""
    row = await _row(viewer, id)
    data = (await blobs.read(row["package"])).data
    report = verify(data, vault.device().public_key)
    entry = (await _entries(viewer, [row]))[0]
    return Opened(entry, report, () if report.faults else _contents(data), bytes(row["digest"]).hex())


async def package(viewer: Actor, id: UUID) -> Blob:
    """The package's bytes. Raises NotFound."""
    return await blobs.read((await _row(viewer, id))["package"])


def _contents(data: bytes) -> tuple[Content, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = json.loads(archive.read(MANIFEST))["files"]
    return tuple(Content(entry["path"], entry["role"], entry["size"], entry["sm3"]) for entry in listed)


async def _row(viewer: Actor, id: UUID) -> Row:
    _may(viewer)
    row = await store.one(id)
    if row is None:
        raise NotFound
    return row


async def _entries(viewer: Actor, rows: list[Row]) -> list[Entry]:
    names = await identity.names(viewer, {row["filed_by"] for row in rows})
    return [
        Entry(
            row["id"], row["issue"], row["label"], f"{row['year']}-{row['item']:04}", row["files"],
            names.get(row["filed_by"], ""), row["created"],
        )
        for row in rows
    ]  # fmt: skip


def _may(viewer: Actor) -> None:
    if not viewer.may(Right.ARCHIVE_READ):
        raise NotFound
