"""Rows of copies: what an issue's copies are rendered from, and what was handed out as which bytes.

- The layout is what was approved, kept sealed: the file and every copy are typeset from it, names that change later change none.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import msgspec

from bulletins.rules.deliveries import Handed, HandedForm
from bulletins.rules.issues import Issue
from bulletins.tables.deliveries import DeliveryCopy
from kernel import blobs, db, vault
from kernel.db import Row, Tx
from kernel.ids import new_id
from typeset.document import Layout

MEDIA = "application/json"


async def keep(tx: Tx, issue: Issue, layout: Layout) -> UUID:
    """Keep what the issue is printed from; the file's id."""
    data = await asyncio.to_thread(msgspec.json.encode, layout)
    written = await blobs.write(await vault.box(issue.id), data)
    return await blobs.add(tx, issue.id, written, f"{issue.stem}.json", MEDIA)


async def layout(id: UUID) -> Layout:
    """What an issue is printed from."""
    kept = await blobs.read(id)
    return await asyncio.to_thread(msgspec.json.decode, kept.data, type=Layout)


async def ending(short: str) -> list[UUID]:
    """The issues whose id ends so; `short` is in capitals."""
    return [row["id"] for row in await db.fetch("SELECT id FROM issue WHERE right(id::text, 12) = $1", short.lower())]


async def add(tx: Tx, delivery: UUID, form: HandedForm, digest: bytes) -> None:
    """These bytes were given to the actor."""
    await tx.insert(DeliveryCopy, id=new_id(), delivery=delivery, form=form, digest=digest, by=tx.actor.id, at=tx.now)


async def known(delivery: UUID, by: UUID, form: HandedForm, digest: bytes) -> bool:
    """Whether this person was given these bytes in this form before."""
    found = await db.one(
        'SELECT 1 FROM delivery_copy WHERE delivery = $1 AND "by" = $2 AND form = $3 AND digest = $4 LIMIT 1',
        delivery, by, form, digest,
    )  # fmt: skip
    return found is not None


async def of(deliveries: Sequence[UUID]) -> list[Handed]:
    """What was handed out of some deliveries, oldest first."""
    rows = await db.fetch("SELECT * FROM delivery_copy WHERE delivery = ANY($1) ORDER BY id", list(deliveries))
    return [_handed(row) for row in rows]


async def as_bytes(digest: bytes) -> Handed | None:
    """The first time these very bytes were handed out."""
    row = await db.one("SELECT * FROM delivery_copy WHERE digest = $1 ORDER BY id LIMIT 1", digest)
    return _handed(row) if row else None


def _handed(row: Row) -> Handed:
    return Handed(row["delivery"], HandedForm(row["form"]), bytes(row["digest"]), row["by"], row["at"])
