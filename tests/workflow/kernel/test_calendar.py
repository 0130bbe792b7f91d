"""The office's entries in the working calendar win, are journalled, and reach every process."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest

from kernel import calendar, clock, db, worktime
from kernel.actor import Actor, Call
from kernel.errors import Invalid
from kernel.postgres import Cluster

EDITOR = Call(Actor(UUID(int=7), UUID(int=8)))
SPRING = date(2027, 2, 8)  # a Monday; no notice is published yet


@pytest.fixture(autouse=True)
def published() -> Iterator[None]:
    yield
    worktime.install(worktime.Calendar())


@pytest.mark.requirement("SUB-04")
async def test_a_day_and_a_year_are_entered_and_taken_back(runtime: Cluster) -> None:
    await calendar.install()
    assert worktime.current().is_work(SPRING)
    assert worktime.current().add(SPRING, 1).provisional
    await calendar.enter(EDITOR, SPRING.isoformat(), "no")
    await calendar.enter(EDITOR, "2027", "yes")
    await calendar.install()
    assert not worktime.current().is_work(SPRING)
    assert not worktime.current().add(SPRING, 1).provisional
    await calendar.enter(EDITOR, SPRING.isoformat(), "published")
    await calendar.enter(EDITOR, "2027", "published")
    await calendar.install()
    assert worktime.current().is_work(SPRING)
    assert worktime.current().add(SPRING, 1).provisional
    assert await db.one("SELECT count(*) AS n FROM journal WHERE kind = 'calendar'") == {"n": 4}


@pytest.mark.parametrize("day", ["", "2027-02-30", "2003", "2046-01-01", "soon"])
async def test_what_is_no_day_is_refused_and_changes_nothing(runtime: Cluster, day: str) -> None:
    with pytest.raises(Invalid):
        await calendar.enter(EDITOR, day, "no")
    assert await calendar.entries() == {}


async def test_another_process_reads_a_change_within_a_minute(runtime: Cluster) -> None:
    await calendar.install()
    await calendar.enter(EDITOR, SPRING.isoformat(), "no")
    await calendar.refresh()
    assert worktime.current().is_work(SPRING)
    later = clock.now() + timedelta(minutes=1)
    clock.install(lambda: later)
    try:
        await calendar.refresh()
    finally:
        clock.install()
    assert not worktime.current().is_work(SPRING)
