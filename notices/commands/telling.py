"""Telling people.

- A notice is written in the transaction of what it tells; it can neither be lost nor tell of something undone.
- What is to leave the house is a promise of the same transaction: a row for each channel with the moment it is due, by
  the topic's class, the person's choice and hours. Emergencies are due at once, on every channel that is set up.
- Reading a notice ends the ladder about its record for this person.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kernel import worktime
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import NotFound
from notices.rules import gateways, timing, topics
from notices.rules.outcomes import Stopped
from notices.rules.records import RecordKind
from notices.rules.topics import Channel, Way
from notices.store import choices, climbs, letters
from notices.store import notices as store
from notices.store.notices import About


@command("notice.tell")
async def tell(  # noqa: PLR0913 - what, about what, whom, how
    tx: Tx, topic: str, record_kind: str, record: UUID, accounts: Sequence[UUID], *, urgent: bool = False
) -> Done:
    """Tell the accounts, each once and never the one who acts; `topic` stands in rules/topics.py and messages.toml.

    `urgent`: an emergency whatever the topic.
    """
    RecordKind(record_kind)
    about = About(topic, record_kind, record, urgent or topics.is_urgent(topic))
    told = sorted(set(accounts) - {tx.actor.id})
    await notify(tx, about, told)
    return Done(record, more={"told": str(len(told))})


@command("notice.tell_each")
async def tell_each(
    tx: Tx, topic: str, record_kind: str, told: Mapping[UUID, Sequence[UUID]], *, urgent: bool = False
) -> Done:
    """Tell of many records, each its own accounts (record -> accounts), in a few statements whatever their number."""
    about = About(topic, RecordKind(record_kind).value, SYSTEM.id, urgent or topics.is_urgent(topic))
    made = await notify_each(tx, about, told)
    return Done(SYSTEM.id, more={"told": str(len(made))})


async def notify_each(tx: Tx, about: About, told: Mapping[UUID, Sequence[UUID]]) -> dict[UUID, tuple[UUID, UUID]]:
    """The notices, and what is to leave of them: notice -> (record, account)."""
    pairs = [
        (record, account) for record, accounts in told.items() for account in sorted(set(accounts) - {tx.actor.id})
    ]
    added = await store.add_each(tx, about, pairs) if pairs else {}
    await send_out(tx, about, {notice: account for notice, (_, account) in added.items()})
    return added


async def notify(tx: Tx, about: About, accounts: Sequence[UUID]) -> dict[UUID, UUID]:
    """The notices, and what is to leave of them: account -> notice, for those whose account can be used."""
    added = await store.add(tx, about, accounts)
    await send_out(tx, about, {notice: account for account, notice in added.items()})
    return added


async def send_out(tx: Tx, about: About, notices: Mapping[UUID, UUID]) -> None:
    """Notices (notice -> account) leave by every channel that is set up, allowed and wanted, when it is time."""
    row, people = topics.of(about.topic), sorted(set(notices.values()))
    open_channels = [channel for channel in row.channels if _set_up(channel)]
    if not open_channels or not people:
        return
    chosen, hours, calendar = await choices.ways(people), await choices.hours(people), worktime.current()
    due: set[datetime] = set()
    for channel in open_channels:
        rows = []
        for notice, account in notices.items():
            way = Way.INSTANT if about.urgent else way_of(chosen, account, about.topic, channel)
            if way is Way.NONE:
                continue
            own = hours.get(account, timing.house())
            rows.append((notice, account, tx.now if about.urgent else timing.due(way, tx.now, own, calendar)))
        if rows:
            await letters.post(tx, channel, rows)
            due |= {row[2] for row in rows}
    for moment in sorted(due):
        await tx.promise("notice.gather", due=moment)


def way_of(chosen: choices.Chosen, account: UUID, topic: str, channel: Channel) -> Way:
    """How a topic that is no emergency reaches somebody by a channel."""
    return chosen.get((account, topics.of(topic).klass, channel), topics.DEFAULTS[channel])


def _set_up(channel: Channel) -> bool:
    return (gateways.mail() if channel is Channel.MAIL else gateways.sms()) is not None


@command("notice.read")
async def read(tx: Tx, id: UUID) -> Done:
    """Mark one of one's own notices read. Raises NotFound."""
    found = await store.one(id)
    if found is None or found.account != tx.actor.id:
        raise NotFound
    await _read(tx, id, None)
    return Done(found.record, more={"kind": found.record_kind})


@command("notice.read_about")
async def read_about(tx: Tx, record: UUID) -> Done:
    """Mark what was told about a record read: its page has been opened."""
    await _read(tx, None, record)
    return Done(record)


@command("notice.read_all")
async def read_all(tx: Tx) -> Done:
    """Mark all one's own notices read."""
    return Done(tx.actor.id, more={"count": str(await _read(tx, None, None))})


async def _read(tx: Tx, id: UUID | None, record: UUID | None) -> int:
    records = await store.read(tx, tx.actor.id, id, record)
    await climbs.stop(tx, Stopped.READ, await climbs.running(tx, records, tx.actor.id))
    return len(records)
