import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from gate import commands as gate
from kernel import clock, db, vault
from kernel.actor import SYSTEM, Call
from kernel.db import Done
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound, Refusal, StaleVersion
from kernel.postgres import Cluster
from marking.cleared import Cleared
from submissions.commands import moving, writing
from submissions.errors import NotEditable, SignatureBroken, TooManyFiles
from submissions.queries import lists as submission_lists
from submissions.queries import records as submission_records
from submissions.rules.records import Adoption, Details
from tests.unit.submissions.people import PEOPLE
from tests.workflow.submissions.conftest import DETAILS, TEXT, act, stored, write

OFFICER, SIGNER, SCREENER = (PEOPLE[name] for name in ("officer", "signer", "screener"))
LEARNED = datetime(2026, 7, 31, 7, 0, tzinfo=UTC)


async def signed(files: list[tuple[str, bytes]] | None = None) -> Done:
    call = Call(OFFICER)
    at = await writing.create(call, await gate.pass_gate(call, TEXT, files or []), DETAILS)
    return await act(await act(at, OFFICER, "request_sign"), SIGNER, "sign_off", note="同意")


async def sent() -> Done:
    return await act(await signed(), OFFICER, "submit")


async def adopt(at: Done, label: str = "专报 2026 年第 1 期") -> Done:
    async with db.transaction(PEOPLE["approver"]) as tx:
        line = Adoption(uuid4(), label, uuid4(), Decimal("2.5"), "专报 2.5 分")
        return await moving.adopt.within(tx, at.id, line)


async def test_of_twenty_screeners_exactly_one_takes_the_submission(runtime: Cluster) -> None:
    at = await sent()
    moves = ["accept", "return", "decline", "accept"] * 5
    answers = await asyncio.gather(
        *(act(at, SCREENER, move, note="请核实", code="facts") for move in moves), return_exceptions=True
    )
    won = [answer for answer in answers if isinstance(answer, Done)]
    assert len(won) == 1
    assert all(isinstance(answer, StaleVersion) for answer in answers if answer not in won)
    after = await stored(at.id)
    assert (after.version, after.state) == (at.version + 1, won[0].state)
    assert len(after.acts) == after.version
    assert len(await db.fetch("SELECT 1 FROM submission_note WHERE action <> 'sign_off'")) == (
        won[0].state != "screened"
    )


async def test_the_same_request_twenty_times_at_once_is_one_request(runtime: Cluster) -> None:
    at = await sent()
    answers = await asyncio.gather(*(act(at, SCREENER, "accept", key="one") for _ in range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert len((await stored(at.id)).acts) == at.version + 1


async def test_numbers_of_a_year_have_no_gap_though_half_the_callers_fail(runtime: Cluster) -> None:
    ready = [await signed() for _ in range(8)]
    calls = [act(at, OFFICER, "submit") for at in ready for _ in range(2)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(answer, Done) for answer in answers) == 8
    rows = await db.fetch("SELECT number FROM submission ORDER BY number")
    year = clock.local(clock.now()).year
    assert [row["number"] for row in rows] == [f"{year}-{n:04}" for n in range(1, 9)]


async def test_a_number_stays_when_a_text_comes_back_and_goes_again(runtime: Cluster) -> None:
    at = await act(await sent(), SCREENER, "return", note="请核实", code="facts")
    number = (await stored(at.id)).number
    at = await act(await act(at, OFFICER, "revise"), OFFICER, "request_sign")
    at = await act(await act(at, SIGNER, "sign_off"), OFFICER, "submit")
    assert (await stored(at.id)).number == number


@pytest.mark.requirement("SUB-08")
async def test_revising_voids_the_sign_off(runtime: Cluster) -> None:
    at = await act(await signed(), OFFICER, "revise")
    row = await db.one("SELECT signed_digest, signed_by, signed_at FROM submission WHERE id = $1", at.id)
    assert row
    assert list(row.values()) == [None, None, None]
    with pytest.raises(NotAllowedNow):
        await act(at, OFFICER, "submit")


@pytest.mark.requirement("SUB-08")
async def test_the_database_itself_keeps_unsigned_texts_inside(runtime: Cluster) -> None:
    at = await write(OFFICER)
    owner = await asyncpg.connect(runtime.owner_dsn)
    try:
        for sql in ("state = 'submitted', number = '2026-0001', submitted = now()", "state = 'signed_off'"):
            with pytest.raises(asyncpg.CheckViolationError):
                await owner.execute(f"UPDATE submission SET {sql} WHERE id = $1", at.id)
    finally:
        await owner.close()


@pytest.mark.requirement("SUB-08")
@pytest.mark.parametrize("part", ["title", "body"])
async def test_a_text_changed_behind_the_programs_back_does_not_leave(runtime: Cluster, part: str) -> None:
    at = await signed()
    forged = (await vault.box(at.id)).seal(part, "换过的内容")
    await db.fetch(f"UPDATE submission SET {part}_sealed = $2 WHERE id = $1", at.id, forged)
    with pytest.raises(SignatureBroken):
        await act(at, OFFICER, "submit")


@pytest.mark.requirement("SUB-08")
async def test_an_attachment_exchanged_after_the_sign_off_does_not_leave(runtime: Cluster) -> None:
    at = await signed([("附表.txt", b"1"), ("附图.txt", b"2")])
    first, second = await db.fetch("SELECT id, digest FROM submission_file WHERE submission = $1 ORDER BY id", at.id)
    await db.fetch("UPDATE submission_file SET digest = $2 WHERE id = $1", first["id"], second["digest"])
    with pytest.raises(SignatureBroken):
        await act(at, OFFICER, "submit")


async def test_a_save_that_changes_nothing_leaves_nothing(runtime: Cluster) -> None:
    at = await write(OFFICER)
    cleared = await gate.pass_gate(Call(OFFICER), TEXT)
    assert (await writing.save(Call(OFFICER), at.id, 1, cleared, DETAILS)).version == 1
    assert len((await stored(at.id)).acts) == 1
    changed = await writing.save(Call(OFFICER), at.id, 1, cleared, Details("market", "normal", "news"))
    assert changed.version == 2
    assert len(await db.fetch("SELECT 1 FROM submission_version WHERE submission = $1", at.id)) == 1


async def test_only_the_own_unit_writes_and_only_in_a_draft(runtime: Cluster) -> None:
    at = await write(OFFICER)
    cleared = await gate.pass_gate(Call(OFFICER), TEXT | {"body": "改"})
    for who, refusal in (("other_officer", NotFound), ("screener", NotFound), ("signer", Forbidden)):
        with pytest.raises(refusal):
            await writing.save(Call(PEOPLE[who]), at.id, 1, cleared, DETAILS)
    at = await act(at, OFFICER, "request_sign")
    with pytest.raises(NotEditable):
        await writing.save(Call(OFFICER), at.id, at.version, cleared, DETAILS)
    with pytest.raises(Forbidden):
        await writing.create(Call(SCREENER), cleared, DETAILS)


async def test_files_count_and_change_the_version_and_the_digest(runtime: Cluster) -> None:
    at = await write(OFFICER)
    files = await gate.pass_gate(Call(OFFICER), {}, [("附表.txt", b"1")])
    more = await writing.attach(Call(OFFICER), at.id, 1, files)
    assert more.version == 2
    kept = (await submission_records.show(OFFICER, at.id)).files
    assert [(file.name, file.size) for file in kept] == [("附表.txt", 1)]
    gone = await writing.detach(Call(OFFICER), at.id, 2, kept[0].id)
    assert (gone.version, (await submission_records.show(OFFICER, at.id)).files) == (3, ())
    with pytest.raises(NotFound):
        await writing.detach(Call(OFFICER), at.id, 3, kept[0].id)
    many = await gate.pass_gate(Call(OFFICER), {}, [(f"{n}.txt", b"1") for n in range(11)])
    with pytest.raises(TooManyFiles):
        await writing.attach(Call(OFFICER), at.id, 3, many)
    assert [line.entry.action for line in (await stored(at.id)).acts] == ["create", "attach", "detach"]


async def test_text_that_has_not_passed_the_gate_cannot_be_handed_in(runtime: Cluster) -> None:
    with pytest.raises(TypeError):
        Cleared(parts=TEXT)


@pytest.mark.requirement("SUB-03")
async def test_a_submission_names_one_of_the_eight_categories(runtime: Cluster) -> None:
    assert [len(part) for part in ((await submission_lists.lists(OFFICER)).categories,)] == [8]
    cleared = await gate.pass_gate(Call(OFFICER), TEXT)
    for details in (Details("", "normal", "news"), Details("gossip", "normal", "news"), Details("work", "now", "ode")):
        with pytest.raises(Invalid) as refused:
            await writing.create(Call(OFFICER), cleared, details)
        assert set(refused.value.fields) <= {"category", "urgency", "genre"}
        assert set(refused.value.fields.values()) == {"not_a_choice"}


@pytest.mark.requirement("SUB-03")
async def test_the_list_is_data_a_retired_category_is_no_longer_offered_but_still_named(runtime: Cluster) -> None:
    at = await write(OFFICER)
    today = clock.local(clock.now()).date()
    await db.fetch("UPDATE submission_choice SET valid_until = $1 WHERE kind = 'category' AND code = 'work'", today)
    try:
        assert "work" not in {choice.code for choice in (await submission_lists.lists(OFFICER)).categories}
        with pytest.raises(Invalid):
            await write(OFFICER)
        assert (await submission_records.show(OFFICER, at.id)).line.category
    finally:
        await db.fetch("UPDATE submission_choice SET valid_until = NULL WHERE kind = 'category' AND code = 'work'")


@pytest.mark.requirement("SUB-04")
async def test_a_leaders_instruction_is_due_two_working_days_after_it_was_learned(runtime: Cluster) -> None:
    cleared = await gate.pass_gate(Call(OFFICER), TEXT)
    with pytest.raises(Invalid) as refused:
        await writing.create(Call(OFFICER), cleared, Details("instruction", "normal", "news"))
    assert refused.value.fields == {"learned": "required"}
    at = await writing.create(Call(OFFICER), cleared, Details("instruction", "normal", "news", LEARNED))
    due = (await submission_records.show(OFFICER, at.id)).line.clock
    assert due
    assert due.due == datetime(2026, 8, 4, 16, 0, tzinfo=UTC)  # midnight of Tuesday 4 August in Beijing
    assert (due.rule[:8], due.provisional, len(due.pauses)) == ("办法第十四条（一", False, 1)
    row = await db.one("SELECT rule, calendar FROM due_clock WHERE record = $1", at.id)
    assert row
    assert row["rule"] == "14-1"
    assert row["calendar"].startswith("chinesecalendar-")


@pytest.mark.requirement("SUB-04")
async def test_a_due_time_beyond_the_published_calendar_says_so(runtime: Cluster) -> None:
    clock.install(lambda: datetime(2039, 3, 1, 2, 0, tzinfo=UTC))
    try:
        cleared = await gate.pass_gate(Call(OFFICER), TEXT)
        learned = datetime(2039, 3, 1, 1, 0, tzinfo=UTC)
        at = await writing.create(Call(OFFICER), cleared, Details("instruction", "normal", "news", learned))
        due = (await submission_records.show(OFFICER, at.id)).line.clock
        assert due
        assert due.provisional
    finally:
        clock.install()


async def test_the_units_clock_stops_when_it_sends_and_the_offices_starts(runtime: Cluster) -> None:
    cleared = await gate.pass_gate(Call(OFFICER), TEXT)
    at = await writing.create(Call(OFFICER), cleared, Details("work", "flash", "duty", clock.now()))
    for actor, action in ((OFFICER, "request_sign"), (PEOPLE["head"], "sign_off"), (OFFICER, "submit")):
        at = await act(at, actor, action)
    line = (await submission_records.show(SCREENER, at.id)).line
    assert line.clock
    assert line.sent
    assert line.clock.due - line.sent == timedelta(hours=1)
    await act(at, SCREENER, "accept")
    assert (await submission_records.show(SCREENER, at.id)).line.clock is None
    rows = await db.fetch("SELECT step, ending FROM due_clock ORDER BY step")
    assert [(row["step"], row["ending"]) for row in rows] == [("report", "settled"), ("screen", "settled")]


async def test_a_submission_can_be_adopted_more_than_once_and_shows_its_score_lines(runtime: Cluster) -> None:
    at = await act(await sent(), SCREENER, "accept")
    await adopt(at)
    at = await adopt(at, "简报 2026 年第 3 期")
    sheet = await submission_records.show(OFFICER, at.id)
    assert [line.issue_label for line in sheet.adoptions] == ["专报 2026 年第 1 期", "简报 2026 年第 3 期"]
    assert sum(line.points for line in sheet.adoptions) == 5
    assert (await act(at, SCREENER, "close")).state == "closed"
    with pytest.raises(NotAllowedNow):
        await adopt(at)


async def test_nobody_adopts_by_hand_and_nothing_unscreened_is_adopted(runtime: Cluster) -> None:
    at = await sent()
    with pytest.raises(NotAllowedNow):
        await adopt(at)
    at = await act(at, SCREENER, "accept")
    for who in ("officer", "screener", "editor", "approver"):
        with pytest.raises(Forbidden):
            await act(at, PEOPLE[who], "adopt")
    with pytest.raises(NotFound):
        await adopt(await write(OFFICER))


async def test_an_adoption_that_fails_later_leaves_nothing(runtime: Cluster) -> None:
    at = await act(await sent(), SCREENER, "accept")

    async def release() -> None:
        async with db.transaction(PEOPLE["approver"]) as tx:
            await moving.adopt.within(tx, at.id, Adoption(uuid4(), "专报", uuid4()))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await release()
    after = await stored(at.id)
    assert (after.state, after.version) == ("screened", at.version)
    assert (await submission_records.show(OFFICER, at.id)).adoptions == ()


async def test_search_and_sources_stay_within_rights(runtime: Cluster) -> None:
    draft, gone = await write(OFFICER), await sent()
    seen = {
        name: {hit.id for hit in (await submission_lists.search(actor, "共赔付")).hits}
        for name, actor in PEOPLE.items()
    }
    both = {draft.id, gone.id}
    assert (seen["officer"], seen["signer"], seen["screener"]) == (both, both, {gone.id})
    assert seen["other_officer"] == seen["leader"] == seen["auditor"] == set()
    found = await submission_records.sources(SCREENER, [gone.id])
    assert [(one.title, one.body, one.number) for one in found] == [
        (TEXT["title"], TEXT["body"], (await stored(gone.id)).number)
    ]
    with pytest.raises(NotFound):
        await submission_records.sources(SCREENER, [gone.id, draft.id])
    assert set(await submission_lists.titles(SCREENER, [gone.id, draft.id])) == {gone.id}
    assert await submission_lists.titles(SYSTEM, [gone.id]) == {}
    assert (await submission_lists.search(OFFICER, "共赔付", gone.id)).hits[0].id == draft.id


async def test_everyone_is_shown_what_waits_for_them(runtime: Cluster) -> None:
    async def waits() -> dict[str, list[str]]:
        return {
            name: [item.state for item in await submission_lists.waiting(actor)]
            for name, actor in PEOPLE.items()
            if name != "house"
        }

    at = await write(OFFICER)
    expected = [
        ("request_sign", ("officer",)), ("sign_off", ("signer", "head")), ("submit", ("officer",)),
        ("accept", ("screener", "editor", "duty")),
    ]  # fmt: skip
    for action, who in expected:
        assert {name for name, items in (await waits()).items() if items} == set(who)
        at = await act(at, PEOPLE[who[0]], action)
    assert not any((await waits()).values())


async def test_a_refused_move_leaves_no_trace(runtime: Cluster) -> None:
    at = await sent()
    before = await stored(at.id)
    for who, action, said in (("screener", "return", {"note": "请核实", "code": "weather"}), ("officer", "accept", {}),
                              ("screener", "decline", {"note": " ", "code": "facts"}),
                              ("other_signer", "withdraw", {})):  # fmt: skip
        with pytest.raises(Refusal):
            await act(at, PEOPLE[who], action, **said)
    assert await stored(at.id) == before
    assert len(await db.fetch("SELECT 1 FROM outbox WHERE topic = 'submission.tell_unit'")) == 0
