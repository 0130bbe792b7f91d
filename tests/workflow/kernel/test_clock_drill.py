"""R9: clocks through restarts, standstills, a wall clock that jumps and the National Day holiday.

The real loop runs; the test moves the wall clock whenever nothing is left to do, stops and kills the loop amid its work,
and opens the pool anew. When each mark should have come is worked out here, day by day from a calendar written by hand,
with nothing of the product's counting. Daily 90 clocks and 12 restarts; ZHENGXUN_TEST_LONG=1: 10,000 and 50.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.tables import TABLES
from kernel import calendar, clock, clocks, db, marks, outbox, terms
from kernel.actor import SYSTEM
from kernel.clock import LOCAL
from kernel.db import Tx
from kernel.ids import new_id
from kernel.outbox import Loop
from kernel.postgres import Cluster

LONG = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
SIZE, RESTARTS = (10_000, 50) if LONG else (90, 12)
FREE = {date(2026, 9, 25), *(date(2026, 10, n) for n in (1, 2, 5, 6, 7))}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}
FIRST, LAST_ARRIVAL, END = (datetime(2026, *day, tzinfo=LOCAL) for day in ((9, 18), (10, 15), (11, 16)))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TERMS = (("working_day", 1, 10), ("day", 1, 12), ("hour", 1, 48), ("minute", 15, 120))
ORDER = ("50", "75", "100", "b", "head")


def worked(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in FREE)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


@dataclass(slots=True)
class Asked:
    """A clock that will be started, and what it owes by the hand-written calendar."""

    record: UUID
    created: datetime
    start: datetime
    measure: str
    amount: int
    settle: datetime | None = None
    owed: dict[str, datetime] = field(default_factory=dict)

    @property
    def urgent(self) -> bool:
        return self.measure in ("hour", "minute")

    def work_out(self) -> None:
        due = self.due()
        pieces = [(a, b) for a, b in days(self.start, due) if self.measure != "working_day" or worked(a.date())]
        whole = sum((b - a for a, b in pieces), timedelta(0)) or due - self.start
        for share in (50, 75):
            at = walk(pieces or [(self.start, due)], whole * share / 100)
            self.owed[str(share)] = at if self.urgent else in_hours(at, due, self.start)
        self.owed["100"] = due
        for mark, after in (("b", 10 if self.urgent else 60), ("head", 30 if self.urgent else 1440)):
            base = max(due, self.created)
            if self.urgent:
                self.owed[mark] = base + after * MINUTE
            else:
                further = [(a, b) for a, b in days(base, base + 20 * DAY) if worked(a.date())]
                self.owed[mark] = morning(walk(further, after * MINUTE))

    def due(self) -> datetime:
        if self.urgent:
            return self.start + self.amount * (HOUR if self.measure == "hour" else MINUTE)
        day, left = self.start.date(), self.amount
        while left:
            day += DAY
            left -= self.measure == "day" or worked(day)
        return midnight(day + DAY)


def days(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    at = start
    while at < end:
        until = min(midnight(at.date() + DAY), end)
        yield at, until
        at = until


def walk(pieces: Sequence[tuple[datetime, datetime]], length: timedelta) -> datetime:
    for a, b in pieces:
        if b - a >= length:
            return a + length
        length -= b - a
    raise ValueError("too short")


def at_desk(at: datetime) -> bool:
    return worked(at.date()) and time(8, 30) <= at.time() <= time(17, 30)


def morning(at: datetime) -> datetime:
    if at_desk(at):
        return at
    day = at.date() if at.time() < time(8, 30) else at.date() + DAY
    while not worked(day):
        day += DAY
    return datetime.combine(day, time(8, 30), LOCAL)


def in_hours(at: datetime, due: datetime, start: datetime) -> datetime:
    if at_desk(at) or morning(at) < due:
        return morning(at)
    evenings = [datetime.combine(at.date() - n * DAY, time(17, 30), LOCAL) for n in range(20)]
    fit = [evening for evening in evenings if start < evening <= at and worked(evening.date())]
    return fit[0] if fit else at


@dataclass
class Drill:
    """The world around the loop: a wall clock, arrivals, settlements, and what went wrong when."""

    dice: random.Random
    asked: list[Asked]
    now: datetime = FIRST
    busy: bool = False
    arrived: int = 0
    dead: list[tuple[datetime, datetime]] = field(default_factory=list)
    stop_at: datetime = FIRST
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    restarts: int = 0
    jumps: int = 0
    settled: dict[UUID, datetime] = field(default_factory=dict)

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    ticks: int = 0

    async def tick(self) -> int:
        """The wall clock: a tenth of a second while there is work, else to whatever comes next."""
        self.ticks += 1
        coming = await self._next()
        self.busy = coming is not None and coming <= self.now
        if self.busy or coming is None:
            self.now += timedelta(seconds=0.1)
        else:
            self.now = max(self.now, coming) + timedelta(seconds=self.dice.random())
        if self.now >= self.stop_at and (self.busy or self.now >= self.stop_at + HOUR):
            self.reached.set()
        await self._arrive()
        return 1

    async def _next(self) -> datetime | None:
        row = await db.one(
            "SELECT LEAST((SELECT min(next_at) FROM due_clock), (SELECT min(GREATEST(due, lease)) FROM outbox"
            " WHERE state = 'ready')) AS at"
        )
        moments = [row["at"].astimezone(LOCAL)] if row and row["at"] else []
        moments += [each.created for each in self.asked[self.arrived : self.arrived + 1]]
        moments += [min(at for at in self.settled.values())] if self.settled else []
        moments += [self.stop_at if self.stop_at > self.now else self.stop_at + HOUR]
        return min(moments, default=None)

    async def _arrive(self) -> None:
        due = [each for each in self.asked[self.arrived : self.arrived + 200] if each.created <= self.now]
        done = [record for record, at in self.settled.items() if at <= self.now]
        if not due and not done:
            return
        async with db.transaction(SYSTEM) as tx:
            for each in due:
                term = terms.due_of("drill", "drill", each.measure, each.amount, each.start)
                await clocks.start(tx, "drill", each.record, "only", term)
            for record in done:
                await clocks.settle(tx, "drill", record)
        for each in due:  # what came in while the service was away is known from now on
            self.arrived += 1
            each.created = self.now
            each.work_out()
            if each.settle:
                self.settled[each.record] = max(each.settle, self.now)
        for record in done:
            self.settled.pop(record)

    def away(self, length: timedelta) -> None:
        self.dead.append((self.now, self.now + length))
        self.now += length

    def excused(self, owed: datetime, at: datetime) -> bool:
        """Whether `at` is within a minute of `owed`, or of the return from a standstill that held it up."""
        return at - self.lived(owed) <= MINUTE

    def lived(self, owed: datetime) -> datetime:
        """From `owed` on, when the loop had a minute for it: standstills may follow one another closely."""
        for start, end in self.dead:
            owed = end if start - MINUTE <= owed <= end else owed
        return owed


def asking(dice: random.Random, size: int) -> list[Asked]:
    made = []
    for _ in range(size):
        created = FIRST + (LAST_ARRIVAL - FIRST) * dice.random()
        measure, least, most = dice.choices(TERMS, (5, 2, 2, 1))[0]
        start = created - 2 * DAY * dice.random() if dice.random() < 0.1 else created
        made.append(Asked(new_id(), created, start, measure, dice.randint(least, most)))
        made[-1].work_out()
        if dice.random() < 0.15:
            made[-1].settle = created + (made[-1].owed["head"] - created) * dice.random()
    return sorted(made, key=lambda each: each.created)


@asynccontextmanager
async def restarted(drill: Drill, dsn: str) -> AsyncIterator[asyncio.Task[None]]:
    """A loop in a fresh process's place: new pool, new loop."""
    await db.close_pool()
    await db.open_pool(dsn, TABLES)
    drill.reached.clear()
    loop = Loop(poll=0.001, others=(calendar.refresh, clocks.turn, drill.tick))
    task = asyncio.create_task(loop.run())
    waiting = asyncio.create_task(drill.reached.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    try:
        yield task
    finally:
        if task.done():
            task.result()
        loop.stop()
        await asyncio.gather(task, return_exceptions=True)


async def live(drill: Drill, dsn: str, restarts: int) -> None:
    """From the first arrival to the last mark."""
    moments = sorted(FIRST + (END - FIRST) * 0.8 * drill.dice.random() for _ in range(restarts))
    for moment in moments:
        drill.stop_at = moment
        async with restarted(drill, dsn) as task:
            what = drill.dice.choice(("stop", "kill", "kill", "jump"))
            if what == "kill":
                for _ in range(drill.dice.randint(0, 40)):
                    await asyncio.sleep(0)
                task.cancel()
        drill.restarts += 1
        length = drill.dice.choice((timedelta(0), 5 * MINUTE, 2 * HOUR, 30 * HOUR, 70 * HOUR)) * drill.dice.random()
        if what == "jump":  # the wall clock runs ahead, the loop works by it, then it is put right
            drill.jumps += 1
            drill.away(length)
            drill.stop_at = drill.now + 10 * MINUTE
            async with restarted(drill, dsn):
                pass
            drill.now -= length
        else:
            drill.away(length)
    drill.stop_at = END
    async with restarted(drill, dsn):
        pass


async def verdict(drill: Drill) -> Counter[str]:
    """What went wrong, by name; `said` and `put_aside` are no faults."""
    found: Counter[str] = Counter()
    noted: dict[UUID, dict[str, Any]] = {}
    for row in await db.fetch("SELECT c.record, m.* FROM due_mark m JOIN due_clock c ON c.id = m.clock"):
        noted.setdefault(row["record"], {})[row["mark"]] = row
    brought: dict[UUID, list[Any]] = {}
    for row in await db.fetch("SELECT * FROM drill ORDER BY outbox"):
        brought.setdefault(row["record"], []).append(row)
    ended = {row["record"]: row["ended"] for row in await db.fetch("SELECT record, ended FROM due_clock")}
    for each in drill.asked:
        _judge(drill, each, noted.get(each.record, {}), brought.get(each.record, []), ended.get(each.record), found)
    return found


def _judge(  # noqa: PLR0917
    drill: Drill, each: Asked, noted: dict[str, Any], brought: list[Any], ended: datetime | None, found: Counter[str]
) -> None:
    names = [row["mark"] for row in brought]
    found["twice"] += len(names) - len(set(names))
    found["out of order"] += names != sorted(names, key=ORDER.index)
    arrived = {row["mark"]: row["at"] for row in brought}
    for mark, planned in each.owed.items():
        row, owed = noted.get(mark), max(planned, each.created)
        if row is None:
            missed = ended is None or ended > drill.lived(owed) + MINUTE
            found["missed"] += missed
            if missed:
                print("missed", mark, owed, "ended", ended, each, sorted(noted))
            continue
        found[row["state"]] += 1
        found["wrong moment"] += abs(row["planned"] - planned) > timedelta(seconds=1)
        found["early"] += min(row["at"], arrived.get(mark, row["at"])) < planned - timedelta(seconds=1)
        late = not drill.excused(owed, arrived.get(mark, row["at"]))
        found["late"] += late
        found["lost on the way"] += row["state"] == "said" and mark not in arrived
        found["after the end"] += ended is not None and row["at"] > ended
        later = [noted[name]["planned"] for name in ORDER[ORDER.index(mark) + 1 :] if name in noted]
        found["put aside for nothing"] += row["state"] == "put_aside" and not any(at <= row["at"] for at in later)


@asynccontextmanager
async def drilling(runtime: Cluster, seed: int, size: int) -> AsyncIterator[Drill]:
    async def bring(tx: Tx, ids: dict[str, str], outbox_id: int) -> None:
        await tx.run(
            "INSERT INTO drill VALUES ($1, $2, $3, $4)", outbox_id, UUID(ids["record"]), ids["mark"], tx.now
        )  # fmt: skip

    owner = await asyncpg.connect(runtime.owner_dsn)
    await owner.execute("CREATE TABLE drill (outbox bigint, record uuid, mark text, at timestamptz)")
    dice = random.Random(seed)
    drill = Drill(dice, asking(dice, size))
    clock.install(drill)
    outbox.HANDLERS["clock.drill"] = bring
    try:
        yield drill
    finally:
        clock.install()
        outbox.HANDLERS.pop("clock.drill")
        await owner.execute("DROP TABLE drill")
        await owner.close()
        calendar._read.clear()


FAULTS = (
    "missed", "early", "late", "twice", "lost on the way", "out of order", "wrong moment", "after the end",
    "put aside for nothing",
)  # fmt: skip


@pytest.mark.thorough
@pytest.mark.requirement("SUB-04")
async def test_no_mark_is_missed_early_or_late_whatever_happens_to_the_loop(runtime: Cluster) -> None:
    async with drilling(runtime, 6, SIZE) as drill:
        await live(drill, runtime.service_dsn, RESTARTS)
        found = await verdict(drill)
        print({**found, "clocks": SIZE, "restarts": drill.restarts, "ticks": drill.ticks, "jumps": drill.jumps})
        assert {name: found[name] for name in FAULTS} == dict.fromkeys(FAULTS, 0)
        assert found["said"] > SIZE * 3
        assert found["put_aside"] > 0
        assert drill.jumps > 0, "control: the wall clock did run ahead"


async def _swallow(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a standstill the due moment goes with the reminders."""
    honest = marks.passed

    def passed(left: Sequence[marks.Mark], now: datetime) -> tuple[tuple[marks.Mark, ...], marks.Mark | None]:
        aside, said = honest(left, now)
        return (*aside, said) if said and aside else aside, None if aside else said

    monkeypatch.setattr(marks, "passed", passed)


async def _forget_the_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reminders are not held over days off."""
    monkeypatch.setattr(marks, "_held", lambda at, _due: at)


async def _promise_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said is promised after the clock has moved on, in a transaction of its own."""
    honest, owing = Tx.promises, list[Any]()

    async def promises(tx: Tx, owed: Sequence[Any]) -> None:
        while owing:
            await honest(tx, owing.pop())
        owing.append(owed)

    monkeypatch.setattr(Tx, "promises", promises)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("plant", "fault"),
    [(_swallow, "put aside for nothing"), (_forget_the_holiday, "wrong moment"), (_promise_apart, "lost on the way")],
)
async def test_the_drill_finds_a_planted_bug(
    runtime: Cluster, monkeypatch: pytest.MonkeyPatch, plant: Any, fault: str
) -> None:
    await plant(monkeypatch)
    async with drilling(runtime, 7, 40) as drill:
        await live(drill, runtime.service_dsn, 4)
        assert (await verdict(drill))[fault] > 0
