"""Whom an act concerns: accounts to tell, for the jobs of this package."""

from uuid import UUID

from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import Actor


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
    match action:
        case "register":
            return desk
        case "answer":
            return [*desk, entry.leader]
        case _:
            units = [await identity.holders(viewer, Right.INSTRUCTION_ANSWER, target.unit) for target in entry.targets]
            told = [account for accounts in units for account in accounts]
            return told if action == "route" else [*told, entry.leader]
