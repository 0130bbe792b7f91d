"""The SQL of working copies: one a person and submission, and as many for new texts as a person has begun."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from kernel import db, vault
from kernel.db import Row, Tx
from kernel.vault import Box
from submissions.rules.drafts import COPY_KIND, Copy, Sent
from submissions.tables.writing import SubmissionWorking

FIELD = "working"
_fields = msgspec.json.Decoder(dict[str, str])


async def locked(tx: Tx, account: UUID, sent: Sent) -> Row | None:
    """The copy a form means, held until COMMIT: by its own id, or the one its writer has of that submission."""
    return await tx.one(
        "SELECT * FROM submission_working WHERE id = $1 OR (account = $2 AND submission = $3) FOR UPDATE",
        sent.copy, account, sent.submission,
    )  # fmt: skip


async def one(id: UUID) -> Row | None:
    """A copy by its id."""
    return await db.one("SELECT * FROM submission_working WHERE id = $1", id)


async def of_submission(account: UUID, submission: UUID) -> Row | None:
    """What somebody has of a submission."""
    return await db.one("SELECT * FROM submission_working WHERE account = $1 AND submission = $2", account, submission)


async def of(account: UUID) -> list[Row]:
    """Every copy of a person, the newest first."""
    return await db.fetch("SELECT * FROM submission_working WHERE account = $1 ORDER BY saved DESC", account)


async def add(tx: Tx, id: UUID, sent: Sent, fields: Mapping[str, str]) -> None:
    """A first copy, under a key of its own."""
    box = vault.mint(id, COPY_KIND)
    await vault.keep(tx, box)
    await tx.insert(
        SubmissionWorking, id=id, account=tx.actor.id, submission=sent.submission, base=sent.base, tab=sent.tab,
        begun=tx.now, saved=tx.now, sealed=_sealed(box, fields),
    )  # fmt: skip


async def replace(tx: Tx, id: UUID, sent: Sent, fields: Mapping[str, str]) -> int:
    """What is written now in place of what was written before; the new sequence."""
    row = await tx.one(
        "UPDATE submission_working SET sequence = sequence + 1, base = $2, tab = $3, saved = $4, sealed = $5"
        " WHERE id = $1 RETURNING sequence", id, sent.base, sent.tab, tx.now, _sealed(await vault.box(id), fields),
    )  # fmt: skip
    return int(row["sequence"]) if row else 0


async def drop(tx: Tx, ids: Collection[UUID]) -> None:
    """Copies out, and the keys to them."""
    for id in ids:
        await vault.destroy(tx, id)
    await tx.run("DELETE FROM submission_working WHERE id = ANY($1)", list(ids))


async def expired(tx: Tx, before: datetime, most: int = 200) -> list[UUID]:
    """Copies nobody has written in since `before`."""
    found = await tx.fetch("SELECT id FROM submission_working WHERE saved < $1 ORDER BY saved LIMIT $2", before, most)
    return [row["id"] for row in found]


def opened(box: Box, row: Row) -> Copy:
    """A copy with its fields. Raises ContentDamaged."""
    fields = _fields.decode(box.open(FIELD, bytes(row["sealed"])))
    return Copy(row["id"], row["submission"], row["base"], row["sequence"], row["tab"], row["saved"], fields)


def _sealed(box: Box, fields: Mapping[str, str]) -> bytes:
    return box.seal(FIELD, msgspec.json.encode(dict(fields)).decode())
