"""Who gets an issue, and what becomes of the copies: lists, consent, clocks over a holiday, hand-over, a bad recipient."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from bulletins.commands import (
    articles,
    circulation,
    deliveries,
    handover,
    issues,
    lists,
    narrowing,
    releasing,
    widening,
)
from bulletins.errors import AlreadyOpened, HandoverRuns, ListWidened, RemindedToday, TakenBack, WideningOpen
from bulletins.queries import boxes, distribution
from bulletins.queries import deliveries as delivery_reads
from bulletins.queries import issues as issue_reads
from bulletins.queries import lists as list_reads
from bulletins.queries.boxes import Box
from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Audience, Sort
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, clocks, db, outbox
from kernel.actor import SYSTEM
from kernel.errors import Forbidden, NotAllowedNow, NotFound, StaleVersion
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, PROOFREADER, SCREENER, Office, drained
from tests.workflow.bulletins.house import House

pytestmark = [pytest.mark.requirement("PUB-05"), pytest.mark.thorough]


@pytest_asyncio.fixture
async def moving(house: House) -> AsyncIterator[list[datetime]]:
    """A clock the test moves: Wednesday 30 September 2026, ten in the morning, the day before National Day."""
    connection = await asyncpg.connect(house.server.owner_dsn)
    for table in ("kind_reader", "reader_member"):
        await connection.execute(f"UPDATE {table} SET valid_from = '2026-01-01' WHERE valid_until IS NULL")
    await connection.close()
    at = [datetime(2026, 9, 30, 2, 0, tzinfo=UTC)]
    clock.install(lambda: at[0])
    yield at
    clock.install()


async def the_loop() -> None:
    for _ in range(60):
        if not await outbox.drain() + await clocks.turn():
            return
    raise AssertionError("the loop does not come to rest")


async def compiling(office: Office) -> UUID:
    """An issue with an article, not yet submitted."""
    kind, article = await office.finished_article((await office.screened()).id)
    issue = await issues.open_issue(office.call(EDITOR), kind)
    await articles.place(office.call(EDITOR), article.id, article.version, issue.id)
    return issue.id


async def version(issue: UUID) -> int:
    row = await db.one("SELECT version FROM issue WHERE id = $1", issue)
    assert row
    return int(row["version"])


async def copy_of(issue: UUID, *, unit: UUID | None = None, person: UUID | None = None) -> UUID:
    row = await db.one("SELECT id FROM delivery WHERE issue = $1 AND (unit = $2 OR person = $3)", issue, unit, person)
    assert row
    found: UUID = row["id"]
    return found


async def test_the_sender_narrows_freely_and_widens_only_with_another_persons_consent(office: Office) -> None:
    issue, own = await compiling(office), office.actors[OFFICER].unit
    editor, director = office.call(EDITOR), office.call(DIRECTOR)
    await narrowing.leave_out(office.call(EDITOR), issue, await version(issue), [Reader(unit=own)])
    assert Reader(unit=own) not in (await issue_reads.record(editor.actor, issue)).readers
    with pytest.raises(ListWidened):
        await narrowing.put_back(office.call(EDITOR), issue, await version(issue), [Reader(unit=uuid4())])
    for stranger in (SCREENER, PROOFREADER, DIRECTOR):
        with pytest.raises(Forbidden):
            await narrowing.leave_out(office.call(stranger), issue, await version(issue), [Reader(unit=own)])
    further = Reader(person=(await identity.holders(SYSTEM, Right.NOTICE_CALL))[0])
    said = await office.cleared(EDITOR, {"note": "值班室须跟踪"})
    asked = await widening.ask(office.call(EDITOR), issue, [further], said)
    assert further not in (await issue_reads.record(editor.actor, issue)).readers, "asking adds nobody"
    no = await office.cleared(EDITOR)
    for nobody in (EDITOR, SCREENER):
        with pytest.raises(Forbidden):
            await widening.decide(office.call(nobody), asked.id, 1, "agree", no)
    with pytest.raises(StaleVersion):
        await widening.decide(director, asked.id, 2, "agree", no)
    await widening.decide(office.call(DIRECTOR), asked.id, 1, "agree", no)
    with pytest.raises(NotAllowedNow):
        await widening.decide(
            office.call(DIRECTOR), asked.id, 2, "refuse", await office.cleared(DIRECTOR, {"note": "否"})
        )
    readers = (await issue_reads.record(editor.actor, issue)).readers
    assert further in readers
    assert Reader(unit=own) not in readers
    panel = await distribution.panel(editor.actor, issue)
    assert [entry.key for entry in panel.left_out] == [f"unit:{own}"]
    assert [(line.state, line.why, line.by != line.decided_by) for line in panel.asked] == [
        ("已同意", "值班室须跟踪", True)
    ]
    with pytest.raises(NotFound):
        await distribution.panel(office.actors[OFFICER], issue)


async def test_an_unanswered_request_stops_the_approval_and_expires(office: Office, moving: list[datetime]) -> None:
    issue = await compiling(office)
    further = Reader(person=(await identity.holders(SYSTEM, Right.NOTICE_CALL))[0])
    asked = await widening.ask(office.call(EDITOR), issue, [further], await office.cleared(EDITOR, {"note": "请发"}))
    at = await issues.act(office.call(EDITOR), issue, await version(issue), "submit", await office.cleared(EDITOR))
    with pytest.raises(WideningOpen):
        await office.approve(at, await office.cleared(DIRECTOR))
    moving[0] += timedelta(days=7)  # the holiday: 1 to 7 October count for nothing
    await the_loop()
    assert (await db.one("SELECT state FROM widening WHERE id = $1", asked.id)) == {"state": "asked"}
    moving[0] = datetime(2026, 10, 9, 1, 0, tzinfo=UTC)
    await the_loop()
    assert (await db.one("SELECT state FROM widening WHERE id = $1", asked.id)) == {"state": "expired"}
    approved = await office.approve(at, await office.cleared(DIRECTOR))
    assert further not in (await issue_reads.record(office.actors[EDITOR], approved.id)).readers


async def test_a_list_follows_its_groups_by_the_day_and_an_approved_issue_no_longer(office: Office) -> None:
    director, own = office.actors[DIRECTOR], office.actors[OFFICER].unit
    today = clock.local(clock.now()).date()
    group = next(one for one in await list_reads.groups(director) if one.sort is Sort.BUREAU)
    member = await db.one("SELECT id FROM reader_member WHERE grp = $1 AND unit = $2", group.id, own)
    assert member
    at = await office.approved_issue()
    for nobody in (EDITOR, LEADER, OFFICER):
        with pytest.raises(Forbidden):
            await lists.remove_members(office.call(nobody), group.id, [member["id"]], today)
    second = await compiling(office)
    try:
        await lists.remove_members(office.call(DIRECTOR), group.id, [member["id"]], today)
        assert Reader(unit=own) in (await issue_reads.record(director, at.id)).readers, "frozen"
        assert Reader(unit=own) not in (await issue_reads.record(director, second)).readers, "still open"
        await lists.add_members(office.call(DIRECTOR), group.id, [Reader(unit=own)], today + timedelta(days=3))
        assert Reader(unit=own) not in (await issue_reads.record(director, second)).readers, "not yet"
        sheet = await list_reads.group(director, group.id)
        assert [(line.until is not None, line.ended_by != "") for line in sheet.past] == [(True, True)]
    finally:
        await _restore(office, group.id, own)


async def _restore(office: Office, group: UUID, unit: UUID) -> None:
    """The unit is a member again from now on."""
    rows = await db.fetch(
        "SELECT id FROM reader_member WHERE grp = $1 AND unit = $2 AND valid_until IS NULL", group, unit
    )
    today = clock.local(clock.now()).date()
    await lists.remove_members(office.call(DIRECTOR), group, [row["id"] for row in rows], today)
    await lists.add_members(office.call(DIRECTOR), group, [Reader(unit=unit)], today)


async def test_what_is_circulated_goes_to_leaders_and_departments_and_what_is_referred_to_the_leader_in_charge(
    office: Office,
) -> None:
    director, own = office.actors[DIRECTOR], office.actors[OFFICER].unit
    today, issue = clock.local(clock.now()).date(), await compiling(office)
    kind = (await issue_reads.record(director, issue)).kind.id
    charge = next(one for one in await list_reads.groups(director) if one.sort is Sort.CHARGE)
    elsewhere = next(
        unit.id for unit in await identity.units(director) if unit.id != own and unit.parent is None and not unit.office
    )
    leaders = await identity.holders(SYSTEM, Right.INSTRUCTION_WRITE)
    kept = [line.id for line in (await list_reads.group(director, charge.id)).members]
    entry = [line.id for line in (await list_reads.kind_list(director, kind)).entries]
    try:
        await lists.set_audience(office.call(DIRECTOR), kind, Audience.CIRCULATED, today)
        readers = (await issue_reads.record(director, issue)).readers
        assert {reader.person for reader in readers if reader.person} == set(leaders)
        assert Reader(unit=own) not in readers, "a bureau is neither leader nor department"
        await lists.set_audience(office.call(DIRECTOR), kind, Audience.REFERRED, today)
        await lists.add_entries(office.call(DIRECTOR), kind, [charge.id], [], today)
        await lists.remove_members(office.call(DIRECTOR), charge.id, kept, today)
        await lists.add_members(office.call(DIRECTOR), charge.id, [Reader(person=leaders[0])], today, own)
        await lists.add_members(office.call(DIRECTOR), charge.id, [Reader(person=leaders[1])], today, elsewhere)
        assert [one.person for one in (await issue_reads.record(director, issue)).readers] == [leaders[0]]
    finally:
        await lists.set_audience(office.call(DIRECTOR), kind, Audience.GENERAL, today)
        added = [line.id for line in (await list_reads.kind_list(director, kind)).entries if line.id not in entry]
        await lists.remove_entries(office.call(DIRECTOR), kind, added, today)
        now = [line.id for line in (await list_reads.group(director, charge.id)).members]
        await lists.remove_members(office.call(DIRECTOR), charge.id, now, today)
        await lists.add_members(office.call(DIRECTOR), charge.id, [Reader(person=one) for one in leaders], today)


async def test_clocks_of_a_copy_skip_the_holiday_and_nobody_is_reminded_twice_a_day(
    office: Office, moving: list[datetime]
) -> None:
    at = await office.released()
    own = office.actors[OFFICER].unit
    copy = await copy_of(at.id, unit=own)
    running = {one.step: one for one in (await clocks.of("delivery", [copy]))[copy]}
    here = timedelta(hours=8)
    assert (running["open"].due.due + here).date().isoformat() == "2026-10-10", "two working days: 8 and 9 October"
    assert (running["accept"].due.due + here).date().isoformat() == "2026-10-14", "five: 8, 9, 10 (worked), 12, 13"
    days: dict[tuple[UUID, object], int] = {}
    while moving[0] < datetime(2026, 10, 20, tzinfo=UTC):
        moving[0] += timedelta(hours=8)
        await the_loop()
        if moving[0].hour == 2 and moving[0].day in (9, 12):
            try:
                await circulation.urge(office.call(EDITOR), at.id)
            except RemindedToday:
                continue
    told = await db.fetch(
        "SELECT record, account, created FROM notice WHERE record = $1 AND (topic LIKE 'delivery.open%'"
        " OR topic LIKE 'delivery.accept%' OR topic = 'notice.press')", copy,
    )  # fmt: skip
    for row in told:
        key = (row["account"], (row["created"] + here).date())
        days[key] = days.get(key, 0) + 1
    assert set(days.values()) == {1}
    assert min(row["created"] for row in told) > datetime(2026, 10, 8, tzinfo=UTC), (
        "nobody was disturbed on the holiday"
    )
    heads = await identity.holders(SYSTEM, Right.SUBMISSION_SIGN, own)
    topics = {row["topic"] for row in await db.fetch("SELECT DISTINCT topic FROM notice WHERE record = $1", copy)}
    assert {"delivery.open_75", "delivery.open_head"} <= topics, (topics, heads)


async def test_reading_ends_the_clocks_and_is_an_act_of_its_own(office: Office) -> None:
    at = await office.released()
    copy = await copy_of(at.id, person=office.actors[LEADER].id)
    opened = await deliveries.open_delivery(office.call(LEADER), copy)
    assert {one.step: one.runs for one in (await clocks.of("delivery", [copy]))[copy]} == {
        "open": False,
        "accept": True,
    }
    listed = await boxes.boxes(office.actors[LEADER], Box.TO_READ)
    assert [entry.id for entry in listed.copies] == [copy], "opened is not read"
    with pytest.raises(NotFound):
        await deliveries.accept(office.call(EDITOR), copy, opened.version)
    await deliveries.accept(office.call(LEADER), copy, opened.version)
    assert not any(one.runs for one in (await clocks.of("delivery", [copy]))[copy])
    read = await boxes.boxes(office.actors[LEADER], Box.READ)
    assert ([entry.id for entry in read.copies], read.to_read) == ([copy], 0)
    tally = await distribution.standing(office.actors[EDITOR], at.id)
    assert (tally.read, tally.sent) == (1, tally.size)


async def test_a_copy_is_taken_back_before_it_is_opened_and_never_after(office: Office) -> None:
    at = await office.released()
    leader, unit = (
        await copy_of(at.id, person=office.actors[LEADER].id),
        await copy_of(at.id, unit=office.actors[OFFICER].unit),
    )
    said = await office.cleared(EDITOR, {"note": "发错了"})
    await deliveries.open_delivery(office.call(LEADER), leader)
    with pytest.raises(AlreadyOpened):
        await circulation.take_back(office.call(EDITOR), at.id, [unit, leader], said)
    with pytest.raises(Forbidden):
        await circulation.take_back(
            office.call(DIRECTOR), at.id, [unit], await office.cleared(DIRECTOR, {"note": "否"})
        )
    await circulation.take_back(office.call(EDITOR), at.id, [unit], said)
    with pytest.raises(TakenBack):
        await deliveries.open_delivery(office.call(OFFICER), unit)
    (gone,) = (await boxes.boxes(office.actors[OFFICER], Box.READ)).copies
    assert (gone.id, gone.titles) == (unit, ()), "that it was there stays, what it said does not"
    await circulation.take_back_all(office.call(EDITOR), at.id)
    with pytest.raises(TakenBack):
        await delivery_reads.reading(office.actors[LEADER], leader)
    tally = await distribution.standing(office.actors[EDITOR], at.id)
    assert (tally.taken_back, tally.unread) == (tally.size, 0)


async def test_a_released_issue_reaches_further_readers_by_consent_with_the_next_number(office: Office) -> None:
    at = await office.released()
    last = (await distribution.standing(office.actors[EDITOR], at.id)).size
    further = Reader(person=(await identity.holders(SYSTEM, Right.NOTICE_CALL))[0])
    said = await office.cleared(EDITOR, {"note": "请值班室知悉"})
    asked = await widening.ask(office.call(EDITOR), at.id, [further], said)
    await widening.decide(office.call(DIRECTOR), asked.id, 1, "agree", await office.cleared(DIRECTOR))
    await drained()
    row = await db.one(
        "SELECT state, number, added FROM delivery WHERE issue = $1 AND person = $2", at.id, further.person
    )
    assert row == {"state": "arrived", "number": last + 1, "added": asked.id}
    tally = await distribution.standing(office.actors[EDITOR], at.id)
    assert (tally.size, tally.arrived) == (last + 1, last + 1)


async def test_a_travelling_leader_hands_reading_over_and_takes_it_back(office: Office, moving: list[datetime]) -> None:
    at = await office.released()
    leaders = [
        one for one in await identity.holders(SYSTEM, Right.INSTRUCTION_WRITE) if one != office.actors[LEADER].id
    ]
    office.actors["deputy"] = await identity.actor_of(leaders[0])
    copy, today = await copy_of(at.id, person=office.actors[LEADER].id), clock.local(clock.now()).date()
    with pytest.raises(NotFound):
        await deliveries.open_delivery(office.call("deputy"), copy)
    given = await handover.give(office.call(LEADER), leaders[0], today, today + timedelta(days=2))
    with pytest.raises(HandoverRuns):
        await handover.give(office.call(LEADER), leaders[0], today + timedelta(days=2), today + timedelta(days=3))
    await deliveries.open_delivery(office.call("deputy"), copy)
    line = next(
        r for r in (await distribution.panel(office.actors[EDITOR], at.id)).rows if r.delivery and r.delivery.id == copy
    )
    assert line.deputy != "", "the sender sees who reads"
    with pytest.raises(Forbidden):
        await handover.revoke(office.call("deputy"), given.id, given.version)
    await handover.revoke(office.call(LEADER), given.id, given.version)
    with pytest.raises(NotFound):
        await deliveries.accept(office.call("deputy"), copy, 3)
    await handover.give(office.call(LEADER), leaders[0], today, today)
    moving[0] += timedelta(days=1)
    with pytest.raises(NotFound):
        await deliveries.open_delivery(office.call("deputy"), copy)


async def test_one_bad_recipient_never_blocks_the_others(office: Office, house: House) -> None:
    at = await office.ready_issue()
    bad = office.actors[LEADER].id
    connection = await asyncpg.connect(house.server.owner_dsn)
    try:
        await connection.execute(
            "CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;"
            f" CREATE TRIGGER refuse_one BEFORE INSERT ON notice FOR EACH ROW WHEN (NEW.account = '{bad}')"
            " EXECUTE FUNCTION refuse_one()"
        )
        await releasing.release(office.call(EDITOR), at.id, at.version)
        while await outbox.drain():
            continue
        tally = await distribution.standing(office.actors[EDITOR], at.id)
        assert (tally.queued, tally.arrived) == (1, tally.size - 1)
        assert not await db.fetch("SELECT 1 FROM journal j JOIN delivery d ON d.id = j.record WHERE j.action = 'arrive'"
                                  " AND d.state = 'queued'"), "what was undone is not in the journal"  # fmt: skip
    finally:
        await connection.execute("DROP TRIGGER refuse_one ON notice; DROP FUNCTION refuse_one()")
        await connection.execute("UPDATE outbox SET due = now() - interval '1 hour' WHERE state = 'ready'")
        await connection.close()
    await drained()
    assert (await distribution.standing(office.actors[EDITOR], at.id)).queued == 0
