"""One request reads the same only once, and never what was true before it wrote."""

from kernel import db, memo
from kernel.actor import SYSTEM
from kernel.postgres import Cluster

MOMENT = "SELECT clock_timestamp() AS at, $1::int AS n"
COUNT = "SELECT count(*) AS n FROM calendar_day"


async def moment(number: int = 1) -> object:
    return (await db.fetch(MOMENT, number))[0]["at"]


async def test_the_same_question_is_asked_once_in_a_reading_and_anew_outside(runtime: Cluster) -> None:
    assert await moment() != await moment()
    with memo.one_reading():
        first = await moment()
        assert await moment() == first
        assert await moment(2) != first
    with memo.one_reading():
        assert await moment() != first
    assert await moment() != await moment()


async def test_what_the_request_itself_writes_is_seen(runtime: Cluster) -> None:
    with memo.one_reading():
        before = await db.one(COUNT)
        async with db.transaction(SYSTEM) as tx:
            await tx.run("INSERT INTO calendar_day (day, worked) VALUES ('2031-01-01', 0)")
            inside = await db.one(COUNT)
        after = await db.one(COUNT)
    assert before
    assert inside == after == {"n": before["n"] + 1}


async def test_rows_are_each_readers_own_and_lists_are_compared_by_value(runtime: Cluster) -> None:
    sql = "SELECT unnest($1::int[]) AS n"
    with memo.one_reading():
        rows = await db.fetch(sql, [1, 2])
        rows[0]["n"] = 99
        assert [row["n"] for row in await db.fetch(sql, [1, 2])] == [1, 2]
        assert [row["n"] for row in await db.fetch(sql, [2, 1])] == [2, 1]


async def test_when_the_request_is_over_nothing_is_remembered_by_who_still_holds_its_context(runtime: Cluster) -> None:
    with memo.one_reading():
        memory = memo._current.get()
        await moment()
    assert memory
    assert memory.closed
    assert not memory.rows
