"""Events: the chain of reports, its clocks, joining; phone reports; stages of a decision (SUB-05, SUB-06)."""

from datetime import timedelta
from uuid import UUID

import pytest

from gate import commands as gate
from kernel import clock, clocks, db
from kernel.actor import Actor, Call
from kernel.db import Done
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound
from submissions.commands import events, phone
from submissions.commands.phone import Taken
from submissions.errors import EventOver
from submissions.queries import events as event_reads
from submissions.queries import phone as phone_reads
from submissions.workflow.events import EVENT_KIND, PHONE_KIND, ReportKind
from tests.workflow.submissions.emergencies import NIGHT, TEXT, act, at, draft, now_at, reached, submission, told
from tests.workflow.submissions.test_debts import REASON, founded, town, turned
from tests.workflow.submissions.year.town import Town

__all__ = ["founded", "town"]
WORDS = {"caller": "a局值班员 010-55500001", "words": "化工仓库起火\n23:40起火，消防已到场，暂无伤亡。"}


async def send(town: Town, record: Done, unit: str = "a") -> Done:
    """Signed by the head and sent."""
    officer, head = await town.actor(f"{unit}.officer1"), await town.actor(f"{unit}.head")
    waiting = await act(await now_at(record), officer, "request_sign")
    return await act(await act(waiting, head, "sign_off"), officer, "submit")


async def event_of(record: Done) -> UUID:
    row = await db.one("SELECT event FROM event_report WHERE submission = $1", record.id)
    assert row
    return UUID(str(row["event"]))


async def running(kind: str, record: UUID) -> dict[str, clocks.Running]:
    return {one.step: one for one in (await clocks.of(kind, [record])).get(record, ()) if one.runs}


async def written(town: Town, event: UUID, kind: ReportKind, unit: str = "a") -> Done:
    """The unit's next report, with a text."""
    made = await events.draft_next(Call(await town.actor(f"{unit}.officer1")), event, kind)
    return await send(town, made, unit)


@pytest.mark.requirement("SUB-06")
async def test_a_chain_from_the_first_report_to_the_final_one(town: Town) -> None:
    officer = await town.actor("a.officer1")
    first = await act(await draft(officer), officer, "send_unsigned", note=REASON)
    event = await event_of(first)
    due = (await running(EVENT_KIND, event))["follow_up"].due
    assert due.due - town.moving.at == timedelta(hours=4), "grade 1: four hours after the report before"
    assert due.urgent
    made = await events.draft_next(Call(officer), event, ReportKind.FOLLOW_UP)
    row = await submission(made)
    assert (row["category"], row["urgency"], row["level"]) == ("emergency", "flash", "1")
    sheet = await event_reads.sheet(officer, event)
    assert sheet.drafts[0].title == f"{TEXT['title']}（续报一）"
    assert sheet.drafts[0].body == "", "a follow-up shows progress only"
    town.moving.forward(timedelta(hours=5))
    await db.fetch("UPDATE submission SET chars = 9 WHERE id = $1", made.id)
    await send(town, made)
    assert (await running(EVENT_KIND, event))["follow_up"].due.start == town.moving.at
    second = await event_reads.sheet(officer, event)
    assert [(one.kind, one.place) for one in second.reports] == [("first", 1), ("follow_up", 1)]
    assert second.reports[1].late == timedelta(hours=1), "late ones are shown"
    final = await events.draft_next(Call(officer), event, ReportKind.FINAL)
    await db.fetch("UPDATE submission SET chars = 9 WHERE id = $1", final.id)
    sent = await send(town, final)
    assert (await event_reads.sheet(officer, event)).state == "ended"
    assert await running(EVENT_KIND, event) == {}, "the final report ends the clocks"
    with pytest.raises(EventOver):
        await events.draft_next(Call(officer), event, ReportKind.FOLLOW_UP)
    await act(await now_at(sent), await town.actor("screener"), "return", code="facts", note="请核实损失")
    assert (await event_reads.sheet(officer, event)).state == "open", "a final report that comes back opens it again"
    assert "follow_up" in await running(EVENT_KIND, event)


@pytest.mark.requirement("SUB-06")
async def test_daily_reports_are_due_at_eight_and_seventeen(town: Town) -> None:
    officer, screener = await town.actor("a.officer1"), await town.actor("screener")
    event = await event_of(await act(await draft(officer), officer, "send_unsigned", note=REASON))
    with pytest.raises(Forbidden):
        await events.act(Call(officer), event, 1, "go_daily")
    await events.act(Call(screener), event, 1, "go_daily")
    assert [clock.local(one.due.due) for one in (await running(EVENT_KIND, event)).values() if one.step == "daily"] == [
        at(1, 8)
    ]
    await turned(town, at(1, 8, 1))
    assert await told("event.clock_100") == {"a.officer1", "a.officer2"}
    made = await events.draft_next(Call(officer), event, ReportKind.DAILY)
    await db.fetch("UPDATE submission SET chars = 9 WHERE id = $1", made.id)
    await send(town, made)
    assert clock.local((await running(EVENT_KIND, event))["daily"].due.due) == at(1, 17)


@pytest.mark.requirement("SUB-06")
async def test_the_office_joins_two_units_reports_and_takes_them_apart(town: Town) -> None:
    ours, theirs, screener = [await town.actor(name) for name in ("a.officer1", "b.officer1", "screener")]
    first = await event_of(await act(await draft(theirs), theirs, "send_unsigned", note=REASON))
    town.moving.forward(timedelta(minutes=9))
    second = await event_of(await act(await draft(ours), ours, "send_unsigned", note=REASON))
    with pytest.raises(NotFound):
        await event_reads.sheet(ours, first)
    with pytest.raises(Invalid):
        await events.act(Call(screener), first, 1, "join", first)
    joined = await events.act(Call(screener), first, 1, "join", second)
    sheet = await event_reads.sheet(screener, second)
    assert [one.unit_name for one in sheet.reports] == ["unit b", "unit a"]
    assert sheet.lead == "unit b", "who reported first stays first"
    assert [one.unit_name for one in (await event_reads.sheet(ours, second)).reports] == ["unit a"], (
        "no unit sees another's"
    )
    assert (await event_reads.sheet(ours, second)).lead == "unit a", "nor that there was one"
    [line] = (await event_reads.listing(ours, ("open",)))[0]
    assert (line.unit_name, line.reports, line.units) == ("unit a", 1, 1)
    assert await running(EVENT_KIND, first) == {}
    await events.act(Call(screener), first, joined.version, "part")
    assert (await event_reads.sheet(screener, second)).lead == "unit a"
    assert set(await running(EVENT_KIND, first)) == {"follow_up", "final"}


@pytest.mark.requirement("SUB-05")
async def test_stages_of_a_decision_each_have_a_date(town: Town) -> None:
    officer, screener, other = [await town.actor(name) for name in ("a.officer1", "screener", "b.officer1")]
    sent = await send(town, await draft(officer, category="policy", level=""))
    begun = await events.begin(Call(officer), sent.id)
    with pytest.raises(NotAllowedNow):
        await events.begin(Call(screener), sent.id)
    with pytest.raises(Invalid):
        await events.plan(Call(officer), begun.id, town.moving.at)
    with pytest.raises(NotFound):
        await events.plan(Call(other), begun.id, at(20, 17))
    await events.plan(Call(officer), begun.id, at(20, 17))
    await events.plan(Call(screener), begun.id, at(30, 17))
    stages = (await event_reads.sheet(officer, begun.id)).stages
    assert [clock.local(stage.due) for stage in stages] == [at(20, 17), at(30, 17)]
    made = await events.draft_next(Call(officer), begun.id, ReportKind.STAGE, stages[0].id)
    await db.fetch("UPDATE submission SET chars = 9 WHERE id = $1", made.id)
    town.moving.at = at(21, 9)
    await send(town, made)
    sheet = await event_reads.sheet(officer, begun.id)
    assert [stage.settled is not None for stage in sheet.stages] == [True, False]
    assert sheet.reports[1].late, "a day late is shown"
    assert set(await running(EVENT_KIND, begun.id)) == {f"stage:{stages[1].id}"}
    with pytest.raises(Invalid):
        await events.draft_next(Call(officer), begun.id, ReportKind.STAGE, stages[0].id)


async def note(duty: Actor, town: Town, **changed: object) -> Done:
    """A call of unit a, taken ten minutes after it learned."""
    call = Call(duty)
    given: dict[str, object] = {
        "unit": town.units["a"], "learned": NIGHT, "called": NIGHT + timedelta(minutes=10), "level": "1",
    } | changed  # fmt: skip
    return await phone.note(call, await gate.pass_gate(call, WORDS), Taken(**given))  # type: ignore[arg-type]


@pytest.mark.requirement("SUB-06")
@pytest.mark.requirement("SUB-09")
async def test_a_call_is_noted_first_and_its_text_follows_within_the_hour(town: Town) -> None:
    duty, officer, other = [await town.actor(name) for name in ("duty", "a.officer1", "b.officer1")]
    town.moving.at = NIGHT + timedelta(minutes=15)
    with pytest.raises(Forbidden):
        await note(officer, town)
    with pytest.raises(Invalid):
        await note(duty, town, called=NIGHT + timedelta(hours=1))
    with pytest.raises(Invalid):
        await note(duty, town, unit=duty.unit)
    noted = await note(duty, town)
    line = (await phone_reads.sheet(officer, noted.id)).line
    assert (line.caller, line.late) == (WORDS["caller"], None)
    with pytest.raises(NotFound):
        await phone_reads.sheet(other, noted.id)
    assert (await running(PHONE_KIND, noted.id))["text"].due.due == NIGHT + timedelta(hours=1)
    await turned(town)
    assert await told("phone_note.note") == {"a.officer1", "a.officer2"}
    made = await phone.draft(Call(officer), noted.id)
    with pytest.raises(NotAllowedNow):
        await phone.draft(Call(officer), noted.id)
    assert (await running(PHONE_KIND, noted.id))["text"].runs, "a draft settles nothing"
    await turned(town, NIGHT + timedelta(minutes=35))
    assert await reached(noted.id) == {"a.officer1", "a.officer2"}, "half-way, down to the telephone"
    town.moving.at = NIGHT + timedelta(minutes=50)
    await act(await now_at(made), officer, "send_unsigned", note=REASON)
    sheet = await phone_reads.sheet(duty, noted.id)
    assert (sheet.line.state, sheet.line.text_late) == ("written", None)
    assert (await running(PHONE_KIND, noted.id), await reached(noted.id)) == ({}, set()), "the text ends both"


@pytest.mark.requirement("SUB-06")
async def test_a_call_without_a_text_climbs_and_the_office_may_end_it(town: Town) -> None:
    duty = await town.actor("duty")
    town.moving.at = NIGHT + timedelta(minutes=45)
    noted = await note(duty, town, called=NIGHT + timedelta(minutes=40))
    assert (await phone_reads.sheet(duty, noted.id)).line.late == timedelta(minutes=10)
    await turned(town, NIGHT + timedelta(minutes=61))
    assert await told("phone_note.clock_100") == {"a.officer1", "a.officer2"}
    for minutes in (75, 95, 120):
        await turned(town, NIGHT + timedelta(minutes=minutes))
    assert await told("phone_note.clock_head") >= {"a.head", "zhiban"}, "it is night, and it is urgent"
    assert await reached(noted.id) == {"a.officer1", "a.officer2"}
    call = Call(duty)
    await phone.act(call, noted.id, 1, "drop", await gate.pass_gate(call, {"note": "核实为误报"}))
    assert await running(PHONE_KIND, noted.id) == {}
    assert not await reached(noted.id)


@pytest.mark.requirement("SUB-06")
async def test_a_text_begun_at_the_same_time_is_named_afterwards(town: Town) -> None:
    duty, officer = await town.actor("duty"), await town.actor("a.officer1")
    sent = await act(await draft(officer), officer, "send_unsigned", note=REASON)
    noted = await note(duty, town)
    assert [title for _, title in (await phone_reads.sheet(duty, noted.id)).texts] == [TEXT["title"]]
    foreign = await draft(await town.actor("b.officer1"))
    with pytest.raises(NotFound):
        await phone.link(Call(officer), noted.id, 1, foreign.id)
    done = await phone.link(Call(officer), noted.id, 1, sent.id)
    assert done.state == "written"
