"""Many callers at once: one wins, numbers have no gaps, a failure gives its number back."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from uuid import UUID

import pytest

from bulletins.commands import approving, articles, deliveries, instructions, issues, releasing, typesetting
from bulletins.queries import deliveries as delivery_reads
from bulletins.queries import issues as issue_reads
from bulletins.store import printing
from bulletins.workflow.issue import IssueState
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, db, outbox
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import Refusal, StaleVersion, Unavailable
from marking.cleared import Cleared
from scores.queries import credited
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, Office, drained
from typeset import fonts, pool
from typeset.pool import Shape

CALLERS = 20


class Broken(Exception):
    """Something that fails after everything was done."""


@command("test.approve_and_break")
async def approve_and_break(tx: Tx, id: UUID, version: int, said: Cleared, texts: Cleared) -> Done:
    await approving.approve.within(tx, id, version, said, texts)
    raise Broken


@command("test.approve_and_die")
async def approve_and_die(tx: Tx, id: UUID, version: int, said: Cleared, texts: Cleared) -> Done:
    """The connection is cut when only COMMIT is missing."""
    done = await approving.approve.within(tx, id, version, said, texts)
    tx.connection.terminate()
    return done


async def in_approval(office: Office, copies: int) -> list[Done]:
    """Issues of one kind, each with one article, all waiting for the director."""
    waiting = []
    for _ in range(copies):
        kind, article = await office.finished_article((await office.screened()).id)
        opened = await issues.open_issue(office.call(EDITOR), kind)
        await articles.place(office.call(EDITOR), article.id, article.version, opened.id)
        record = await issue_reads.record(office.actors[EDITOR], opened.id)
        said = await office.cleared(EDITOR)
        waiting.append(await issues.act(office.call(EDITOR), opened.id, record.version, "submit", said))
    return waiting


async def outcome(awaited: object) -> object:
    try:
        return await awaited  # type: ignore[misc]
    except (Refusal, Broken) as refused:
        return refused


async def numbers() -> list[tuple[int, int]]:
    rows = await db.fetch("SELECT number, total FROM issue WHERE number IS NOT NULL ORDER BY number")
    return [(row["number"], row["total"]) for row in rows]


@pytest.mark.requirement("PUB-12")
async def test_twenty_callers_approve_one_issue_and_it_gets_one_number(office: Office) -> None:
    (at,) = await in_approval(office, 1)
    said = await office.cleared(DIRECTOR)
    texts = await approving.examined(office.call(DIRECTOR), at.id)
    calls = [approving.approve(office.call(DIRECTOR), at.id, at.version, said, texts) for _ in range(CALLERS)]
    ended = await asyncio.gather(*map(outcome, calls))
    assert sum(isinstance(end, Done) for end in ended) == 1
    assert sum(isinstance(end, StaleVersion) for end in ended) == CALLERS - 1
    assert await numbers() == [(1, 1)]
    rows = await db.fetch("SELECT 1 FROM journal WHERE record = $1 AND action = 'approve'", at.id)
    assert len(rows) == 1


@pytest.mark.requirement("PUB-12")
async def test_issues_approved_at_once_with_failures_between_are_numbered_without_a_gap(office: Office) -> None:
    waiting = await in_approval(office, 8)
    said = await office.cleared(DIRECTOR)
    texts = {at.id: await approving.examined(office.call(DIRECTOR), at.id) for at in waiting}
    calls = [approving.approve(office.call(DIRECTOR), at.id, at.version, said, texts[at.id]) for at in waiting[:5]]
    calls += [approve_and_break(office.call(DIRECTOR), at.id, at.version, said, texts[at.id]) for at in waiting[5:7]]
    killed = waiting[7]
    calls.append(approve_and_die(office.call(DIRECTOR), killed.id, killed.version, said, texts[killed.id]))
    ended = await asyncio.gather(*map(outcome, calls))
    assert [type(end) for end in ended] == [Done] * 5 + [Broken] * 2 + [Unavailable]
    assert await numbers() == [(n, n) for n in range(1, 6)]
    for at in waiting[5:]:
        await office.approve(at, said)
    assert await numbers() == [(n, n) for n in range(1, 9)]


@pytest.mark.requirement("PUB-12")
async def test_an_issue_sent_back_after_approval_keeps_its_number(office: Office) -> None:
    at = await office.approved_issue()
    at = await typesetting.typeset(office.call(EDITOR), at.id, at.version)
    said = await office.cleared("jiaodui", {"note": "第二段数字有误", "code": "facts"})
    at = await issues.act(office.call("jiaodui"), at.id, at.version, "reject", said)
    at = await issues.act(office.call(EDITOR), at.id, at.version, "submit", await office.cleared(EDITOR))
    await office.approve(at, await office.cleared(DIRECTOR))
    assert await numbers() == [(1, 1)]


async def test_no_locked_row_waits_for_the_press(office: Office) -> None:
    (at,) = await in_approval(office, 1)
    said = await office.cleared(DIRECTOR)
    printing._looks._kept.clear()

    async def while_it_waits(press: pool.Pool, act: Awaitable[Done]) -> Done:
        place = press._free.get_nowait()
        under_way = asyncio.ensure_future(act)
        while not press._under_way:
            await asyncio.wait([under_way], timeout=0.01)
            assert not under_way.done(), under_way
        assert await db.fetch("SELECT id FROM issue WHERE id = $1 FOR UPDATE NOWAIT", at.id)
        press._put(place, whole=True)
        return await under_way

    async with pool.running(fonts.current(), Shape(workers=1)) as press:
        approved = await while_it_waits(press, office.approve(at, said))
        done = await while_it_waits(press, typesetting.typeset(office.call(EDITOR), approved.id, approved.version))
    assert done.state == IssueState.TYPESET


async def test_release_by_many_delivers_scores_and_adopts_once(office: Office) -> None:
    at = await office.ready_issue()
    calls = [releasing.release(office.call(EDITOR), at.id, at.version) for _ in range(CALLERS)]
    ended = await asyncio.gather(*map(outcome, calls))
    assert sum(isinstance(end, Done) for end in ended) == 1
    await drained()
    readers = len((await issue_reads.record(office.actors[EDITOR], at.id)).readers)
    adopted = "score_happening WHERE sort = 'adopted'"
    for table, count in (("delivery", readers), (adopted, 1), ("submission_adoption", 1)):
        row = await db.one(f"SELECT count(*) AS n FROM {table}")
        assert row == {"n": count}, table


async def test_two_workers_deliver_each_copy_once(office: Office) -> None:
    at = await office.ready_issue()
    await releasing.release(office.call(EDITOR), at.id, at.version)
    await asyncio.gather(*(outbox.drain() for _ in range(5)))
    await drained()
    rows = await db.fetch("SELECT record, count(*) AS n FROM journal WHERE action = 'arrive' GROUP BY record")
    readers = len((await issue_reads.record(office.actors[EDITOR], at.id)).readers)
    assert [row["n"] for row in rows] == [1] * readers


@pytest.mark.requirement("PUB-10")
async def test_two_instructions_at_once_earn_the_bonus_once(office: Office) -> None:
    at = await office.released()
    article = (await issue_reads.record(office.actors[EDITOR], at.id)).articles[0].id
    said = await office.cleared(LEADER, {"text": "请跟踪"})
    await asyncio.gather(*(instructions.register(office.call(LEADER), at.id, article, said) for _ in range(4)))
    given = await credited.lines(office.actors[EDITOR], [article])
    assert [(line.event, line.points > 0) for line in given] == [("刊用", True), ("领导批示", True)] + [
        ("领导批示", False)
    ] * 3


@pytest.mark.requirement("PUB-06")
async def test_the_last_of_two_answers_given_at_once_moves_the_instruction_on(office: Office) -> None:
    at = await office.released()
    said = await office.cleared(LEADER, {"text": "请研究"})
    done = await instructions.register(office.call(LEADER), at.id, None, said)
    other = await identity.actor_of((await identity.holders(SYSTEM, Right.INSTRUCTION_ANSWER))[-1])
    assert other.unit != office.actors[OFFICER].unit
    units = [office.actors[OFFICER].unit, other.unit]
    due = clock.local(clock.now()).date() + timedelta(days=7)
    done = await instructions.route(office.call(EDITOR), done.id, done.version, units, due)
    answer = await office.cleared(OFFICER, {"text": "已办理"})
    office.actors["other"] = other
    ended = await asyncio.gather(
        *(instructions.answer(office.call(login), done.id, done.version, answer) for login in (OFFICER, "other"))
    )
    assert sorted(end.state for end in ended) == ["answered", "routed"]
    row = await db.one("SELECT state FROM instruction WHERE id = $1", done.id)
    assert row == {"state": "answered"}


async def test_opening_a_copy_twice_at_once_opens_it_once(office: Office) -> None:
    await office.released()
    copies, _ = await delivery_reads.listing(office.actors[LEADER])
    calls = [deliveries.open_delivery(office.call(LEADER), copies[0].id) for _ in range(6)]
    ended = await asyncio.gather(*map(outcome, calls))
    assert {type(end) for end in ended} == {Done}
    rows = await db.fetch("SELECT 1 FROM journal WHERE record = $1 AND action = 'open_first'", copies[0].id)
    assert len(rows) == 1
