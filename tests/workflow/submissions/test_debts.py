"""Report now, sign later: what may leave unsigned, what is owed for it, and the ways it ends (SUB-09)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
import pytest_asyncio

import workers.loop
from app.tables import TABLES
from crypto.devices.software import SoftwareDevice
from identity import rules as identity_rules
from identity.rules import COSTS, Policy
from kernel import blobs, clock, clocks, db, outbox, vault, worktime
from kernel.errors import Forbidden, NeedsNote, NotAllowedNow, NotFound
from kernel.postgres import Cluster
from kernel.trail import history
from submissions.errors import SignatureBroken
from submissions.store.signing import signatures
from submissions.workflow.debts import KIND
from tests.conftest import _empty
from tests.workflow.submissions.emergencies import (
    NIGHT,
    act,
    at,
    debt_of,
    draft,
    end,
    now_at,
    reached,
    submission,
    told,
)
from tests.workflow.submissions.year.town import Moving, Town

pytestmark = pytest.mark.requirement("SUB-09")
REASON = "带班领导在飞机上，23:45、23:55 两次电话未接，已发短信"


@pytest_asyncio.fixture(scope="module")
async def founded(
    database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    moving = Moving()
    clock.install(moving)
    identity_rules.install(Policy(cost=COSTS["test"]))
    await _empty(database.owner_dsn)
    vault.install(device)
    blobs.install(tmp_path_factory.mktemp("debts") / "blobs")
    worktime.install(worktime.Calendar())
    await db.open_pool(database.service_dsn, TABLES)
    try:
        made = Town(database, moving)
        await made.found()
        await made.keep()
        yield made
    finally:
        await db.close_pool()
        clock.install()
        identity_rules.install()


@pytest_asyncio.fixture
async def town(founded: Town) -> Town:
    await founded.restore()
    founded.moving.at = NIGHT + timedelta(minutes=50)  # half past midnight
    return founded


async def turned(town: Town, to: object = None) -> None:
    """Move the clock and do what is due."""
    if to:
        town.moving.at = to  # type: ignore[assignment]
    for _ in range(20):
        if not await outbox.drain() + sum([await other() for other in workers.loop.build().others]):
            return


async def test_an_emergency_leaves_unsigned_with_a_reason_and_a_debt_until_the_next_working_day(town: Town) -> None:
    officer = await town.actor("a.officer1")
    made = await draft(officer)
    with pytest.raises(NeedsNote):
        await act(made, officer, "send_unsigned", note=" ")
    sent = await act(made, officer, "send_unsigned", note=REASON)
    row, debt = await submission(sent), await debt_of(sent)
    assert (row["state"], row["signed_digest"], row["debt"], row["owed_digest"]) == (
        "submitted", None, debt["id"], row["digest"],
    )  # fmt: skip
    assert row["number"]
    running = (await clocks.of(KIND, [debt["id"]]))[debt["id"]][0]
    assert clock.local(running.due.due) == at(9, 0), "1 to 7 October are free, the 8th is the next working day"
    assert running.due.calendar
    assert any(pause.name for pause in running.due.pauses), "the bar says why the days do not count"


async def test_what_is_no_emergency_and_who_is_no_officer_cannot_send_unsigned(town: Town) -> None:
    officer, signer, other = [await town.actor(name) for name in ("a.officer1", "a.signer", "b.officer1")]
    plain, emergency = await draft(officer, category="work", level=""), await draft(officer)
    with pytest.raises(Forbidden):
        await act(plain, officer, "send_unsigned", note=REASON)
    with pytest.raises(Forbidden):
        await act(emergency, signer, "send_unsigned", note=REASON)
    with pytest.raises(NotFound):
        await act(emergency, other, "send_unsigned", note=REASON)
    waiting = await act(emergency, officer, "request_sign")
    assert (await act(waiting, officer, "send_unsigned", note=REASON)).state == "submitted", "also while it waits"


async def test_the_database_lets_nothing_else_out_unsigned(town: Town) -> None:
    officer = await town.actor("a.officer1")
    plain, sent = await draft(officer), await act(await draft(officer), officer, "send_unsigned", note=REASON)
    debt = await debt_of(sent)
    send = "UPDATE submission SET state = 'submitted', number = '2026-9999', submitted = now()"
    with pytest.raises(asyncpg.CheckViolationError, match="only_signed_leaves"):
        await db.fetch(f"{send} WHERE id = $1", plain.id)
    borrowed = f"{send}, debt = $2, owed_digest = digest WHERE id = $1"
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="debt_of_this_text"):
        await db.fetch(borrowed, plain.id, debt["id"])
    with pytest.raises(asyncpg.CheckViolationError, match="only_signed_leaves"):
        await db.fetch("UPDATE submission SET debt = NULL, owed_digest = NULL WHERE id = $1", sent.id)
    with pytest.raises(asyncpg.CheckViolationError, match="only_signed_leaves"):
        await db.fetch("UPDATE submission SET digest = $2 WHERE id = $1", sent.id, b"\1" * 32)
    for column in ("digest", "sent_by", "reason_sealed", "number"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.fetch(f"UPDATE submission_debt SET {column} = {column} WHERE id = $1", debt["id"])


async def test_the_head_signs_the_very_text_and_both_sides_know(town: Town) -> None:
    officer, signer, head = [await town.actor(name) for name in ("a.officer1", "a.signer", "a.head")]
    sent = await act(await draft(officer), officer, "send_unsigned", note=REASON)
    debt = await debt_of(sent)
    with pytest.raises(Forbidden):
        await end(debt, officer, "pay")
    with pytest.raises(NotAllowedNow):
        await end(debt, signer, "pay")
    with pytest.raises(NotFound):
        await end(debt, await town.actor("b.head"), "pay")
    town.moving.at = at(8, 9)
    assert (await end(debt, head, "pay", note="同意")).state == "paid"
    row = await submission(sent)
    assert (row["signed_digest"], row["signed_by"]) == (row["digest"], head.id)
    acts = [line.entry.action for line in await history(sent.id)]
    assert acts[-1] == "sign_late"
    assert not (await clocks.of(KIND, [debt["id"]]))[debt["id"]][0].runs
    await turned(town)
    assert await told("debt.pay") >= {"a.officer1", "shaixuan"}
    assert not {"b.officer1", "b.head"} & await told("debt.pay")
    with pytest.raises(NotAllowedNow):
        await end(await debt_of(sent), head, "refuse", note="改主意")


async def test_a_text_that_moved_on_is_signed_as_it_was_sent(town: Town) -> None:
    officer, head, screener = [await town.actor(name) for name in ("a.officer1", "a.head", "screener")]
    sent = await act(await draft(officer), officer, "send_unsigned", note=REASON)
    await act(await now_at(sent), screener, "return", code="facts", note="请核实伤亡")
    opened = await act(await now_at(sent), officer, "revise")
    row = await submission(opened)
    assert (row["debt"], row["owed_digest"]) == (None, None), "the next text owes a signature of its own"
    debt = await debt_of(sent)
    assert debt["state"] == "owed", "the debt of what was sent stays"
    await db.fetch("UPDATE submission SET digest = $2 WHERE id = $1", sent.id, b"\1" * 32)
    assert (await end(debt, head, "pay")).state == "paid"
    row = await submission(sent)
    assert row["signed_digest"] is None, "the new text is not signed by it"
    kept = await signatures(sent.id)
    assert [(one["signer"], one["digest"], one["voided_why"]) for one in kept] == [
        (head.id, debt["digest"], "replaced")
    ]


async def test_a_text_that_was_tampered_with_is_not_signed(town: Town) -> None:
    officer, head = await town.actor("a.officer1"), await town.actor("a.head")
    sent = await act(await draft(officer), officer, "send_unsigned", note=REASON)
    other = await submission(await draft(officer))
    await db.fetch("UPDATE submission SET chars = chars, title_sealed = title_sealed WHERE id = $1", sent.id)
    box = await vault.box(sent.id)
    await db.fetch("UPDATE submission SET body_sealed = $2 WHERE id = $1", sent.id, box.seal("body", "改过的文字"))
    with pytest.raises(SignatureBroken):
        await end(await debt_of(sent), head, "pay")
    assert (await debt_of(sent))["state"] == "owed"
    assert other["state"] == "draft"


async def test_who_does_not_agree_says_why_and_the_text_stays_marked(town: Town) -> None:
    officer, signer, screener = [await town.actor(name) for name in ("a.officer1", "a.signer", "screener")]
    sent = await act(await draft(officer), officer, "send_unsigned", note=REASON)
    debt = await debt_of(sent)
    with pytest.raises(NeedsNote):
        await end(debt, signer, "refuse")
    assert (await end(debt, signer, "refuse", note="伤亡数字未经核实")).state == "refused"
    await turned(town)
    assert await told("debt.refuse") >= {"a.officer1", "shaixuan", "zhiban"}
    assert (await submission(sent))["state"] == "submitted", "what was sent stays"
    assert (await act(await now_at(sent), screener, "accept")).state == "screened"


async def test_the_office_excuses_with_a_reason_and_nobody_else_does(town: Town) -> None:
    officer, editor, duty = [await town.actor(name) for name in ("a.officer1", "editor", "duty")]
    sent = await act(await draft(officer), officer, "send_unsigned", note=REASON)
    debt = await debt_of(sent)
    with pytest.raises(NeedsNote):
        await end(debt, editor, "excuse")
    with pytest.raises(Forbidden):
        await end(debt, duty, "excuse", note="领导调离")
    assert (await end(debt, editor, "excuse", note="领导已调离，改由接任者阅知")).state == "excused"
    await turned(town)
    assert "a.head" in await told("debt.excuse")


async def test_nobody_is_reminded_in_the_holiday_and_the_head_hears_last(town: Town) -> None:
    officer = await town.actor("a.officer1")
    debt = await debt_of(await act(await draft(officer), officer, "send_unsigned", note=REASON))
    await turned(town, at(7, 23, 59))
    marks = "debt.clock_50", "debt.clock_75", "debt.clock_100", "debt.clock_b", "debt.clock_head"
    assert [await told(mark) for mark in marks] == [set()] * 5, "days off are silent"
    await turned(town, at(8, 17, 30))
    holders = {"a.officer1", "a.signer", "a.head"}
    assert await told("debt.clock_75") == holders
    await turned(town, at(9, 0, 1))
    assert await told("debt.clock_100") == holders, "late is said to those who owe, nobody else"
    assert await reached(debt["id"]) == {"a.signer", "a.head"}, "step by step those who can sign"
    for day in range(9, 13):
        await turned(town, at(day, 18))
    assert await told("debt.clock_head") >= {"a.head", "zhiban"}
    overdue = await db.fetch("SELECT day FROM score_happening WHERE sort = 'unsigned' AND source = $1", debt["id"])
    assert len(overdue) == 1, "for the scores it happened once, however often it is said"
    assert not {"b.head", "c.officer1"} & set[str]().union(*[await told(mark) for mark in marks])
    assert (await end(debt, await town.actor("a.head"), "pay")).state == "paid"
    assert not await reached(debt["id"]), "the signature ends it"
