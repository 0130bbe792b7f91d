"""Whom an act concerns: accounts to tell, for the jobs of this package."""

from uuid import UUID

from bulletins.rules.instructions import Instruction
from bulletins.store import deliveries as delivery_rows
from bulletins.store import duties as duty_rows
from bulletins.store import handovers
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from bulletins.store import widening as widening_rows
from bulletins.workflow.delivery import UNREAD
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import SYSTEM, Actor
from submissions.workflow.told import Sight

HOLDER, HEAD = "holder", "head"  # levels of a ladder, with "second" between them


async def of_issue(viewer: Actor, record: UUID, action: str) -> list[UUID]:
    """Who has the next step after this act on an issue."""
    issue = await issue_rows.issue(record)
    match action:
        case "submit":
            able = await identity.holders(viewer, Right.ISSUE_APPROVE)
        case "typeset":
            able = [key for key in await identity.holders(viewer, Right.ISSUE_PROOFREAD) if key != issue.approved_by]
        case "assemble" | "timed_failed":
            return await identity.holders(viewer, Right.ISSUE_COMPILE)
        case _:
            return [issue.compiler]
    return [key for key in able if key not in issue.authors]


async def of_instruction(viewer: Actor, record: UUID, action: str) -> list[UUID]:
    """Who must know of this act on an instruction."""
    entry = await instruction_rows.instruction(record)
    desk = await identity.holders(viewer, Right.INSTRUCTION_ROUTE)
    leader = [] if entry.outside else [entry.leader]
    match action:
        case "paper" | "transcribe":
            return [*leader, *([] if action == "transcribe" else await _letting_through(viewer, entry))]
        case "register" | "again" | "release" | "confirm" | "correct" | "vouch":
            return desk
        case "route" | "add":
            return await _units(viewer, [target.unit for target in entry.targets if target.state == "owed"])
        case "close" | "settle":
            return [*await _units(viewer, [target.unit for target in entry.targets]), *leader]
        case _:  # told_*
            seen = [each.unit for each in entry.told if each.sight != Sight.NOTHING]
            return await _units(viewer, seen)


async def of_duty(viewer: Actor, duty: UUID, action: str) -> tuple[UUID | None, list[UUID]]:
    """The instruction of a duty, and who must know of this act on it."""
    record = await duty_rows.instruction_of(duty)
    if record is None:
        return None, []
    entry = await instruction_rows.instruction(record)
    if action in {"answer", "progress", "ask_extension"}:
        told = [entry.leader] if action == "answer" and not entry.outside else []
        return record, [*await identity.holders(viewer, Right.INSTRUCTION_ROUTE), *told]
    unit = next(target.unit for target in entry.targets if target.id == duty)
    return record, await identity.holders(viewer, Right.INSTRUCTION_ANSWER, unit)


async def of_mark(viewer: Actor, duty: UUID, tell: str) -> tuple[UUID | None, list[UUID]]:
    """Whom a mark of a duty's clock tells: the unit's people, then its head and the desk, then the director as well."""
    record = await duty_rows.instruction_of(duty)
    if record is None:
        return None, []
    entry = await instruction_rows.instruction(record)
    unit = next(target.unit for target in entry.targets if target.id == duty)
    told = await identity.holders(viewer, Right.ASSIGNMENT_TAKE, unit)
    if tell != "holder" or not told:
        told += await identity.holders(viewer, Right.SUBMISSION_SIGN, unit)
    if tell in {"second", "head"}:
        told += await identity.holders(viewer, Right.INSTRUCTION_ROUTE)
    if tell == "head":
        told += await identity.holders(viewer, Right.ISSUE_APPROVE)
    return record, told


async def of_desk(viewer: Actor, tell: str) -> list[UUID]:
    """Whom a mark of the office's own clock tells."""
    told = await identity.holders(viewer, Right.INSTRUCTION_ROUTE)
    return told + (await identity.holders(viewer, Right.ISSUE_APPROVE) if tell == "head" else [])


async def _units(viewer: Actor, units: list[UUID]) -> list[UUID]:
    found = await identity.holders_in(viewer, Right.INSTRUCTION_ANSWER, units)
    return [account for accounts in found.values() for account in accounts]


async def _letting_through(viewer: Actor, entry: Instruction) -> list[UUID]:
    """Who lets a scan through that the gate holds, and confirms for a leader who has no account."""
    return await identity.holders(viewer, Right.ISSUE_APPROVE) if entry.holds.waiting or entry.outside else []


async def of_arrival(issue: UUID) -> list[UUID]:  # lint: allow visibility-required - whom the job tells
    """Who hears that an issue's copies have not all arrived in time."""
    return list(dict.fromkeys([await _compiler(issue), *await identity.holders(SYSTEM, Right.OUTBOX_MANAGE)]))


async def _compiler(issue: UUID) -> UUID:
    return (await issue_rows.some((issue,)))[issue].compiler


async def of_copy(id: UUID, level: str) -> list[UUID]:  # lint: allow visibility-required - whom the job tells
    """Whom a reminder of a copy reaches: `level` holder, second or head; nobody when it waits for nobody any more."""
    copy = await delivery_rows.delivery(id)
    if copy.state not in UNREAD:
        return []
    if copy.person:
        office = [await _compiler(copy.issue)] if level != HOLDER else []
        return [*(who for who in (copy.person, copy.deputy) if who), *office]
    unit = copy.unit or SYSTEM.unit
    told = await identity.liaisons(SYSTEM, unit) or await identity.holders(SYSTEM, Right.DELIVERY_READ, unit)
    first = told[:1]
    if level != HOLDER:
        first = [*told, *await identity.seconds(SYSTEM, unit)]
    if level == HEAD:
        first += await identity.holders(SYSTEM, Right.SUBMISSION_SIGN_IMPORTANT, unit)
    return list(dict.fromkeys(first))


async def of_widening(id: UUID, action: str) -> list[UUID]:  # lint: allow visibility-required - whom the job tells
    """Who may answer a request for further readers, or who asked for them."""
    found = await widening_rows.one(id)
    if action == "ask":
        return [who for who in await identity.holders(SYSTEM, Right.KIND_DISTRIBUTE) if who != found.asked_by]
    return [found.asked_by]


async def deputy(id: UUID) -> UUID:  # lint: allow visibility-required - whom the job tells
    """Who reads for somebody."""
    return (await handovers.one(id)).deputy
