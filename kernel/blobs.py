"""Sealed files in a folder.

- A file is sealed, written beside its place, synced, renamed, and its folder synced, BEFORE the row that names it is
  written. The order is never reversed: a crash leaves a file without a row, never a row without its file.
- The file's name is the SM3 of its sealed bytes; reading checks it before opening, and opening checks every frame.
- Content and name are bound to the file's own id and its owner: two files of a record cannot be exchanged unseen.
- Files without a row, and unfinished ones, are swept, but none younger than GRACE: its row may be about to be written.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from crypto import sm3
from crypto.devices.files import TEMP, make_folder, write_durably
from kernel import clock, db, vault
from kernel.db import Tx
from kernel.errors import NotFound, Unavailable
from kernel.ids import new_id
from kernel.vault import Box, ContentDamaged, VaultError

GRACE = timedelta(hours=1)
SWEEP_CHUNK = 1000
OUR_NAME = re.compile("[0-9a-f]{64}")


class FileMissing(VaultError):
    """The row is there and its file is not: the store lost it, or stands on another machine."""

    code = "file_missing"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is safely in the store and has no row yet."""

    id: UUID
    box: Box
    digest: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as a page lists it."""

    id: UUID
    owner: UUID
    name: str
    media: str
    size: int
    created: datetime


@dataclass(frozen=True, slots=True)
class Blob:
    """A file, opened."""

    id: UUID
    owner: UUID
    name: str
    media: str
    data: bytes


class _Installed:
    folder: Path | None = None


def install(folder: Path) -> None:
    """Use this folder, making it when missing."""
    make_folder(folder)
    _Installed.folder = folder


def folder() -> Path:
    """The folder in use. Raises Unavailable before install()."""
    if _Installed.folder is None:
        raise Unavailable(part="files")
    return _Installed.folder


async def write(box: Box, data: bytes) -> Written:
    """Put a sealed file into the store; add() must follow in the transaction that needs it. Raises Unavailable."""
    return await asyncio.to_thread(_write, folder(), box, data)


async def add(tx: Tx, owner: UUID, written: Written, name: str, media: str) -> UUID:
    """The row of a written file; its id. `owner` must be the record whose box sealed it."""
    if owner != written.box.owner:
        raise ValueError("the file was sealed for another record")
    await tx.run(
        "INSERT INTO blob (id, owner, name_sealed, media, size, digest, created) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        written.id, owner, written.box.seal(_name_field(written.id), name), media, written.size, written.digest, tx.now,
    )  # fmt: skip
    return written.id


async def read(blob_id: UUID) -> Blob:
    """A file, verified whole. Raises NotFound, FileMissing, ContentDamaged, ContentErased. Rights are the caller's."""
    row = await db.one("SELECT * FROM blob WHERE id = $1", blob_id)
    if row is None:
        raise NotFound
    box = await vault.box(row["owner"])
    name = box.open(_name_field(blob_id), bytes(row["name_sealed"]))
    data = await asyncio.to_thread(_read, folder(), box, blob_id, bytes(row["digest"]))
    return Blob(blob_id, row["owner"], name, row["media"], data)


async def of(owner: UUID) -> list[Listed]:
    """The files of a record, oldest first."""
    rows = await db.fetch("SELECT * FROM blob WHERE owner = $1 ORDER BY id", owner)
    if not rows:
        return []
    box = await vault.box(owner)
    return [
        Listed(
            row["id"],
            owner,
            box.open(_name_field(row["id"]), bytes(row["name_sealed"])),
            row["media"],
            row["size"],
            row["created"],
        )
        for row in rows
    ]


async def forget(tx: Tx, blob_id: UUID) -> None:
    """Drop the row of one file; the next sweep removes the file."""
    await tx.run("DELETE FROM blob WHERE id = $1", blob_id)


async def sweep(older_than: timedelta = timedelta(days=1)) -> int:
    """Remove unfinished files and files without a row; returns how many. GRACE is the least age whatever is asked."""
    limit = clock.now() - max(older_than, GRACE)
    removed = 0
    old = await asyncio.to_thread(lambda: list(_older(folder(), limit)))
    files = iter(old)
    while chunk := list(islice(files, SWEEP_CHUNK)):
        named = {path: bytes.fromhex(path.name) for path in chunk if not path.name.startswith(TEMP)}
        rows = await db.fetch("SELECT digest FROM blob WHERE digest = ANY($1)", list(named.values()))
        kept = {bytes(row["digest"]) for row in rows}
        orphans = [path for path in chunk if named.get(path) not in kept]
        await asyncio.to_thread(_unlink, orphans)
        removed += len(orphans)
    return removed


def _write(store: Path, box: Box, data: bytes) -> Written:
    blob_id = new_id()
    sealed = box.seal_bytes(_data_field(blob_id), data)
    digest = sm3.hash(sealed)
    path = _path(store, digest)
    try:
        make_folder(path.parent)
        write_durably(path, sealed)
    except OSError as error:
        raise Unavailable(part="files") from error
    return Written(blob_id, box, digest, len(data))


def _read(store: Path, box: Box, blob_id: UUID, digest: bytes) -> bytes:
    try:
        sealed = _path(store, digest).read_bytes()
    except FileNotFoundError as error:
        raise FileMissing from error
    except OSError as error:
        raise Unavailable(part="files") from error
    if sm3.hash(sealed) != digest:
        raise ContentDamaged
    return box.open_bytes(_data_field(blob_id), sealed)


def _older(store: Path, limit: datetime) -> Iterator[Path]:
    for path in store.glob("[0-9a-f][0-9a-f]/*"):
        ours = path.name.startswith(TEMP) or OUR_NAME.fullmatch(path.name)
        try:
            changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            continue
        if ours and changed < limit:
            yield path


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _path(store: Path, digest: bytes) -> Path:
    name = digest.hex()
    return store / name[:2] / name


def _data_field(blob_id: UUID) -> str:
    return f"blob:{blob_id}"


def _name_field(blob_id: UUID) -> str:
    return f"blob_name:{blob_id}"
