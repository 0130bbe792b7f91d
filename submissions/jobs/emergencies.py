"""Telling people of debts, phone reports and events.

- Until a term is over only those are told who can keep it: the unit's signers and sender of a debt, the unit's officers
  of a text or a follow-up. The office hears of a term that is over when the unit's head does, not before.
- That a signer disagrees with what was sent is told to the office at once, day and night.
- Half-way through the term of a call's text, and again when it is over, the unit's officers are reached step by step,
  down to the telephone; the signers of a debt when its term is over. The text and the signature end it.
"""

from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import Poison, handler
from notices.commands import ladders
from notices.commands.telling import tell
from notices.workflow import Ladder
from submissions.commands import credit
from submissions.queries import emergencies as queries
from submissions.workflow.debts import KIND as DEBT
from submissions.workflow.debts import DebtState
from submissions.workflow.events import EVENT_KIND, PHONE_KIND

HEAD, HALF, OVER = "head", "50", "100"


async def _of_unit(right: Right, unit: UUID) -> list[UUID]:
    return await identity.holders(SYSTEM, right, unit)


async def _desk() -> list[UUID]:
    return await _of_unit(Right.SUBMISSION_SCREEN, (await identity.office(SYSTEM)).id)


async def _on_duty() -> list[UUID]:
    return await _of_unit(Right.PHONE_NOTE, (await identity.office(SYSTEM)).id)


async def _head(unit: UUID) -> list[UUID]:
    return await _of_unit(Right.SUBMISSION_SIGN_IMPORTANT, unit) or await _of_unit(Right.SUBMISSION_SIGN, unit)


@handler("debt.owed")
async def owed(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A text went out unsigned: those who can sign it."""
    debt = await queries.owed_by(UUID(ids["record"]))
    if debt is None:
        raise Poison(ids["record"])
    signers = await _of_unit(Right.SUBMISSION_SIGN, debt.unit)
    await tell.within(tx, "debt.owe", DEBT, debt.id, [one for one in signers if str(one) != ids["by"]])


@handler("debt.settled")
async def settled(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """How a debt ended: who sent the text and the office; who owed, when the office excused it."""
    debt = await queries.debt_item(UUID(ids["record"]))
    if debt is None:
        raise Poison(ids["record"])
    refused = debt.state == DebtState.REFUSED
    told = [debt.keeper or debt.sent_by, *await _desk()]
    told += await _on_duty() if refused else []
    told += await _of_unit(Right.SUBMISSION_SIGN, debt.unit) if debt.state == DebtState.EXCUSED else []
    others = [account for account in dict.fromkeys(told) if str(account) != ids["by"]]
    await tell.within(tx, f"debt.{ids['action']}", DEBT, debt.id, others, urgent=refused)


@handler("phone.noted")
async def noted(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The office has noted a unit's call: its officers owe the text."""
    note = await queries.phone_item(UUID(ids["record"]))
    if note is None:
        raise Poison(ids["record"])
    officers = await _of_unit(Right.SUBMISSION_WRITE, note.unit)
    await tell.within(tx, "phone_note.note", PHONE_KIND, note.id, officers, urgent=True)


@handler("clock.debt")
async def debt_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A signature is still owed."""
    debt = await queries.debt_item(UUID(ids["record"]))
    running = await clocks.one(UUID(ids["clock"]))
    if debt and running and running.runs:
        if running.due.due <= tx.now:
            await credit.unsigned(tx, debt, running.due.due)
        signers = await _of_unit(Right.SUBMISSION_SIGN, debt.unit)
        await _say(tx, ids, DEBT, debt.unit, [debt.keeper or debt.sent_by, *signers])
        if ids["mark"] == OVER:
            await ladders.start.within(tx, f"{DEBT}.clock_{OVER}", DEBT, debt.id, signers, ladder=Ladder.TERM)


@handler("clock.phone_note")
async def phone_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The text of a call has not come."""
    note = await queries.phone_item(UUID(ids["record"]))
    if note and await _runs(ids):
        officers, topic = await _of_unit(Right.SUBMISSION_WRITE, note.unit), f"{PHONE_KIND}.clock_{ids['mark']}"
        await _say(tx, ids, PHONE_KIND, note.unit, officers)
        if ids["mark"] in {HALF, OVER}:
            await ladders.start.within(tx, topic, PHONE_KIND, note.id, officers, ladder=Ladder.EMERGENCY)


@handler("clock.event")
async def event_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The next report of an event is waited for."""
    unit = await queries.leading(UUID(ids["record"]))
    if unit and await _runs(ids):
        await _say(tx, ids, EVENT_KIND, unit, await _of_unit(Right.SUBMISSION_WRITE, unit))


async def _say(tx: Tx, ids: dict[str, str], kind: str, unit: UUID, told: list[UUID]) -> None:
    """`told`: who can still keep the term; when it is over for long, the head of the unit and the office's duty officer."""
    if ids["mark"] == HEAD:
        told = [*await _head(unit), *await _on_duty()]
    urgent = bool(ids["urgent"])
    await tell.within(
        tx, f"{kind}.clock_{ids['mark']}", kind, UUID(ids["record"]), list(dict.fromkeys(told)), urgent=urgent
    )


async def _runs(ids: dict[str, str]) -> bool:
    found = await clocks.one(UUID(ids["clock"]))
    return bool(found and found.runs)
