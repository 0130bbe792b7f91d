"""Files on their way: sealed piece by piece under a key that only the sender's browser has.

- The key of an upload comes from a token that is told to the browser once and stored nowhere: until the file has
  passed the gate and stands in a record, nobody can open what lies here, the service alone neither (SUB-11).
- Name and digest are content and lie under the same key.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from crypto import sm3, sm4
from crypto.errors import BadCiphertext
from kernel import db, vault
from kernel.db import Row, Tx
from submissions.errors import UploadGone
from submissions.rules.drafts import Head
from submissions.tables.writing import SubmissionUpload

PURPOSE = "upload 1"
KEY = 16


def key_of(token: bytes) -> bytes:
    """The key of an upload, for who brings its token."""
    return sm3.hmac(vault.derive(PURPOSE), token)[:KEY]


def seal(key: bytes, id: UUID, start: int, data: bytes) -> bytes:
    """A piece, bound to its file and place."""
    return sm4.seal(key, data, _place(id, start))


def joined(key: bytes, id: UUID, pieces: list[Row]) -> bytes:
    """The pieces in order, opened. Raises UploadGone when the key is not theirs."""
    try:
        return b"".join(sm4.open(key, bytes(one["sealed"]), _place(id, one["start"])) for one in pieces)
    except BadCiphertext as error:
        raise UploadGone from error


def head_of(key: bytes, row: Row) -> Head:
    """Name and digest as they were announced. Raises UploadGone when the key is not this file's."""
    try:
        return msgspec.json.decode(sm4.open(key, bytes(row["head_sealed"]), _place(row["id"], -1)), type=Head)
    except BadCiphertext as error:
        raise UploadGone from error


async def one(id: UUID) -> Row | None:
    """The row of a file."""
    return await db.one("SELECT * FROM submission_upload WHERE id = $1", id)


async def of(tx: Tx, account: UUID) -> list[Row]:
    """Everything of one person that is on its way; until COMMIT nobody else counts it."""
    await tx.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"upload {account}")
    return await tx.fetch("SELECT id, size FROM submission_upload WHERE account = $1", account)


async def pieces(id: UUID) -> list[Row]:
    """Every piece, first to last."""
    return await db.fetch("SELECT start, sealed FROM submission_upload_chunk WHERE upload = $1 ORDER BY start", id)


async def add(tx: Tx, id: UUID, key: bytes, size: int, head: Head) -> None:
    """A file nothing of which has arrived."""
    sealed = sm4.seal(key, msgspec.json.encode(head), _place(id, -1))
    await tx.insert(
        SubmissionUpload, id=id, account=tx.actor.id, size=size, begun=tx.now, touched=tx.now, head_sealed=sealed
    )


async def extend(tx: Tx, id: UUID, start: int, size: int, sealed: bytes) -> bool:
    """One more piece at the end of what is there; False when the end lies elsewhere."""
    row = await tx.one(
        "UPDATE submission_upload SET received = $2 + $3, touched = $4 WHERE id = $1 AND received = $2 RETURNING id",
        id, start, size, tx.now,
    )  # fmt: skip
    if row is None:
        return False
    await tx.run("INSERT INTO submission_upload_chunk (upload, start, sealed) VALUES ($1, $2, $3)", id, start, sealed)
    return True


async def passed(tx: Tx, id: UUID) -> None:
    """The gate has let it through."""
    await tx.run("UPDATE submission_upload SET passed = true, touched = $2 WHERE id = $1", id, tx.now)


async def drop(tx: Tx, ids: list[UUID]) -> None:
    """Files out, with every piece."""
    await tx.run("DELETE FROM submission_upload WHERE id = ANY($1)", ids)


async def expired(tx: Tx, before: datetime, most: int = 200) -> list[UUID]:
    """Files nothing was done with since `before`."""
    rows = await tx.fetch(
        "SELECT id FROM submission_upload WHERE touched < $1 ORDER BY touched LIMIT $2 FOR UPDATE SKIP LOCKED",
        before, most,
    )  # fmt: skip
    return [row["id"] for row in rows]


def _place(id: UUID, start: int) -> bytes:
    return b"upload" + id.bytes + start.to_bytes(8, "big", signed=True)
