"""A submission's clocks: what moves them, whom their marks reach, and how late a news release came."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from gate import commands as gate
from kernel import calendar, clock, clocks, db, outbox, worktime
from kernel.actor import SYSTEM, Call
from kernel.clock import LOCAL
from kernel.errors import Invalid
from kernel.postgres import Cluster
from submissions.commands import writing
from submissions.jobs import clocks as jobs
from submissions.queries import records as submission_records
from submissions.rules.clocks import concerning, lag, pressing
from submissions.rules.records import KIND, Details
from tests.unit.submissions.people import PEOPLE
from tests.workflow.submissions.conftest import DETAILS, TEXT, act, write

OFFICER, HEAD, SCREENER = (PEOPLE[name] for name in ("officer", "head", "screener"))
BEGIN = datetime(2026, 9, 30, 9, 0, tzinfo=LOCAL)


class Wall:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def wall(runtime: Cluster) -> Iterator[Wall]:
    made = Wall()
    clock.install(made)
    yield made
    clock.install()
    worktime.install(worktime.Calendar())
    calendar._read.clear()


async def instruction(**more: Any) -> Any:
    cleared = await gate.pass_gate(Call(OFFICER), TEXT)
    return await writing.create(Call(OFFICER), cleared, Details("instruction", "normal", "news", clock.now(), **more))


async def loop() -> None:
    for _ in range(8):
        await calendar.refresh()
        await clocks.turn()
        await outbox.drain()


async def told() -> list[tuple[str, Any]]:
    rows = await db.fetch("SELECT topic, account FROM notice WHERE topic LIKE 'submission.clock%' ORDER BY id")
    return [(row["topic"], row["account"]) for row in rows]


@pytest.mark.requirement("SUB-04")
async def test_a_calendar_that_changes_moves_the_clock_keeps_both_versions_and_tells(wall: Wall) -> None:
    await calendar.install()
    at = await instruction()
    before = (await clocks.of(KIND, [at.id]))[at.id][0].due
    assert before.due == datetime(2026, 10, 10, tzinfo=LOCAL)
    await calendar.enter(Call(PEOPLE["editor"]), "2026-10-09", "no")
    wall.now += timedelta(minutes=2)
    await loop()
    sheet = (await submission_records.show(OFFICER, at.id)).clocks[0]
    move = sheet.moves[0]
    assert sheet.clock.due == datetime(2026, 10, 11, tzinfo=LOCAL)
    assert (move.due, move.new_due) == (before.due, sheet.clock.due)
    assert move.calendar != move.new_calendar == worktime.current().rules
    said = await db.fetch("SELECT ids->>'mark' AS mark, state FROM outbox WHERE topic = 'clock.submission'")
    assert said == [{"mark": "moved", "state": "done"}]
    row = await db.one("SELECT round, next_mark FROM due_clock")
    assert row == {"round": 2, "next_mark": "50"}


@pytest.mark.requirement("SUB-04")
async def test_an_outage_declared_afterwards_makes_a_late_report_punctual(wall: Wall) -> None:
    await calendar.install()
    at = await instruction()
    for who, action in ((OFFICER, "request_sign"), (HEAD, "sign_off")):
        at = await act(at, who, action)
    wall.now = datetime(2026, 10, 10, 3, 20, tzinfo=LOCAL)
    at = await act(at, OFFICER, "submit")
    assert (await submission_records.show(SCREENER, at.id)).line.lag == timedelta(hours=3, minutes=20)
    with pytest.raises(Invalid):
        await calendar.declare_outage(Call(PEOPLE["editor"]), "power", wall.now, wall.now)
    start = datetime(2026, 10, 9, 8, 0, tzinfo=LOCAL)
    await calendar.declare_outage(Call(PEOPLE["editor"]), "power", start, start + timedelta(hours=4))
    await loop()
    assert (await submission_records.show(SCREENER, at.id)).line.lag is None
    assert [
        row["kind"] for row in await db.fetch("SELECT kind FROM due_clock c JOIN due_move m ON m.clock = c.id")
    ] == ["submission"]


@pytest.mark.requirement("SUB-07")
async def test_a_news_release_is_asked_for_its_moment_and_keeps_how_late_it_came(wall: Wall) -> None:
    cleared = await gate.pass_gate(Call(OFFICER), TEXT)
    with pytest.raises(Invalid) as refused:
        await writing.create(Call(OFFICER), cleared, Details("work", "normal", "release"))
    assert refused.value.fields == {"release": "required"}
    release = BEGIN + timedelta(hours=6)
    at = await writing.create(Call(OFFICER), cleared, Details("work", "normal", "release", release=release))
    line = (await submission_records.show(OFFICER, at.id)).line
    assert line.clock
    assert (line.clock.due, line.clock.rule[:9]) == (release, "办法第十四条（四）")
    for who, action in ((OFFICER, "request_sign"), (HEAD, "sign_off")):
        at = await act(at, who, action)
    wall.now = release + timedelta(minutes=45)
    at = await act(at, OFFICER, "submit")
    for viewer in (OFFICER, SCREENER):
        assert (await submission_records.show(viewer, at.id)).line.lag == timedelta(minutes=45)


@pytest.mark.requirement("SUB-04")
async def test_the_desks_lateness_is_the_desks_alone(wall: Wall) -> None:
    at = await write(OFFICER, details=DETAILS)
    for who, action in ((OFFICER, "request_sign"), (HEAD, "sign_off"), (OFFICER, "submit")):
        at = await act(at, who, action)
    wall.now += timedelta(days=30)
    assert (await submission_records.show(OFFICER, at.id)).line.clock is None
    assert (await submission_records.show(OFFICER, at.id)).clocks == ()
    shown = (await submission_records.show(SCREENER, at.id)).clocks
    assert [(each.label, each.clock.level(wall.now)) for each in shown] == [("初筛", "late")]
    running = (await clocks.of(KIND, [at.id]))[at.id]
    assert pressing(running, office=False) is None
    assert lag(running) is None
    assert concerning(running, office=False) == []


async def test_a_withdrawn_text_has_no_clock_and_gets_it_back_when_it_is_taken_up(wall: Wall) -> None:
    at = await instruction()
    due = (await clocks.of(KIND, [at.id]))[at.id][0].due.due
    at = await act(at, OFFICER, "withdraw")
    assert await clocks.of(KIND, [at.id]) == {}
    wall.now += timedelta(days=20)
    await loop()
    assert await told() == []
    at = await act(at, OFFICER, "revise")
    again = (await clocks.of(KIND, [at.id]))[at.id]
    assert [(each.due.due, each.runs) for each in again] == [(due, True)]


async def test_a_mark_of_a_clock_that_ended_says_nothing(wall: Wall) -> None:
    at = await instruction()
    wall.now = datetime(2026, 10, 9, 9, 0, tzinfo=LOCAL)
    assert await clocks.turn() == 1
    async with db.transaction(SYSTEM) as tx:
        await clocks.settle(tx, KIND, at.id)
    await outbox.drain()
    assert jobs.mark is outbox.HANDLERS["clock.submission"]
    assert await told() == []
