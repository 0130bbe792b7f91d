"""What tests of sending do again and again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from identity.queries.accounts import Account
from kernel import clock, db, outbox, schedule
from kernel.clock import LOCAL
from notices.commands import choosing, telling
from notices.rules.topics import CHOSEN, Channel
from tests.simulators.mailbox import Inbox
from tests.simulators.smsgate import Gateway
from tests.workflow.identity.house import House

RECORD = UUID(int=77)
ALL = {f"{klass}.{channel}": "instant" for klass in CHOSEN for channel in Channel}


@dataclass(frozen=True, slots=True)
class Post:
    """The two ways out of the house."""

    inbox: Inbox
    gate: Gateway


def at(text: str) -> datetime:
    """A moment on the office's wall: "2026-09-30 23:40"."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LOCAL).astimezone(UTC)


async def open_(house: House, role: str = "liaison", unit: UUID | None = None) -> Account:
    """Somebody with an account; what its opening promised is left out."""
    account = await house.open(role, unit)
    await db.fetch("DELETE FROM outbox")
    return account


async def tell(house: House, *accounts: UUID, topic: str = "submission.return", urgent: bool = False) -> None:
    await telling.tell(house.system, topic, "submission", RECORD, list(accounts), urgent=urgent)


async def choose(house: House, account: UUID, *, digests: str = "08:30 14:00", free: bool = True, **ways: str) -> None:
    """By default everything at once on both channels; ways: mine_mail="digest"."""
    chosen = ALL | {name.replace("_", ".", 1): way for name, way in ways.items()}
    call = await house.call(await house.account(account))
    await choosing.choose(call, chosen, ("20:00", "07:30"), digests.split(), free_days=free)


async def work() -> None:
    """Everything that is due now, until nothing more is."""
    while await outbox.drain():
        continue


async def pass_time(house: House, length: timedelta, step: timedelta = timedelta(minutes=10)) -> None:
    """The clock goes on in steps; at each the schedule and the outbox do their work."""
    end = clock.now() + length
    while clock.now() < end:
        house.watch.now = min(end, clock.now() + step)
        await schedule.turn()
        await work()


async def until(house: House, text: str, step: timedelta = timedelta(minutes=10)) -> None:
    """The clock goes on to a moment on the office's wall."""
    await pass_time(house, at(text) - clock.now(), step)


async def count(table: str, where: str = "true") -> int:
    row = await db.one(f"SELECT count(*) AS n FROM {table} WHERE {where}")
    return int(row["n"]) if row else 0
