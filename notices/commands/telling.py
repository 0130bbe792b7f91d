"""Telling people.

- A notice is written in the transaction of what it tells; it can neither be lost nor tell of something undone.
- Mail is a promise of the same transaction, one outbox row for each person, made only while mail is set up.
"""

from collections.abc import Sequence
from uuid import UUID

from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from notices.rules import gateways
from notices.rules.records import RecordKind
from notices.store import notices as store


@command("notice.tell")
async def tell(tx: Tx, topic: str, record_kind: str, record: UUID, accounts: Sequence[UUID]) -> Done:
    """Tell the accounts, each once and never the one who acts; `topic` has its text under [topic] in messages.toml."""
    RecordKind(record_kind)
    told = sorted(set(accounts) - {tx.actor.id})
    mailed = await store.add(tx, topic, record_kind, record, told)
    if gateways.mail():
        for notice in mailed:
            await tx.promise("notice.mail", notice=notice)
    return Done(record, more={"told": str(len(told))})


@command("notice.read")
async def read(tx: Tx, id: UUID) -> Done:
    """Mark one of one's own notices read. Raises NotFound."""
    found = await store.one(id)
    if found is None or found.account != tx.actor.id:
        raise NotFound
    await store.read(tx, tx.actor.id, id, None)
    return Done(found.record, more={"kind": found.record_kind})


@command("notice.read_about")
async def read_about(tx: Tx, record: UUID) -> Done:
    """Mark what was told about a record read: its page has been opened."""
    await store.read(tx, tx.actor.id, None, record)
    return Done(record)


@command("notice.read_all")
async def read_all(tx: Tx) -> Done:
    """Mark all one's own notices read."""
    count = await store.read(tx, tx.actor.id, None, None)
    return Done(tx.actor.id, more={"count": str(count)})


@command("notice.prefer")
async def prefer(tx: Tx, *, mail: bool) -> Done:
    """Mail besides the notices in the application, or not."""
    await store.prefer(tx, tx.actor.id, mail=mail)
    return Done(tx.actor.id)
