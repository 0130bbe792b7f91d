"""Instruction, duty, answer: ink and paper, terms and extensions, what reporting units are told, the ledger, the lists."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image

from archive import commands as archive
from archive import queries as archive_queries
from archive.errors import NothingToFile
from archive.verify import verify
from bulletins.commands import duties, instructions, tidying
from bulletins.queries import instruction_sheets as sheets
from bulletins.queries import instructions as reads
from bulletins.queries import waiting
from bulletins.rules.instructions import Given, Paper, Wanted
from gate import commands as gate
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, clocks, db, vault
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound
from marking.errors import Held
from submissions.commands import office_tables
from submissions.rules.office_tables import IDENTIFIER, Place
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, Office, drained

pytestmark = pytest.mark.requirement("PUB-06")
INK = '[1,0,2100,2970,[[12,[200,200,128,10,5,3]]],"' + "0" * 64 + '"]'


def _scan() -> bytes:
    """A white page, as a scanner gives it."""
    out = BytesIO()
    Image.new("L", (64, 96), 255).save(out, "PNG")
    return out.getvalue()


SCAN = ("批示.png", _scan())


class Standing:
    """A wall clock that stands until it is moved."""

    at = datetime(2030, 9, 3, 1, 0, tzinfo=UTC)  # a Tuesday, nine in the morning, after the house was founded

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def here() -> Iterator[Standing]:
    standing = Standing()
    clock.install(standing)
    yield standing
    clock.install()


async def acts(office: Office, login: str, at: Done, action: str, given: Given | None = None, **words: str) -> Done:
    row = await db.one("SELECT version FROM instruction WHERE id = $1", at.id)
    assert row
    said = await office.cleared(login, words)
    return await instructions.act(office.call(login), at.id, row["version"], action, said, given)


async def does(  # noqa: PLR0917 - as the command
    office: Office, login: str, at: Done, action: str, given: Given | None = None, text: str = ""
) -> Done:
    """An act on the unit's duty."""
    unit = office.actors[OFFICER].unit
    row = await db.one("SELECT id, version FROM instruction_target WHERE instruction = $1 AND unit = $2", at.id, unit)
    assert row
    said = await office.cleared(login, {"text": text})
    return await duties.act(office.call(login), row["id"], row["version"], action, said, given)


async def written(office: Office, kind: str = "task", **more: object) -> Done:
    """An issue that went out, and what the leader writes on its item."""
    issue = await office.released()
    article = (await db.fetch("SELECT id FROM article"))[0]["id"]
    said = await office.cleared(LEADER, {"text": office.words.instruction})
    return await instructions.register(office.call(LEADER), issue.id, article, said, kind, **more)  # type: ignore[arg-type]


async def told(account: UUID) -> list[str]:
    rows = await db.fetch("SELECT topic FROM notice WHERE account = $1 ORDER BY id", account)
    return [row["topic"] for row in rows]


async def of_login(login: str) -> Actor:
    clerk = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
    account = await account_reads.account_of_login(clerk, login)
    assert account
    return await identity.actor_of(account.id)


async def test_ink_is_transcribed_by_the_staff_and_counts_once_the_leader_has_confirmed_it(office: Office) -> None:
    issue = await office.released()
    article = (await db.fetch("SELECT id FROM article"))[0]["id"]
    blank = await office.cleared(LEADER, {"text": ""})
    at = await instructions.register(office.call(LEADER), issue.id, article, blank, "task", INK)
    assert at.state == "ink"
    with pytest.raises(NotAllowedNow):
        await acts(office, EDITOR, at, "route", Given(units=(office.actors[OFFICER].unit,)))
    credited = "SELECT 1 FROM score_happening WHERE sort = 'instructed'"
    assert await db.fetch(credited) == [], "nobody is credited for words that are not known"
    await acts(office, EDITOR, at, "transcribe", text="请相关单位研容")
    with pytest.raises(Forbidden):
        await acts(office, EDITOR, at, "confirm")
    other = await of_login("lingdao2")
    with pytest.raises(NotFound):
        await instructions.act(Call(other), at.id, 2, "confirm", await office.cleared(LEADER))
    assert (await acts(office, LEADER, at, "again")).state == "ink"
    await acts(office, EDITOR, at, "transcribe", text="请相关单位研容")
    waits = {item.act for item in await waiting.waiting(office.actors[LEADER]) if item.kind == "instruction"}
    assert waits == {"确认无误"}
    assert (await acts(office, LEADER, at, "correct", text=office.words.instruction)).state == "registered"
    assert len(await db.fetch(credited)) == 1
    sheet = await reads.show(office.actors[EDITOR], at.id)
    assert (sheet.instruction.text, sheet.instruction.ink) == (office.words.instruction, INK)
    assert [line.note for line in sheet.course.history if line.note][:2] == [office.words.instruction, "请相关单位研容"]


async def test_paper_comes_with_its_scan_and_is_confirmed_or_held_against_the_original_by_another(
    office: Office,
) -> None:
    issue = await office.released()
    leader = office.actors[LEADER].id
    today = clock.local(clock.now()).date()
    paper = Paper(leader, issue.id, None, today, "question")
    words = await office.cleared(EDITOR, {"text": "请核实后报我"})
    with pytest.raises(Invalid) as refused:
        await instructions.register_paper(office.call(EDITOR), paper, words)
    assert refused.value.fields == {"scan": "choose_a_file"}
    try:
        said = await office.cleared(EDITOR, {"text": "请核实后报我"}, (SCAN,))
    except Held as held:
        call = office.call(EDITOR)
        said = await gate.pass_gate(call, {"text": "请核实后报我"}, [SCAN], declared=held.digests)
    at = await instructions.register_paper(office.call(EDITOR), paper, said)
    with pytest.raises(Forbidden):
        await acts(office, EDITOR, at, "vouch", note="自己核对")
    if said.holds:
        with pytest.raises(NotAllowedNow):
            await acts(office, LEADER, at, "confirm")
        await acts(office, DIRECTOR, at, "release", Given(declared=True))
    done = await acts(office, DIRECTOR, at, "vouch", note="与原件一致，领导出国")
    assert done.state == "registered"
    (file,) = (await reads.show(office.actors[EDITOR], at.id)).scans
    blob = await sheets.scan(office.actors[LEADER], at.id, file.id)
    assert (blob.name, blob.data) == SCAN
    with pytest.raises(NotFound):
        await sheets.scan(office.actors[OFFICER], at.id, file.id)
    wrong = await office.cleared(EDITOR, {"text": "x"}, (("说明.txt", b"scan"),))
    with pytest.raises(Invalid):
        await instructions.register_paper(office.call(EDITOR), paper, wrong)


async def pressing(office: Office, login: str) -> list[str]:
    """What instructions wait for this person to do."""
    return [item.act for item in await waiting.waiting(office.actors[login]) if item.kind == "instruction"]


async def listed(office: Office, code: str, day: date, **typed: str) -> None:
    """A row of the office's list of leaders who have no account."""
    words = {name: typed.pop(name) for name in ("label", "post")}
    said = await office.cleared(EDITOR, words | {IDENTIFIER: code})
    await office_tables.add(office.call(EDITOR), Place("outside_leader", {"code": code}, day), typed, said)


async def test_a_leader_without_an_account_is_named_from_the_offices_list_and_confirmed_by_an_approver(
    office: Office, here: Standing
) -> None:
    today = clock.local(here.at).date()
    await listed(office, "up-1", today, label="赵长河", post="省政府副省长", rank="upper", place="1")
    await listed(office, "up-2", today + timedelta(days=9), label="钱未到", post="副省长", rank="upper", place="2")
    leaders = {name: id for id, name in await sheets.leaders(office.actors[EDITOR])}
    assert "省政府副省长赵长河" in leaders
    assert "副省长钱未到" not in leaders, "their day has not come"
    issue = await office.released()
    paper = Paper(UUID(leaders["省政府副省长赵长河"]), issue.id, None, today - timedelta(days=3), "task")
    with pytest.raises(Held) as held:
        await office.cleared(EDITOR, {"text": "请认真研究"}, (SCAN,))
    said = await gate.pass_gate(office.call(EDITOR), {"text": "请认真研究"}, [SCAN], declared=held.value.digests)
    with pytest.raises(Invalid):
        await instructions.register_paper(office.call(EDITOR), replace(paper, leader=UUID(int=7)), said)
    at = await instructions.register_paper(office.call(EDITOR), paper, said)
    await drained()
    assert "instruction.paper" in await told(office.actors[DIRECTOR].id)
    assert "instruction.paper" not in await told(office.actors[LEADER].id)
    assert await pressing(office, DIRECTOR) == ["放行扫描件"]
    await acts(office, DIRECTOR, at, "release", Given(declared=True))
    assert await pressing(office, DIRECTOR) == ["核对原件后确认"], "nobody else can confirm it"
    await acts(office, DIRECTOR, at, "vouch", note="与原件一致")
    await duties.tell_units(office.call(EDITOR), at.id)
    sheet = await reads.show(office.actors[EDITOR], at.id)
    assert (sheet.leader, sheet.rank) == ("省政府副省长赵长河", "上级领导")
    unit = await reads.show(office.actors[OFFICER], at.id)
    assert (unit.leader, unit.instruction.text) == ("上级领导", ""), "a unit is told the rank, not the name"
    with pytest.raises(Invalid):
        await duties.set_rank(office.call(EDITOR), office.actors[LEADER].id, "upper")


async def test_more_time_stops_the_old_reminders_and_an_answer_is_sent_back_with_a_reason(
    office: Office, here: Standing
) -> None:
    at = await written(office)
    await acts(office, EDITOR, at, "route", Given(units=(office.actors[OFFICER].unit,), term="urgent"))
    (duty,) = await db.fetch("SELECT id, due FROM instruction_target")
    assert clock.local(duty["due"]).isoformat() == "2030-09-06T00:00:00+08:00", (
        "two working days: until Thursday is over"
    )
    await does(office, OFFICER, at, "ask_extension", Given(due=date(2030, 9, 13)), "须汇总各地数据")
    with pytest.raises(Invalid):
        await does(office, EDITOR, at, "extend", Given(due=date(2030, 9, 5)))
    await does(office, EDITOR, at, "extend", Given(due=date(2030, 9, 13)))
    here.at = datetime(2030, 9, 10, 1, 0, tzinfo=UTC)
    await turned()
    assert await db.fetch("SELECT colour FROM instruction_slip") == [], "the old term is silent"
    here.at = datetime(2030, 9, 18, 1, 0, tzinfo=UTC)
    await turned()
    colours = [row["colour"] for row in await db.fetch("SELECT colour FROM instruction_slip ORDER BY number")]
    assert colours == ["yellow", "red"], "the earlier reminder is put aside after a standstill"
    director, officer = await told(office.actors[DIRECTOR].id), await told(office.actors[OFFICER].id)
    assert "instruction.clock_red" in director
    assert "instruction.clock_yellow" not in director
    assert {"instruction.route", "instruction.extend", "instruction.clock_yellow"} <= set(officer)
    done = await does(office, OFFICER, at, "answer", text="已办理")
    assert done.more["state"] == "answered"
    with pytest.raises(Invalid):
        await does(office, EDITOR, at, "return", Given(code="nonsense"), "请补充")
    done = await does(office, EDITOR, at, "return", Given(code="no_result"), "请写明结果")
    assert done.more["state"] == "routed"
    (running,) = [each for each in (await clocks.of("instruction", [duty["id"]]))[duty["id"]] if each.runs]
    assert clock.local(running.due.due).date() == date(2030, 9, 21)
    here.at += timedelta(minutes=1)
    await does(office, OFFICER, at, "answer", text="结果如下")
    await office.closed(Done(at.id, (await reads.show(office.actors[EDITOR], at.id)).instruction.version))
    await drained()
    assert "instruction.close" in await told(office.actors[LEADER].id)
    slip = (await db.fetch("SELECT id FROM instruction_slip WHERE colour = 'red'"))[0]["id"]
    printed = await sheets.slip(office.actors[OFFICER], slip)
    assert (printed.label, printed.slip.number, printed.card.target.state) == ("红单", 2, "accepted")
    _, signed = await sheets.history(office.actors[EDITOR], at.id)
    notes = [line.note for line in signed if line.note]
    assert notes == ["须汇总各地数据", "已办理", "请写明结果", "结果如下", office.words.result]


async def turned() -> None:
    """The loop until it rests."""
    while await clocks.turn():
        await drained()
    await drained()


@pytest.mark.requirement("LE-02")
async def test_the_reporting_unit_is_told_the_same_day_what_rank_and_kind_allow(office: Office, here: Standing) -> None:
    at = await written(office, "praise")
    officer = office.actors[OFFICER]
    with pytest.raises(NotFound):
        await reads.show(officer, at.id)
    await acts(office, EDITOR, at, "classify", Given(kind="question"))
    here.at = datetime(2030, 9, 3, 8, 59, tzinfo=UTC)
    await turned()
    assert "instruction.told_question" not in await told(officer.id), "not before five"
    here.at = datetime(2030, 9, 3, 9, 0, tzinfo=UTC)
    await turned()
    assert "instruction.told_question" in await told(officer.id)
    sheet = await reads.show(officer, at.id)
    assert (sheet.instruction.text, sheet.leader, sheet.answers) == ("", "班子成员", ())
    with pytest.raises(NotAllowedNow):
        await acts(office, EDITOR, at, "classify", Given(kind="praise"))
    with pytest.raises(Invalid) as refused:
        await acts(office, EDITOR, at, "route", Given(units=(officer.unit,)))
    assert refused.value.fields == {"text": "required"}, "who may not read the words is told what to do"
    await duties.set_rank(office.call(EDITOR), office.actors[LEADER].id, "chief")
    said = await office.cleared(LEADER, {"text": "做法很好"})
    entry = (await reads.show(office.actors[EDITOR], at.id)).instruction
    second = await instructions.register(office.call(LEADER), entry.issue, entry.article, said, "praise", "", at.id)
    await duties.tell_units(office.call(EDITOR), second.id)
    mine = await reads.show(officer, second.id)
    assert (mine.instruction.text, mine.instruction.rank) == ("做法很好", "chief")
    chain = await reads.show(office.actors[EDITOR], at.id)
    assert [each.id for each in chain.following] == [second.id]


async def test_the_ledger_is_numbered_filtered_tidied_monthly_and_filed_yearly(office: Office) -> None:
    at = await written(office)
    entry = (await reads.show(office.actors[EDITOR], at.id)).instruction
    said = await office.cleared(LEADER, {"text": "阅。"})
    read = await instructions.register(office.call(LEADER), entry.issue, None, said, "read")
    editor = office.actors[EDITOR]
    assert [line.name[-3:] for line in (await reads.listing(editor))[0]] == ["002", "001"]
    one, _ = await reads.listing(editor, wanted=Wanted(kind="read"))
    assert [line.instruction.id for line in one] == [read.id]
    assert (await reads.listing(editor, before=read.id))[0][0].instruction.id == at.id
    assert len(await sheets.ledger(editor, Wanted(leader=office.actors[LEADER].id))) == 2
    assert (await reads.listing(office.actors[OFFICER], wanted=Wanted(kind="task")))[0] == []
    with pytest.raises(Forbidden):
        await sheets.ledger(office.actors[LEADER], Wanted())
    await tidying.tidy(Call(SYSTEM))
    assert (await tidying.tidy(Call(SYSTEM))).more["rows"] == "0", "once a month"
    _, month, lines = await sheets.tidied(editor, None)
    assert month == clock.local(clock.now()).date().replace(day=1)
    assert [(line.owes, line.moved) for line in lines] == [("转办", False), ("转办", False)]
    with pytest.raises(NotAllowedNow):
        await acts(office, EDITOR, at, "settle", note="已阅")
    await acts(office, EDITOR, read, "settle", note="已报告领导")
    assert [line.moved for line in (await sheets.tidied(editor, None))[2]] == [False, True]
    year = clock.local(clock.now()).year
    filed = await archive.file_instructions(office.call(EDITOR), year)
    data = (await archive_queries.package(editor, filed.id)).data
    report = verify(data, vault.device().public_key)
    assert (report.faults, report.facts["number"]) == ((), "1")
    assert {content.role for content in (await archive_queries.show(editor, filed.id)).contents} == {
        "instruction", "sign_off", "list", "journal",
    }  # fmt: skip
    states = {row["id"]: row["state"] for row in await db.fetch("SELECT id, state FROM instruction")}
    assert states == {at.id: "registered", read.id: "archived"}
    with pytest.raises(NothingToFile):
        await archive.file_instructions(office.call(EDITOR), year)
    with pytest.raises(Forbidden):
        await archive.file_instructions(office.call(DIRECTOR), year)


async def test_a_unit_the_instruction_does_not_concern_is_let_go_but_never_the_last(office: Office) -> None:
    at = await written(office)
    mine, others = office.actors[OFFICER].unit, [unit.id for unit in await identity.units(SYSTEM) if not unit.office]
    await acts(
        office, EDITOR, at, "route", Given(units=(mine,), due=clock.local(clock.now() + timedelta(days=3)).date())
    )
    with pytest.raises(Forbidden):
        await does(office, EDITOR, at, "excuse", text="不涉及")
    second = next(unit for unit in others if unit != mine)
    await acts(office, EDITOR, at, "add", Given(units=(second,)))
    with pytest.raises(Invalid):
        await acts(office, EDITOR, at, "add", Given(units=(second,)))
    await does(office, EDITOR, at, "excuse", text="不涉及")
    with pytest.raises(NotAllowedNow):
        await does(office, OFFICER, at, "answer", text="已办")
    row = await db.one("SELECT count(*) AS n FROM due_clock WHERE kind = 'instruction' AND ended IS NULL")
    assert row == {"n": 1}
