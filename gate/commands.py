"""Every write of the gate.

- Nothing is stored that has not passed pass_gate(). What it refuses leaves one row of the register: a digest, the rule,
  who, when, where; never content, and a file's name is content too.
- The rules in force in this process are those of the newest rule set: one cheap question before every pass.
- Rules are changed by the security administrator alone, and never so that a known marking gets through: every change is
  rehearsed on the sample first. A change and a refused attempt are journal rows.
- A hold is written with the record it stands in: the stage's own command calls keep_holds() and release() in its
  transaction. Declaring, carrying over, releasing, denying and lapsing are journal rows of the hold.
- Who has declared something cannot release it, whatever rights they hold.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import asyncpg
import msgspec

from crypto import sm3
from gate import store
from gate.errors import BadRules, HoldDenied, HoldWaiting, LetsThrough
from gate.rules import FILE, Item, Tried, book_of
from gate.workflow import HOLD, Act, HoldState, visible
from identity.rights import Right, demand
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done, Tx, command
from kernel.errors import NeedsNote, NotFound, StaleVersion
from kernel.ids import new_id
from marking import rehearsal, rulebook
from marking.cleared import Cleared, Hold, clear
from marking.errors import Held, MarkingFound
from marking.rehearsal import Rehearsal
from marking.rulebook import BadEdit, Edit, Rulebook, as_json, edited

RULES = "gate_rules"


async def pass_gate(  # noqa: PLR0913 - what decides how a text is let in
    call: Call,
    parts: Mapping[str, str],
    files: Sequence[tuple[str, bytes]] = (),
    *,
    declared: Collection[bytes] = (),
    record: UUID | None = None,
    sources: Sequence[UUID] = (),
) -> Cleared:
    """Scan before anything is stored. Raises MarkingFound or Held, keeping digest, rule, who, when, where.

    `declared`: digests of the holds somebody was shown and answers for (Held.digests); anything else that is held stops.
    What was declared in `record`, or released in `sources`, and has not changed since, need not be declared again.
    """
    own, before = await store.holds([record] if record else []), await store.holds(sources)
    return await _passed(call, parts, files, declared=declared, answered=_answered(own, before))


async def pass_again(call: Call, parts: Mapping[str, str], records: Sequence[UUID]) -> Cleared:
    """Scan what is stored already, by the rules of the day; what was declared in `records` passes. Raises as above."""
    return await _passed(call, parts, (), declared=(), answered=_answered(await store.holds(records)))


async def _passed(
    call: Call,
    parts: Mapping[str, str],
    files: Sequence[tuple[str, bytes]],
    *,
    declared: Collection[bytes],
    answered: Collection[bytes],
) -> Cleared:
    book = await in_step()
    async with noting(call):
        return await _examined(parts, files, book=book, declared=declared, answered=answered)


async def _examined(
    parts: Mapping[str, str],
    files: Sequence[tuple[str, bytes]] = (),
    *,
    book: Rulebook,
    declared: Collection[bytes] = (),
    answered: Collection[bytes],
) -> Cleared:
    try:
        return await asyncio.to_thread(clear, dict(parts), files, book=book, declared=declared, answered=answered)
    except (MarkingFound, Held) as refusal:
        whole = b"\0".join([text.encode() for text in parts.values()] + [b"\0".join((n.encode(), d)) for n, d in files])
        refusal.content = sm3.hash(whole)
        refusal.field = refusal.where if refusal.where in parts else FILE  # a file's name may itself be the marked text
        raise


@asynccontextmanager
async def noting(call: Call) -> AsyncIterator[None]:
    """Around what may be stopped by the gate, outside any transaction: the register says that it was."""
    try:
        yield
    except (MarkingFound, Held) as refusal:
        if not refusal.noted:
            await refused(Call(call.actor), refusal.content, refusal.rule, refusal.field)
            refusal.noted = True
        raise


async def require_clear(record: UUID, parts: Mapping[str, str]) -> None:
    """Look at stored texts again, by the rules of the day, inside the command that moves their record.

    Raises MarkingFound; Held unless everything held stands in the record. Whoever opens the transaction is noting().
    """
    answered = {hold.digest for hold in await store.holds([record])}
    await _examined(parts, book=await in_step(), answered=answered)


async def require_unmarked(parts: Mapping[str, str]) -> None:
    """Look at words as they will stand on pages, made of texts that have passed, inside the command that moves their record.

    What is held in them is declared in those texts. Raises MarkingFound; whoever opens the transaction is noting().
    """
    with suppress(Held):
        await _examined(parts, book=await in_step(), answered=())


async def in_step() -> Rulebook:
    """Put the newest rule set in force in this process. An answer that comes late puts no older one back."""
    number = await store.newest()
    if number > rulebook.current().version:
        row = await store.rule_set(number)
        if row and number > rulebook.current().version:
            rulebook.use(book_of(row["edits"], number))
    return rulebook.current()


@command("gate.refused")
async def refused(tx: Tx, digest: bytes, rule: str, place: str) -> Done:
    """Note that something was not let in."""
    refusal = await store.refuse(tx, digest, rule, place)
    tx.record("gate", refusal, Act.REFUSE, after=digest, note=f"{rule} {place}")
    return Done(refusal)


def nothing_held(said: Cleared) -> None:
    """For words that no second person looks at: raise HoldWaiting when something in them is held."""
    if said.holds:
        raise HoldWaiting(action="", state="", reason="")


async def keep_holds(  # noqa: PLR0913 - which record, and what stands in it now
    tx: Tx, kind: str, record: UUID, cleared: Cleared, *, files: Collection[bytes] = (), sources: Sequence[UUID] = ()
) -> bool:
    """What is held in a record once its text is kept, and whether that is something new.

    `files`: digests of the files it has then, new ones included.

    A hold that stands already is left as it is; one whose text or file is gone lapses; a new one is declared by the
    actor, or carried over from `sources`. Raises HoldDenied, HoldWaiting.
    """
    found = {hold.digest: hold for hold in cleared.holds}
    standing = await store.holds([record])
    for hold in standing:
        kept = hold.content in files if hold.content else hold.digest in found or hold.place not in cleared.parts
        if not kept:
            await _lapse(tx, hold)
    there = {hold.digest: hold.state for hold in standing}
    before = {hold.digest: hold for hold in await store.holds(sources) if hold.state == HoldState.RELEASED}
    if HoldState.DENIED in {there.get(digest) for digest in found}:
        raise HoldDenied(action="", state="", reason="")
    new = [hold for digest, hold in found.items() if digest not in there]
    if any(hold.digest not in before and hold.digest not in cleared.declared for hold in new):
        raise HoldWaiting(action="", state="", reason="")
    for one in new:
        await _keep(tx, kind, record, one, before.get(one.digest))
    return bool(new)


async def _keep(tx: Tx, kind: str, record: UUID, found: Hold, before: Item | None) -> None:
    made = await store.add(tx, kind, record, found, before)
    act, target = (Act.CARRY, HoldState.RELEASED) if before else (Act.DECLARE, HoldState.DECLARED)
    tx.record(HOLD.record, made, act, target=target, after=found.digest, note=f"{kind} {record} {found.code}")


async def files_changed(tx: Tx, record: UUID, files: Collection[bytes]) -> None:
    """Files were taken off a record; `files`: digests of those that stay. What was held of the others lapses."""
    for hold in await store.holds([record]):
        if hold.content and hold.content not in files:
            await _lapse(tx, hold)


async def release(tx: Tx, records: Iterable[UUID], *, declared: bool) -> None:
    """The second person answers for everything that waits in some records. Raises NeedsNote, HoldWaiting, Forbidden."""
    held = await store.holds(records)
    if any(hold.state == HoldState.DENIED for hold in held):
        raise HoldWaiting(action="", state="", reason="")
    waiting = [hold for hold in held if hold.state == HoldState.DECLARED]
    if waiting and not declared:
        raise NeedsNote(fields={"declared": "required"}, action="")
    for hold in waiting:
        await _decide(tx, hold, "release")


async def require_newest(passed: Cleared) -> None:
    """Raise StaleVersion unless a proof was given by the rules in force now."""
    if passed.rules != await store.newest():
        raise StaleVersion


async def require_kept(found: Iterable[tuple[UUID, bytes]]) -> None:
    """Raise HoldWaiting unless each of these (record, digest) stands declared or released in its record."""
    wanted = set(found)
    kept = {(hold.record, hold.digest) for hold in await store.holds({record for record, _ in wanted})}
    if wanted - kept:
        raise HoldWaiting(action="", state="", reason="")


async def require_released(records: Iterable[UUID]) -> None:
    """Raise HoldWaiting unless two people have answered for everything held in some records."""
    if any(hold.state != HoldState.RELEASED for hold in await store.holds(records)):
        raise HoldWaiting(action="", state="", reason="")


async def rehearse(viewer: Actor, edits: Sequence[Edit]) -> Rehearsal:
    """What another rule set would do to the known sample. Changes nothing. Raises BadRules."""
    demand(viewer, Right.GATE_RULES)
    return await _rehearsed(await in_step(), edits)


async def change_rules(call: Call, seen: int, edits: Sequence[Edit]) -> Done:
    """Another rule set in place of number `seen`. Raises BadRules, LetsThrough, StaleVersion."""
    demand(call.actor, Right.GATE_RULES)
    book = await in_step()
    if book.version != seen:
        raise StaleVersion
    tried = await _rehearsed(book, edits)
    if not tried.safe:
        await _rules_refused(Call(call.actor), as_json(edits))
        raise LetsThrough(tried.let_through)
    done = await _change(call, seen, as_json(edits), tried)
    await in_step()
    return done


async def _rehearsed(book: Rulebook, edits: Sequence[Edit]) -> Rehearsal:
    try:
        proposed = edited(edits, book.version + 1)
    except BadEdit as bad:
        raise BadRules(bad.field, bad.code, bad.number) from bad
    return await asyncio.to_thread(rehearsal.rehearse, book, proposed)


@command("gate.change_rules")
async def _change(tx: Tx, seen: int, edits: str, tried: Rehearsal) -> Done:
    demand(tx.actor, Right.GATE_RULES)
    if await store.newest() != seen:
        raise StaleVersion
    before = await store.rule_set(seen)
    try:
        made = await store.add_rules(tx, seen + 1, edits, msgspec.json.encode(Tried.of(tried)).decode())
    except asyncpg.UniqueViolationError as error:
        raise StaleVersion from error
    old = before["edits"] if before else as_json(())
    tx.record(RULES, made, Act.CHANGE, before=old.encode(), after=edits.encode(), note=str(seen + 1))
    return Done(made, seen + 1)


@command("gate.rules_refused")
async def _rules_refused(tx: Tx, edits: str) -> Done:
    attempt = new_id()
    tx.record(RULES, attempt, Act.REFUSE, after=edits.encode())
    return Done(attempt)


@command("hold.deny")
async def deny(tx: Tx, id: UUID, version: int) -> Done:
    """The second person does not let it pass: the record stays until it is taken out."""
    hold = await store.one(id)
    if hold is None or not visible(hold, tx.actor):
        raise NotFound
    if hold.version != version:
        raise StaleVersion
    return await _decide(tx, hold, "deny")


async def _decide(tx: Tx, hold: Item, action: str) -> Done:
    row = HOLD.require(hold, action, tx.actor)
    new = await store.decide(tx, hold, str(row.target))
    tx.record(HOLD.record, hold.id, action, source=hold.state, target=row.target, before=hold.digest, after=hold.digest)
    return Done(hold.id, new, str(row.target), {"kind": hold.kind, "record": str(hold.record)})


async def _lapse(tx: Tx, hold: Item) -> None:
    row = HOLD.require(hold, "lapse", SYSTEM)
    await store.lapse(tx, hold)
    tx.record(HOLD.record, hold.id, row.action, source=hold.state, target=row.target, before=hold.digest)


def _answered(own: Iterable[Item], sources: Iterable[Item] = ()) -> frozenset[bytes]:
    """Declared or released in the record itself, released in what it is made from."""
    here = {hold.digest for hold in own if hold.state in (HoldState.DECLARED, HoldState.RELEASED)}
    return frozenset(here | {hold.digest for hold in sources if hold.state == HoldState.RELEASED})
