"""Signed heads of the journal: made by the service's device, kept in the database and in a folder that can leave the machine.

- A head is signed at least every 60 s while the journal grows (a scheduled job), and whenever a receipt or an issue needs one.
- The folder's files are JSON, one a head, written temp → fsync → rename; the verifier takes any number of them.
"""

import json
import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from kernel import db, journal
from kernel.actor import SYSTEM
from kernel.journal import Head, Line


class Signer(Protocol):
    """The part of a device that heads need."""

    @property
    def serial(self) -> str: ...
    def sign(self, message: bytes) -> bytes: ...


async def tip() -> Line | None:
    """The newest row."""
    row = await db.one("SELECT * FROM journal ORDER BY seq DESC LIMIT 1")
    return journal.line_of(row) if row else None


async def latest() -> Head | None:
    """The newest signed head."""
    row = await db.one("SELECT * FROM journal_head ORDER BY seq DESC LIMIT 1")
    return _head(row) if row else None


async def sign(device: Signer, folder: Path | None, now: datetime) -> Head | None:
    """Sign the newest row unless it is signed already; returns the newest head (None while the journal is empty)."""
    line, newest = await tip(), await latest()
    if line is None or (newest and newest.seq == line.seq):
        return newest
    unsigned = Head(line.seq, line.hash, now, device.serial)
    head = Head(line.seq, line.hash, now, device.serial, device.sign(unsigned.message()))
    async with db.transaction(SYSTEM) as tx:
        await tx.run(
            "INSERT INTO journal_head (seq, hash, at, key, signature) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (seq) DO NOTHING",
            head.seq, head.hash, head.at, head.key, head.signature,
        )  # fmt: skip
    if folder:
        write(folder, head)
    return head


async def stored() -> list[Head]:
    """Every head in the database."""
    return [_head(row) for row in await db.fetch("SELECT * FROM journal_head ORDER BY seq")]


async def lines(chunk: int = 5000) -> AsyncIterator[Line]:
    """The whole journal in order."""
    after = 0
    while rows := await db.fetch("SELECT * FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2", after, chunk):
        for row in rows:
            yield journal.line_of(row)
        after = rows[-1]["seq"]


def text(head: Head) -> str:
    """A head as JSON, for files and receipts."""
    return json.dumps(
        {
            "seq": head.seq,
            "hash": head.hash.hex(),
            "at": head.at.isoformat(),
            "key": head.key,
            "signature": head.signature.hex(),
        }
    )


def parse(source: str) -> Head:
    """The reverse of text(). Raises ValueError or KeyError on anything else."""
    d = json.loads(source)
    return Head(
        int(d["seq"]),
        bytes.fromhex(d["hash"]),
        datetime.fromisoformat(d["at"]),
        d["key"],
        bytes.fromhex(d["signature"]),
    )


def write(folder: Path, head: Head) -> None:
    """Keep a head as a file that survives a power cut."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    final = folder / f"head-{head.seq:012}.json"
    temp = final.with_suffix(".tmp")
    with temp.open("w") as file:
        file.write(text(head))
        file.flush()
        os.fsync(file.fileno())
    temp.rename(final)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(folder: Path) -> list[Head]:
    """Every head kept in a folder."""
    return [parse(path.read_text()) for path in sorted(folder.glob("head-*.json"))]


def _head(row: dict[str, Any]) -> Head:
    return Head(row["seq"], bytes(row["hash"]), row["at"], row["key"], bytes(row["signature"]))
