"""Every read of the archive; for people of the office who hold the right.

- The list with which a year's packages are handed over (ARC-01, ARC-02) names each by number and file, with its size and
  SM3: whoever takes them over sees that every one is there and is the one that was made. It tells nothing they say.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from archive import store
from archive.package import MANIFEST
from archive.tables import Sort
from archive.verify import Report, verify
from identity.queries import register as identity
from identity.rights import Right
from kernel import blobs, clock, sheets, vault
from kernel.actor import Actor
from kernel.blobs import Blob
from kernel.db import Row
from kernel.errors import NotFound
from kernel.workflow import Labelled

MOMENT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Entry:
    """A package in the list. `size`, `digest`: of the package itself."""

    id: UUID
    issue: UUID | None
    label: str
    number: str
    files: int
    by: str
    at: datetime
    sort: str
    size: int
    digest: str

    @property
    def name(self) -> str:
        """The package's file name: with its number, so that a year's packages lie in order."""
        return f"{self.number} {self.label}.zip"


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


class Words(Labelled):
    """What the sheet says of itself."""

    TITLE = "title", "{year} 年归档包移交清单"
    FOOT = "foot", "由{who}于{when}制表，共 {packages} 件、{files} 个文件、{size} 字节"


class Column(Labelled):
    """Its columns, in order."""

    NUMBER = "number", "件号"
    LABEL = "label", "名称"
    SORT = "sort", "类别"
    NAME = "name", "文件名"
    FILES = "files", "包内文件数"
    SIZE = "size", "字节"
    DIGEST = "digest", "SM3"
    BY = "by", "归档人"
    AT = "at", "归档时间"


@dataclass(frozen=True, slots=True)
class HandingOver:
    """The list of a year."""

    year: int
    years: tuple[int, ...]
    entries: tuple[Entry, ...]

    @property
    def files(self) -> int:
        """How many files the packages hold."""
        return sum(entry.files for entry in self.entries)

    @property
    def size(self) -> int:
        """Their bytes."""
        return sum(entry.size for entry in self.entries)

    @property
    def title(self) -> str:
        """What it is called."""
        return Words.TITLE.label.format(year=self.year)


async def listing(viewer: Actor, year: int | None = None, before: UUID | None = None) -> Listed:
    """Filed issues, newest first."""
    demand_read(viewer)
    rows = await store.listed(year, before)
    shown = rows[: store.PAGE]
    older = shown[-1]["id"] if len(rows) > store.PAGE else None
    return Listed(tuple(await entries(viewer, shown)), tuple(await store.years()), older)


async def show(viewer: Actor, id: UUID) -> Opened:
    """A filed issue; its package is read and verified anew. Raises NotFound."""
    row = await _row(viewer, id)
    data = (await blobs.read(row["package"])).data
    report = verify(data, vault.device().public_key)
    entry = (await entries(viewer, [row]))[0]
    return Opened(entry, report, () if report.faults else _contents(data), bytes(row["digest"]).hex())


async def package(viewer: Actor, id: UUID) -> Blob:
    """The package's bytes, under the name it is handed over by. Raises NotFound."""
    row = await _row(viewer, id)
    return replace(await blobs.read(row["package"]), name=(await entries(viewer, [row]))[0].name)


async def of_year(viewer: Actor, year: int | None) -> HandingOver:
    """Every package of a year by number; without one, of the newest year that has any. Raises NotFound."""
    demand_read(viewer)
    years = tuple(await store.years())
    chosen = year or next(iter(years), clock.local(clock.now()).year)
    return HandingOver(chosen, years, tuple(await entries(viewer, await store.of_year(chosen))))


def sheet(listed: HandingOver, who: str, now: datetime) -> bytes:
    """The list as xlsx."""
    foot = Words.FOOT.label.format(
        who=who, when=clock.local(now).strftime(MOMENT), packages=len(listed.entries), files=listed.files,
        size=listed.size,
    )  # fmt: skip
    rows: list[Sequence[str | float]] = [_cells(entry) for entry in listed.entries]
    return sheets.write(listed.title, [column.label for column in Column], [*rows, [foot]])


def _cells(entry: Entry) -> list[str | float]:
    told: dict[Column, str | float] = {
        Column.NUMBER: entry.number, Column.LABEL: entry.label, Column.SORT: entry.sort, Column.NAME: entry.name,
        Column.FILES: entry.files, Column.SIZE: entry.size, Column.DIGEST: entry.digest, Column.BY: entry.by,
        Column.AT: clock.local(entry.at).strftime(MOMENT),
    }  # fmt: skip
    return [told[column] for column in Column]


def _contents(data: bytes) -> tuple[Content, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = json.loads(archive.read(MANIFEST))["files"]
    return tuple(Content(entry["path"], entry["role"], entry["size"], entry["sm3"]) for entry in listed)


async def _row(viewer: Actor, id: UUID) -> Row:
    demand_read(viewer)
    row = await store.one(id)
    if row is None:
        raise NotFound
    return row


async def entries(viewer: Actor, rows: list[Row]) -> list[Entry]:
    """Rows with the names of those who filed them."""
    names = await identity.names(viewer, {row["filed_by"] for row in rows})
    return [
        Entry(
            row["id"], row["issue"], row["label"], f"{row['year']}-{row['item']:04}", row["files"],
            names.get(row["filed_by"], ""), row["created"], Sort(row["sort"]).label, row["size"],
            bytes(row["digest"]).hex(),
        )
        for row in rows
    ]  # fmt: skip


def demand_read(viewer: Actor) -> None:
    """The archive is not there for who may not read it. Raises NotFound."""
    if not viewer.may(Right.ARCHIVE_READ):
        raise NotFound
