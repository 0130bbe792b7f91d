"""Attachments that come in pieces, so that a lost connection costs one piece and not the file (SUB-13).

- Begin (size, name, digest), then pieces in order, each answered with how much is there, then finish. After a lost
  connection or a reload the sender asks how much is there and goes on.
- The whole file passes the gate at the end, and once more with the form it belongs to: only then is it an attachment.
  What the gate refuses is gone at once. What has to be looked at by a person waits for the declaration in the form.
- Until then it lies under a key that only the sender's browser has (store/uploads.py).
- A person has at most MOST_UPLOADS on their way; what nobody touched for a day is swept.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from crypto import sm3
from gate import commands as gate
from identity.rights import Right, demand
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done, Row, Tx, command
from kernel.errors import Invalid
from kernel.ids import new_id
from marking.errors import Held, MarkingFound
from submissions.errors import FileTooLarge, TooManyUploads, UploadBroken, UploadGone
from submissions.rules.drafts import CHUNK, MOST_UPLOADS, UPLOAD_KIND, Head, Ticket, policy
from submissions.rules.records import LARGEST_FILE
from submissions.store import uploads as store
from submissions.workflow.drafts import DraftAct

__all__ = ["Begun", "begin", "drop", "finish", "piece", "received", "sweep", "whole"]
LONGEST_NAME = 255
TOKEN = 32


@dataclass(frozen=True, slots=True)
class Begun:
    """What the sender's browser has to remember."""

    id: UUID
    token: bytes = field(repr=False)


async def begin(call: Call, name: str, size: int, digest: bytes) -> Begun:
    """Announce a file. Raises FileTooLarge, TooManyUploads, Invalid."""
    if not 0 < size <= LARGEST_FILE:
        raise FileTooLarge(fields={"files": FileTooLarge.code}, limit=LARGEST_FILE // 1024 // 1024)
    if not name.strip() or len(name) > LONGEST_NAME or len(digest) != sm3.SIZE:
        raise Invalid(fields={"files": "required"})
    begun = Begun(new_id(), secrets.token_bytes(TOKEN))
    await _begin(Call(call.actor), begun.id, store.key_of(begun.token), size, Head(name, digest.hex()))
    return begun


@command("upload.begin")
async def _begin(tx: Tx, id: UUID, key: bytes, size: int, head: Head) -> Done:
    demand(tx.actor, Right.SUBMISSION_WRITE)
    if len(await store.of(tx, tx.actor.id)) >= MOST_UPLOADS:
        raise TooManyUploads(most=MOST_UPLOADS)
    await store.add(tx, id, key, size, head)
    tx.record(UPLOAD_KIND, id, DraftAct.UPLOAD)
    return Done(id)


async def received(actor: Actor, ticket: Ticket) -> int:
    """How much of a file is there. Raises UploadGone."""
    row = await _mine(actor, ticket)
    return int(row["received"])


async def piece(call: Call, ticket: Ticket, start: int, data: bytes) -> int:
    """One piece more; how much is there then. A piece that comes twice, or too early, changes nothing."""
    row = await _mine(call.actor, ticket)
    if not 0 < len(data) <= CHUNK or start + len(data) > row["size"]:
        raise UploadBroken
    if start != row["received"]:
        return int(row["received"])
    sealed = store.seal(store.key_of(ticket.token), ticket.id, start, data)
    done = await _extend(Call(call.actor), ticket.id, start, len(data), sealed)
    return int(done.more["received"])


@command("upload.piece")
async def _extend(tx: Tx, id: UUID, start: int, size: int, sealed: bytes) -> Done:
    taken = await store.extend(tx, id, start, size, sealed)
    row = await tx.one("SELECT received FROM submission_upload WHERE id = $1", id)
    if row is None:
        raise UploadGone
    return Done(id, more={"received": str(start + size if taken else row["received"])})


async def finish(call: Call, ticket: Ticket) -> bool:
    """Everything is there: the gate looks at it. False when it waits for a declaration in the form.

    Raises UploadBroken, and MarkingFound or Held for what cannot be taken; then it is gone.
    """
    name, data = await _opened(call.actor, ticket)
    try:
        await gate.pass_gate(call, {}, [(name, data)])
    except MarkingFound:
        await drop(call, ticket)
        raise
    except Held as held:
        if not held.releasable:
            await drop(call, ticket)
            raise
        return False
    await _pass(Call(call.actor), ticket.id)
    return True


@command("upload.pass")
async def _pass(tx: Tx, id: UUID) -> Done:
    await store.passed(tx, id)
    return Done(id)


async def drop(call: Call, ticket: Ticket) -> None:
    """Throw a file on its way away. Raises UploadGone."""
    await _mine(call.actor, ticket)
    await _drop(Call(call.actor), [ticket.id])


@command("upload.drop")
async def _drop(tx: Tx, ids: Sequence[UUID]) -> Done:
    await store.drop(tx, list(ids))
    for id in ids:
        tx.record(UPLOAD_KIND, id, DraftAct.DROP)
    return Done(tx.actor.id)


async def whole(actor: Actor, tickets: Sequence[Ticket]) -> list[tuple[str, bytes]]:
    """Name and content of files that are there to the last piece, for the form's own pass through the gate."""
    return [await _opened(actor, ticket) for ticket in tickets]


async def sweep() -> None:
    """What nobody has touched for a day, out."""
    await _sweep(Call(SYSTEM))


@command("upload.sweep")
async def _sweep(tx: Tx) -> Done:
    old = await store.expired(tx, tx.now - policy().upload_kept)
    await store.drop(tx, old)
    for id in old:
        tx.record(UPLOAD_KIND, id, DraftAct.DROP)
    return Done(SYSTEM.id, more={"gone": str(len(old))})


async def _mine(actor: Actor, ticket: Ticket) -> Row:
    row = await store.one(ticket.id)
    if row is None or row["account"] != actor.id:
        raise UploadGone
    store.head_of(store.key_of(ticket.token), row)
    return row


async def _opened(actor: Actor, ticket: Ticket) -> tuple[str, bytes]:
    row = await _mine(actor, ticket)
    key = store.key_of(ticket.token)
    head = store.head_of(key, row)
    if row["received"] != row["size"]:
        raise UploadBroken
    data = store.joined(key, ticket.id, await store.pieces(ticket.id))
    if len(data) != row["size"] or sm3.hash(data).hex() != head.digest:
        await _drop(Call(actor), [ticket.id])
        raise UploadBroken
    return head.name, data
