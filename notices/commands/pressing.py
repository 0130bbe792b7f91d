"""Urging by one click: everybody named about a record, at once, told and kept.

- Who was urged about the record within the last half hour is left out: being urged twice in a row helps nobody.
- Only the office urges, and only about what the one who urges may see.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from notices.commands.telling import notify, notify_each
from notices.errors import PressedLately
from notices.rules.records import RecordKind
from notices.store import climbs
from notices.store.notices import About

AGAIN = timedelta(minutes=30)
TOPIC, URGENT_TOPIC = "notice.press", "notice.urge"


@command("notice.press")
async def press(  # noqa: PLR0913 - about what, whom, how
    tx: Tx, record_kind: str, record: UUID, accounts: Sequence[UUID] = (), units: Sequence[UUID] = (), *,
    urgent: bool = False,
) -> Done:  # fmt: skip
    """Urge accounts, and whoever of these units may send. Raises Forbidden, PressedLately when nobody is left."""
    demand(tx.actor, Right.NOTICE_PRESS)
    about = About(URGENT_TOPIC if urgent else TOPIC, RecordKind(record_kind), record, urgent)
    named = set(accounts)
    for unit in units:
        named |= set(await identity.holders(SYSTEM, Right.SUBMISSION_SEND, unit))
    lately = await climbs.pressed_since(tx, record, tx.now - AGAIN)
    told = sorted(named - lately - {tx.actor.id})
    if not told:
        raise PressedLately(minutes=AGAIN // timedelta(minutes=1))
    made = await notify(tx, about, told)
    for account, notice in made.items():
        await climbs.note_press(tx, about, account, notice)
    tx.record(record_kind, record, "press")
    return Done(record, more={"told": str(len(made)), "left_out": str(len(named) - len(told))})


@command("notice.press_each")
async def press_each(tx: Tx, record_kind: str, told: Mapping[UUID, Sequence[UUID]]) -> Done:
    """Urge the people of many records at once (record -> accounts). Whoever calls keeps how often; raises Forbidden."""
    demand(tx.actor, Right.NOTICE_PRESS)
    about = About(TOPIC, RecordKind(record_kind).value, SYSTEM.id)
    made = await notify_each(tx, about, told)
    await climbs.note_presses(tx, about.record_kind, made)
    for record in dict.fromkeys(record for record, _ in made.values()):
        tx.record(record_kind, record, "press")
    return Done(SYSTEM.id, more={"told": str(len(made))})
