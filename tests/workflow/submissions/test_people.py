"""People who leave, reports nobody had to write, tables that change: over the product's own commands on a moving clock."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

import workers.loop
from app.tables import TABLES
from crypto.devices.software import SoftwareDevice
from gate import commands as gate
from identity import rules as identity_rules
from identity.commands import accounts, applications, people
from identity.commands import units as _units
from identity.errors import ThirdLiaison, TooManyApplications
from identity.queries import accounts as account_reads
from identity.queries import applications as application_reads
from identity.queries import leaving as leaving_reads
from identity.queries import register as identity
from identity.rules import COSTS, Contact, Policy
from kernel import blobs, clock, clocks, db, outbox, vault, worktime
from kernel.actor import Actor, Call
from kernel.clock import LOCAL
from kernel.db import Done, Row
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, StaleVersion
from kernel.postgres import Cluster
from marking.cleared import Cleared
from marking.errors import MarkingFound
from submissions.commands import drafts, focus, office_tables, periods, signing_rules
from submissions.errors import CodeKept, LastRow, RowPlanned
from submissions.queries import mine
from submissions.queries import periods as period_reads
from submissions.rules.drafts import Sent
from submissions.rules.office_tables import BY_NAME, Place
from submissions.store import submissions as choices
from tests.conftest import _empty
from tests.workflow.submissions.emergencies import act, debt_of, draft, now_at, submission
from tests.workflow.submissions.year.town import Moving, Town

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=LOCAL)
TODAY = date(2026, 11, 2)
pytestmark = pytest.mark.thorough
FORM = [("申请表.txt", "安澜财险申请信息员账号，盖章。".encode())]
WORDS = {
    "company": "安澜财产保险公司", "name": "江渺", "post": "办公室", "phone": "010-55501234", "mail": "j@example.invalid",
    "why": "",
}  # fmt: skip


@pytest_asyncio.fixture(scope="module")
async def founded(
    database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    moving = Moving()
    clock.install(moving)
    identity_rules.install(Policy(cost=COSTS["test"]))
    await _empty(database.owner_dsn)
    vault.install(device)
    blobs.install(tmp_path_factory.mktemp("people") / "blobs")
    worktime.install(worktime.Calendar())
    await db.open_pool(database.service_dsn, TABLES)
    try:
        made = Town(database, moving)
        await made.found()
        await made.keep()
        yield made
        await made.restore()  # the seeded tables as they were
    finally:
        await db.close_pool()
        clock.install()
        identity_rules.install()


@pytest_asyncio.fixture
async def town(founded: Town) -> Town:
    await founded.restore()
    founded.moving.at = MONDAY
    return founded


async def turned(town: Town, by: timedelta = timedelta()) -> None:
    """Move the clock and do what is due."""
    town.moving.forward(by)
    for _ in range(30):
        if not await outbox.drain() + sum([await other() for other in workers.loop.build().others]):
            return


async def told(account: UUID, topic: str) -> int:
    rows = await db.fetch("SELECT 1 FROM notice WHERE account = $1 AND topic = $2", account, topic)
    return len(rows)


async def cleared(actor: Actor, words: dict[str, str], files: list[tuple[str, bytes]] | None = None) -> Cleared:
    return await gate.pass_gate(Call(actor), words, files or [])


async def left(town: Town, name: str, heir: UUID | None = None, by: str = "system") -> None:
    """Somebody's leaving is registered."""
    system = await town.actor(by)
    person = await identity.person_of(system, town.accounts[name])
    assert person
    await accounts.person_leaves(Call(system), person, (await identity.person(system, person)).version, heir)


# --- liaison officers (SUB-02) ---


@pytest.mark.requirement("SUB-02")
async def test_leaving_ends_the_account_and_hands_everything_to_the_other_officer_at_once(town: Town) -> None:
    officer, second = await town.actor("a.officer1"), town.accounts["a.officer2"]
    at_unit, owed = await draft(officer, category="work", level=""), await draft(officer)
    await act(owed, officer, "send_unsigned", note="带班领导在飞机上，两次电话未接")
    gone_before = await act(await now_at(at_unit), officer, "request_sign")
    copy = Sent(uuid4(), None, 0, 0, "0123456789abcdef")
    await drafts.keep(Call(officer), copy, await cleared(officer, {"title": "写到一半", "body": "还没有写完。"}))
    both = Sent(uuid4(), None, 0, 0, "0123456789abcdef")
    await drafts.keep(
        Call(await town.actor("a.officer2")), both, await cleared(officer, {"title": "另一稿", "body": "甲"})
    )
    await left(town, "a.officer1", by="a.signer")
    with pytest.raises(NotFound):
        await town.actor("a.officer1")
    assert (await submission(gone_before))["author"] == second
    assert (await submission(owed))["author"] == officer.id, "what has left the unit keeps its author"
    assert (await debt_of(owed))["keeper"] == second
    copies = await db.fetch("SELECT id, account FROM submission_working ORDER BY id")
    assert {row["account"] for row in copies} == {second}
    assert {row["id"] for row in copies} == {copy.copy, both.copy}
    ((handover, lines),) = await leaving_reads.handovers(await town.actor("system"))
    assert (handover.heir, lines) == (second, {"submission": 1, "working": 1, "debt": 1})
    await turned(town)
    assert await told(second, "handover.settled") == 1
    acts = await db.fetch("SELECT kind FROM journal WHERE action IN ('inherit', 'hand_over') ORDER BY kind")
    assert [row["kind"] for row in acts] == ["debt", "handover", "submission"]
    with pytest.raises(NotFound):
        await leaving_reads.handover(await town.actor("b.signer"), handover.id)


@pytest.mark.requirement("SUB-02")
@pytest.mark.parametrize("leaver", ["a.signer", "a.head"])
async def test_whoever_leaves_is_away_no_more_and_stands_in_for_nobody(town: Town, leaver: str) -> None:
    head, day = await town.actor("a.head"), timedelta(days=1)
    await signing_rules.enter_absence(Call(head), MONDAY + day, MONDAY + 3 * day, town.accounts["a.signer"])
    await turned(town)
    await left(town, leaver)
    (row,) = await db.fetch("SELECT revoked, revoked_by FROM signer_absence")
    assert (row["revoked"], row["revoked_by"]) == (MONDAY, (await town.actor("system")).id)
    await turned(town)
    assert await db.fetch("SELECT topic FROM outbox WHERE state <> 'done'") == []


@pytest.mark.requirement("SUB-02")
async def test_the_heir_can_be_named_but_is_of_the_unit(town: Town) -> None:
    made = await draft(await town.actor("a.officer1"), category="work", level="")
    for wrong in ("b.officer1", "a.officer1"):
        with pytest.raises(Invalid):
            await left(town, "a.officer1", town.accounts[wrong])
    await left(town, "a.officer1", town.accounts["a.signer"])
    assert (await submission(made))["author"] == town.accounts["a.signer"]


@pytest.mark.requirement("SUB-02")
async def test_without_an_officer_the_head_has_it_and_without_anybody_it_waits_for_the_next(town: Town) -> None:
    made = await draft(await town.actor("a.officer2"), category="work", level="")
    await left(town, "a.officer1")
    await left(town, "a.officer2")
    assert (await submission(made))["author"] == town.accounts["a.head"]
    await left(town, "a.signer")
    await left(town, "a.head")
    waiting = [one for one, _ in await leaving_reads.handovers(await town.actor("editor")) if one.heir is None]
    assert [one.account for one in waiting] == [town.accounts["a.head"]]
    await turned(town)
    assert await told(town.accounts["editor"], "handover.waiting") == 1
    assert [item.id for item in await identity.waiting(await town.actor("editor")) if item.kind == "handover"]
    system, security = Call(await town.actor("system")), Call(await town.actor("security"))
    applied = await accounts.apply_account(system, town.units["a"], "a.new", ("liaison",), Contact("新来", "综合岗"))
    await accounts.approve_account(security, applied.id, 1, "first password 2026")
    await turned(town)
    assert (await submission(made))["author"] == applied.id
    assert all(one.heir for one, _ in await leaving_reads.handovers(await town.actor("editor")))


@pytest.mark.requirement("SUB-02")
async def test_what_was_still_being_written_is_found_within_the_hour(town: Town) -> None:
    officer = await town.actor("a.officer1")
    await left(town, "a.officer1")
    late = await draft(officer, category="work", level="")  # a request that was under way
    assert (await submission(late))["author"] == officer.id
    await turned(town, timedelta(hours=1))
    assert (await submission(late))["author"] == town.accounts["a.officer2"]


# --- applications (SUB-17) ---


async def filed(town: Town, place: str = "192.0.2.9", **words: str) -> Done:
    guest = applications.guest(place)
    return await applications.file(Call(guest), await cleared(guest, WORDS | words, FORM))


@pytest.mark.requirement("SUB-17")
async def test_an_application_passes_three_hands_and_the_first_password_must_be_changed(town: Town) -> None:
    insurer = await _insurer(town)
    at = await filed(town)
    editor, security, system = [Call(await town.actor(name)) for name in ("editor", "security", "system")]
    with pytest.raises(NotAllowedNow):
        await applications.approve(security, at.id, 1)
    with pytest.raises(Forbidden):
        await applications.review(security, at.id, 1, insurer)
    with pytest.raises(Invalid):
        await applications.review(editor, at.id, 1, town.units["a"])  # no company
    await applications.review(editor, at.id, 1, insurer)
    with pytest.raises(StaleVersion):
        await applications.refuse(editor, at.id, 1, "重复")
    await applications.approve(security, at.id, 2)
    issued = await applications.open_account(system, at.id, 3, "anlan.xinxi1")
    account = await account_reads.account(system.actor, UUID(issued.done.more["account"]))
    assert (account.state, account.must_change, account.applied_by, account.approved_by) == (
        "approved", True, system.actor.id, security.actor.id,
    )  # fmt: skip
    assert [seat.kind for seat in await identity.seats(editor.actor, insurer)] == ["liaison"]
    assert len(set((await db.fetch("SELECT reviewed_by, approved_by, opened_by FROM application"))[0].values())) == 3
    assert issued.password not in repr(await db.fetch("SELECT * FROM application"))
    with pytest.raises(NotFound):
        await application_reads.application(await town.actor("a.signer"), at.id)


@pytest.mark.requirement("SUB-17")
async def test_outside_nobody_learns_more_than_their_own_application(town: Town) -> None:
    at = await filed(town)
    number, code = at.more["number"], applications.code_of(at.id)
    assert (await applications.with_code(number.lower(), f" {code.upper()} ")).id == at.id
    for wrong in ((number, "aaaa"), ("SQ2026-9999", code), ("", "")):
        with pytest.raises(NotFound):
            await applications.with_code(*wrong)
    with pytest.raises(MarkingFound):
        await filed(town, name="绝密★长期")
    with pytest.raises(Invalid):
        await filed(town, phone="")
    again = await applications.withdraw(Call(applications.guest("192.0.2.9")), number, code)
    assert again.state == "withdrawn"


@pytest.mark.requirement("SUB-17")
async def test_filing_is_limited_by_place_and_lapses_undecided(town: Town) -> None:
    for _ in range(applications.MOST_A_PLACE_A_DAY):
        await filed(town)
    with pytest.raises(TooManyApplications):
        await filed(town)
    await filed(town, "198.51.100.7")
    await turned(town, applications.LASTS)
    states = {row["state"] for row in await db.fetch("SELECT state FROM application")}
    assert states == {"lapsed"}


@pytest.mark.requirement("SUB-17")
@pytest.mark.requirement("SUB-02")
async def test_a_unit_applies_for_its_second_officer_not_for_a_third(town: Town) -> None:
    signer = await town.actor("a.signer")
    form = await cleared(signer, WORDS, FORM)
    with pytest.raises(ThirdLiaison):
        await applications.file_own(Call(signer), form)
    person = await identity.person_of(signer, town.accounts["a.officer2"])
    assert person
    await people.release(Call(signer), person, "liaison")
    at = await applications.file_own(Call(signer), form)
    with pytest.raises(NotFound):
        await applications.take_back(Call(await town.actor("b.signer")), at.id, 1)
    assert (await applications.take_back(Call(signer), at.id, 1)).state == "withdrawn"


async def _insurer(town: Town) -> UUID:
    from_office = Call(await town.actor("system"))
    made = await _units.found_unit(from_office, "安澜财产保险公司", "insurer", None, place=9)
    return made.id


# --- zero reports (LO-04) ---


async def weekly(town: Town, category: str = "") -> None:
    """The office asks for a report every week, and the loop runs."""
    editor = await town.actor("editor")
    typed = {"cadence": "week", "category": category}
    place = Place("period", {"code": "weekly"}, TODAY)
    await office_tables.add(
        Call(editor),
        place,
        typed,
        await cleared(editor, {"label": "每周情况"} | {"identifier": place.key.get("code", "")}),
    )
    await turned(town, timedelta(minutes=10))


async def duty(town: Town, unit: str = "a") -> Row:
    row = await db.one("SELECT * FROM report_duty WHERE unit = $1 ORDER BY starts DESC", town.units[unit])
    assert row
    return row


@pytest.mark.requirement("SUB-03")
async def test_nothing_to_report_is_one_click_and_is_taken_back_by_what_arrives(town: Town) -> None:
    assert not await db.fetch("SELECT 1 FROM report_duty")
    await weekly(town)
    officer, row = await town.actor("a.officer1"), await duty(town)
    assert clock.local(row["due"]).date() == date(2026, 11, 7), "the week's last working day is Friday the 6th"
    assert [item.kind for item in await period_reads.waiting(officer)] == ["report_duty"]
    with pytest.raises(NotFound):
        await periods.zero(Call(await town.actor("b.officer1")), row["id"], 1)
    with pytest.raises(Forbidden):
        await periods.zero(Call(await town.actor("a.signer")), row["id"], 1)
    await periods.zero(Call(officer), row["id"], 1)
    assert not await period_reads.waiting(officer)
    assert [running.runs for running in (await clocks.of("report_duty", [row["id"]]))[row["id"]]] == [False]
    made = await draft(officer, learned=town.moving.at - timedelta(minutes=5))
    await act(made, officer, "send_unsigned", note="带班领导在飞机上，两次电话未接")
    assert (await duty(town))["state"] == "reported"


@pytest.mark.requirement("SUB-03")
async def test_silent_units_stand_in_the_fixed_order_are_reminded_and_late_afterwards(town: Town) -> None:
    await weekly(town, "emergency")
    await periods.zero(Call(await town.actor("b.officer1")), (await duty(town, "b"))["id"], 1)
    await turned(town, timedelta(days=3))
    assert await told(town.accounts["a.officer1"], "report_duty.clock_50") == 1
    assert await told(town.accounts["b.officer1"], "report_duty.clock_50") == 0
    await turned(town, timedelta(days=5))
    editor = await town.actor("editor")
    first = (await period_reads.begun(editor, "weekly"))[-1]
    lines = await period_reads.lines(editor, "weekly", first)
    assert [(line.name[-1], line.duty and line.duty.state) for line in lines] == [
        ("a", "silent"), ("b", "zero"), ("c", "silent"),
    ]  # fmt: skip
    noted = await db.fetch(
        "SELECT s.unit, h.day FROM score_happening h JOIN score_share s ON s.happening = h.id WHERE h.sort = 'silent'"
    )
    assert {row["unit"] for row in noted} == {town.units["a"], town.units["c"]}
    assert {row["day"] for row in noted} == {clock.local(first).date() + timedelta(days=6)}, "the period's last day"
    officer = await town.actor("a.officer1")
    made = await draft(officer, learned=MONDAY + timedelta(days=1))
    await act(made, officer, "send_unsigned", note="带班领导在飞机上，两次电话未接")
    states = await db.fetch("SELECT state FROM report_duty WHERE unit = $1 ORDER BY starts", town.units["a"])
    assert [row["state"] for row in states] == ["late", "reported"]


# --- the office's tables (SUB-03) ---


async def edited(
    town: Town, verb: Callable[..., Awaitable[Done]], place: Place, typed: dict[str, str] | None = None, **words: str
) -> Done:
    editor = await town.actor("editor")
    if typed is None:
        return await verb(Call(editor), place)
    words |= {"identifier": place.key.get("code", "")}
    return await verb(Call(editor), place, typed, await cleared(editor, words))


async def label(kind: str, code: str, day: date) -> str | None:
    return next((row["label"] for row in await choices.choices(kind, day) if row["code"] == code), None)


@pytest.mark.requirement("SUB-03")
async def test_a_category_changes_from_a_day_on_and_what_was_stays(town: Town) -> None:
    tomorrow, later = TODAY + timedelta(1), TODAY + timedelta(10)
    old = await label("category", "views", TODAY)
    place = Place("category", {"code": "views"}, later)
    await edited(town, office_tables.change, place, {"place": "7"}, label="社会各界意见", help_label="")
    assert (await label("category", "views", TODAY), await label("category", "views", later)) == (old, "社会各界意见")
    assert (await choices.labels("category"))["category", "views"][0] == old, (
        "nothing shows the new name before its day"
    )
    with pytest.raises(RowPlanned):
        await edited(town, office_tables.end, Place("category", {"code": "views"}, tomorrow))
    await edited(town, office_tables.drop, place)
    assert await label("category", "views", later) == old
    new = Place("category", {"code": "weather"}, TODAY)
    await edited(town, office_tables.add, new, {"place": "9"}, label="气象", help_label="")
    with pytest.raises(Invalid):
        await edited(town, office_tables.add, new, {"place": "9"}, label="气象", help_label="")
    with pytest.raises(Invalid):  # in force since today
        await edited(town, office_tables.end, new)
    await edited(town, office_tables.end, Place("category", {"code": "weather"}, tomorrow))
    assert (await label("category", "weather", TODAY), await label("category", "weather", tomorrow)) == ("气象", None)
    acts = [row["action"] for row in await db.fetch("SELECT action FROM office_table_change ORDER BY at, id")]
    assert sorted(acts) == ["add", "change", "drop", "end"]


@pytest.mark.requirement("SUB-03")
async def test_tables_refuse_what_would_not_hold(town: Town) -> None:
    later = TODAY + timedelta(5)
    with pytest.raises(CodeKept):
        await edited(town, office_tables.end, Place("category", {"code": "emergency"}, later))
    with pytest.raises(Invalid):  # the past
        await edited(town, office_tables.end, Place("category", {"code": "views"}, TODAY - timedelta(1)))
    lengths = {"place": "1", "least": "500", "most": "300"}
    with pytest.raises(Invalid):
        await edited(
            town, office_tables.change, Place("genre", {"code": "news"}, later), lengths, label="动态", help_label=""
        )
    rule = {"step": "report", "category": "nothing", "urgency": "", "genre": "", "amount": "1", "measure": "hour"}
    with pytest.raises(Invalid):
        await edited(town, office_tables.add, Place("due_rule", {"code": "x"}, later), rule, label="一小时")
    with pytest.raises(Invalid):
        await edited(
            town, office_tables.add, Place("due_rule", {"code": "X!"}, later), rule | {"category": ""}, label="甲"
        )
    with pytest.raises(Forbidden):
        await office_tables.end(Call(await town.actor("screener")), Place("category", {"code": "views"}, later))
    codes = [row["code"] for row in await choices.choices("decline_code", TODAY)]
    for code in codes[:-1]:
        await edited(town, office_tables.end, Place("decline_code", {"code": code}, later))
    with pytest.raises(LastRow):
        await edited(town, office_tables.end, Place("decline_code", {"code": codes[-1]}, later))
    mark = Place("mark", {"kind": "", "urgent": "false", "mark": "75"}, later)
    for both in ({"share": "80", "after_minutes": "5"}, {"share": "", "after_minutes": ""}):
        with pytest.raises(Invalid):
            await edited(town, office_tables.change, mark, both | {"tell": "holder", "place": "2"})
    rung = Place("ladder", {"ladder": "term", "step": "6"}, later)
    await edited(town, office_tables.add, rung, {"rung": "head", "minutes": "900"})
    asked = {"quality": "deep", "category": "", "place": "9"}
    await edited(
        town, office_tables.add, Place("question", {"code": "why-now"}, later), asked, label="写明为什么现在报"
    )
    for spec in BY_NAME.values():
        for row in await db.fetch(f'SELECT * FROM "{spec.table}" LIMIT 1'):
            assert {column.name for column in spec.every} <= set(row), spec.name


@pytest.mark.requirement("SUB-03")
async def test_what_the_editors_look_for_is_seen_from_its_day_to_its_last(town: Town) -> None:
    editor, officer = await town.actor("editor"), await town.actor("a.officer1")
    words = await cleared(editor, {"title": "本月要点", "body": "台风灾害理赔的情况和问题。"})
    with pytest.raises(Forbidden):
        await focus.publish(Call(officer), TODAY, TODAY, words)
    with pytest.raises(Invalid):
        await focus.publish(Call(editor), TODAY, TODAY - timedelta(1), words)
    await focus.publish(Call(editor), TODAY + timedelta(1), TODAY + timedelta(2), words)
    seen = []
    for _ in range(4):
        seen.append([one.title for one in await mine.focus(officer)])
        town.moving.forward(timedelta(days=1))
    assert seen == [[], ["本月要点"], ["本月要点"], []]


@pytest.mark.requirement("SUB-03")
async def test_ones_own_figures_count_what_was_sent_used_and_returned(town: Town) -> None:
    officer = await town.actor("a.officer1")
    made = await draft(officer, learned=town.moving.at)
    sent = await act(made, officer, "send_unsigned", note="带班领导在飞机上，两次电话未接")
    town.moving.forward(timedelta(hours=1))
    await act(sent, await town.actor("screener"), "return", code="facts", note="请核实")
    own = await mine.figures(officer, unit=False)
    assert (own.sent, own.adopted, own.answered, own.typical) == (1, 0, 1, timedelta(hours=1))
    assert [(reason.action, reason.number) for reason in own.reasons] == [("return", 1)]
    assert [month.returned for month in own.months] == [1]
    assert (await mine.figures(await town.actor("a.officer2"), unit=False)).sent == 0
    assert (await mine.figures(await town.actor("a.officer2"), unit=True)).sent == 1
    assert (await mine.figures(await town.actor("b.officer1"), unit=True)).sent == 0
