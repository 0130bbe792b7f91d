"""Taking mails into drafts (SUB-14), and the list of who may write in.

- Only an address on the list is heard: it stands for a liaison officer of a unit, kept by the security administrator.
- The whole mail and each of its parts pass the gate before anything is stored. What is refused keeps its digest, the
  reason's code and who; never content. The sender is told by mail why, without a word of theirs.
- Strangers and programs get no answer: an address can be forged, and two programs would answer each other for ever.
- An address is heard MOST_A_DAY times a day and then answered no more: From proves nothing, so whoever forges it can
  neither fill a unit's drafts nor its mailbox.
- A mail is dealt with once, whatever becomes of the mailbox afterwards.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg

from crypto import sm3
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, vault
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotAllowedNow, NotFound, Refusal, StaleVersion
from kernel.ids import new_id
from kernel.log import log
from marking.cleared import Cleared, clear
from marking.errors import Held, MarkingFound
from submissions.commands import writing
from submissions.commands.carriers import require_no_journal, require_open
from submissions.rules import intake as rules
from submissions.rules.channels import Channel
from submissions.rules.intake import Letter, Result, SenderState
from submissions.rules.records import KIND as SUBMISSION
from submissions.rules.records import Details
from submissions.store import channels as channel_store
from submissions.store import intake as store
from submissions.tables.channels import IntakeMail, IntakeSender

KIND, SENDER = "intake_mail", "intake_sender"
WHOLE = "mail.eml"
MOST_A_DAY, A_DAY, TOO_MANY = 50, timedelta(days=1), "mail_too_many"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail. `marked`: it carries a classification marking and must not stay in the mailbox."""

    result: Result
    code: str = ""
    marked: bool = False


def address_hash(address: str) -> bytes:
    """What an address is found by; without the device's key it says nothing."""
    return sm3.hmac(vault.derive("intake.address"), rules.address(address).encode())


@command("intake.allow")
async def allow(tx: Tx, account: UUID, address: Cleared) -> Done:
    """An address may write in for its owner's unit."""
    demand(tx.actor, Right.CHANNEL_KEY)
    gate.nothing_held(address)
    text = address.parts.get("mail", "").strip()
    wrong = {} if rules.ADDRESS.fullmatch(text) else {"mail": "wrong_mail"}
    try:
        owner = await identity.actor_of(account)
        fits = owner.may(Right.SUBMISSION_WRITE)
    except NotFound:
        fits = False
    if not fits:
        wrong["account"] = "choose_one"
    if wrong:
        raise Invalid(fields=wrong)
    box = vault.mint(new_id(), SENDER)
    await vault.keep(tx, box)
    try:
        await tx.insert(
            IntakeSender, id=box.owner, state=SenderState.ALLOWED.value, created=tx.now, unit=owner.unit, account=account,
            address_hash=address_hash(text), address_sealed=box.seal("address", text), made_by=tx.actor.id,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise Invalid(fields={"mail": "mail_on_list"}) from error
    tx.record(SENDER, box.owner, "create", target=SenderState.ALLOWED, after=text.encode())
    return Done(box.owner, 1, SenderState.ALLOWED.value)


@command("intake.end")
async def end(tx: Tx, id: UUID, version: int) -> Done:
    """An address may no longer write in."""
    demand(tx.actor, Right.CHANNEL_KEY)
    row = await store.sender_of(id)
    if row is None:
        raise NotFound
    if row["version"] != version:
        raise StaleVersion
    if row["state"] != SenderState.ALLOWED:
        raise NotAllowedNow(action="", state=SenderState(row["state"]).label, reason="")
    new = await tx.move(IntakeSender, id, version, row["state"], SenderState.ENDED, ended=tx.now, ended_by=tx.actor.id)
    tx.record(SENDER, id, "end", source=row["state"], target=SenderState.ENDED)
    return Done(id, new, SenderState.ENDED.value)


async def take(data: bytes) -> Outcome:
    """Deal with a mail, once. Anything unexpected is raised: the mailbox keeps the mail and it is tried again."""
    letter = await asyncio.to_thread(rules.read, data)
    known = await store.mail(letter.message)
    if known is not None:
        return Outcome(Result(known["result"]), known["code"], known["code"] == MarkingFound.code)
    sender = None if letter.automatic else await _sender(letter.sender)
    if sender is None:
        result = Result.AUTOMATIC if letter.automatic else Result.STRANGER
        await _note(Call(SYSTEM), letter, result, "", None)
        return Outcome(result)
    row, actor = sender
    if await store.heard(row, clock.now() - A_DAY) >= MOST_A_DAY:
        await _note(Call(SYSTEM), letter, Result.REFUSED, TOO_MANY, None)
        return Outcome(Result.REFUSED, TOO_MANY)
    try:
        if letter.wrong or await store.same(letter.digest, row):
            raise Invalid(fields={"mail": letter.wrong or "mail_again"})
        cleared = await _passed(Call(actor), data, letter)
        await _take(Call(actor), letter, row, cleared)
    except Refusal as refusal:
        if refusal.status >= 500:  # noqa: PLR2004 - a part is away: not the sender's doing
            raise
        code = next(iter(refusal.fields.values()), "") if type(refusal) is Invalid else refusal.code
        await _note(Call(actor), letter, Result.REFUSED, code, row)
        return Outcome(Result.REFUSED, code, isinstance(refusal, MarkingFound))
    return Outcome(Result.TAKEN)


async def _passed(call: Call, data: bytes, letter: Letter) -> Cleared:
    """The whole mail first, as it came: a marking in headers, hidden parts, or what no reader shows stops it as well.

    What somebody would have to answer for counts only in the parts that are kept; then it is refused: a mail declares
    nothing.
    """
    try:
        await asyncio.to_thread(clear, {}, [(WHOLE, data)], book=await gate.in_step())
    except MarkingFound:
        await gate.pass_gate(call, {}, [(WHOLE, data)])  # again, for the register
    except Held:
        log.info("intake_looked_at_in_parts")
    text = {"title": letter.title, "body": letter.body, "source": "", "contact": ""}
    return await gate.pass_gate(call, text, letter.files)


async def _sender(address: str) -> tuple[UUID, Actor] | None:
    row = await store.sender(address_hash(address)) if address else None
    if row is None:
        return None
    try:
        actor = await identity.actor_of(row["account"])
    except NotFound:
        return None
    fits = actor.unit == row["unit"] and actor.may(Right.SUBMISSION_WRITE)
    return (row["id"], actor) if fits else None


@command("intake.take")
async def _take(tx: Tx, letter: Letter, sender: UUID, cleared: Cleared) -> Done:
    await require_open(tx, Channel.MAIL, rules.GENRE)
    require_no_journal(letter.title, letter.body, [name for name, _ in letter.files])
    at = await writing.create.within(tx, cleared, Details(rules.CATEGORY, rules.URGENCY, rules.GENRE))
    await channel_store.set_channel(tx, at.id, Channel.MAIL)
    await _row(tx, letter, Result.TAKEN, "", sender, at.id)
    tx.record(SUBMISSION, at.id, "mailed", target=at.state)
    return at


@command("intake.note")
async def _note(tx: Tx, letter: Letter, result: str, code: str, sender: UUID | None) -> Done:
    return Done(await _row(tx, letter, Result(result), code, sender, None))


async def _row(tx: Tx, letter: Letter, result: Result, code: str, sender: UUID | None, submission: UUID | None) -> UUID:  # noqa: PLR0913, PLR0917
    id = new_id()
    await tx.insert(
        IntakeMail, id=id, message_hash=letter.message, digest=letter.digest, at=tx.now, result=result.value, code=code,
        sender=sender, submission=submission,
    )  # fmt: skip
    tx.record(KIND, id, result.value, after=letter.digest, note=code)
    if sender is not None:
        await tx.promise("intake.answer", mail=id)
    return id
