"""Work of distribution: the copies that failed alone, the clocks of copies and answers, whom they tell.

- `clock.delivery`: of an issue's arrival the compiler and the administrators hear; of a copy the reader, then the unit's
  second officer, then its head. For a leader's copy the office hears instead: nobody reports a leader.
- Nobody is reminded of a copy twice a day: what would be the second time waits for the next working morning.
- `clock.widening`: those who may agree are reminded; when the time is over the request expires.
"""

from datetime import datetime
from uuid import UUID

from bulletins.commands import circulation, deliveries, handover, widening
from bulletins.queries import telling
from bulletins.rules.lists import Step
from kernel import clock, clocks, worktime
from kernel.db import Tx
from kernel.outbox import Poison, handler
from notices.commands.telling import tell

LATE, OVER = "100", "100"


@handler("delivery.alone")
async def alone(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A copy that could not arrive among others."""
    await deliveries.arrive_one.within(tx, UUID(ids["record"]))


@handler("clock.delivery")
async def mark(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of a copy's clock, or of an issue's arrival, has come."""
    running = await clocks.one(UUID(ids["clock"]))
    if running is None:
        raise Poison(ids["clock"])
    if not running.runs or ids["mark"] == clocks.MOVED:
        return
    if running.step == Step.ARRIVE:
        if ids["mark"] == LATE:
            await tell.within(
                tx, "issue.not_arrived", "issue", running.record, await telling.of_arrival(running.record)
            )
        return
    await _remind(tx, running.record, f"delivery.{running.step}_{ids['mark']}", ids["tell"])


@handler("delivery.remind")
async def remind(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A reminder that had to wait for another day."""
    await _remind(tx, UUID(ids["record"]), ids["about"], ids["tell"])


@handler("clock.widening")
async def answer(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """An answer is due, or the time for it is over."""
    running = await clocks.one(UUID(ids["clock"]))
    if running is None:
        raise Poison(ids["clock"])
    if not running.runs or ids["mark"] == clocks.MOVED:
        return
    if ids["mark"] == OVER:
        await widening.expire.within(tx, running.record)
    else:
        await tell.within(
            tx, "widening.waits", "widening", running.record, await telling.of_widening(running.record, "ask")
        )


@handler("widening.tell")
async def tell_widening(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Whoever answers, or whoever asked, by the act."""
    record, action = UUID(ids["record"]), ids["action"]
    await tell.within(tx, f"widening.{action}", "widening", record, await telling.of_widening(record, action))


@handler("handover.begin")
async def begin(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The first day of reading handed over."""
    await handover.begin.within(tx, UUID(ids["record"]))


@handler("handover.tell")
async def tell_handover(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The deputy hears of it."""
    record = UUID(ids["record"])
    await tell.within(
        tx, f"reading_handover.{ids['action']}", "reading_handover", record, [await telling.deputy(record)]
    )


async def _remind(tx: Tx, delivery: UUID, topic: str, level: str) -> None:
    told = await telling.of_copy(delivery, level)
    if not told:  # read, or taken back, meanwhile
        return
    done = await circulation.remind.within(tx, delivery, topic, told)
    if done.state == "later":
        await tx.promise("delivery.remind", due=_next_morning(tx.now), record=delivery, about=topic, tell=level)


def _next_morning(now: datetime) -> datetime:
    day = worktime.current().add(clock.local(now).date(), 1).day
    return datetime.combine(day, worktime.OPENS, clock.LOCAL)
