"""What the register of people has to tell: applications, changes of role, missing liaison officers."""

from uuid import UUID

from identity.queries import leaving as leaving_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import Poison, handler
from notices.commands.telling import tell
from notices.rules.records import RecordKind


@handler("identity.gap")
async def gap(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    """Warn a unit and the office about a liaison officer to be named (SUB-02)."""
    unit = UUID(ids["unit"])
    accounts = await identity.holders(SYSTEM, Right.BOOK_EDIT, unit) + await identity.holders(SYSTEM, Right.UNIT_DIRECT)
    await tell.within(tx, f"unit.gap_{ids['level']}", RecordKind.UNIT, unit, accounts)


@handler("identity.account")
async def account(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    """An account waits for approval."""
    accounts = await identity.holders(SYSTEM, Right.ACCOUNT_APPROVE)
    await tell.within(tx, f"account.{ids['action']}", RecordKind.ACCOUNT, UUID(ids["record"]), accounts)


@handler("identity.role_change")
async def role_change(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    """A change of roles waits for the other administrator."""
    accounts = await identity.holders(SYSTEM, Right.ROLE_GRANT)
    await tell.within(tx, f"role_change.{ids['action']}", RecordKind.ROLE_CHANGE, UUID(ids["record"]), accounts)


@handler("identity.handed_over")
async def handed_over(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    """Somebody has left: who took over and the unit's head; the office too while nobody could (SUB-02)."""
    found = await leaving_reads.handover_item(UUID(ids["record"]))
    if found is None:
        raise Poison(ids["record"])
    accounts = await identity.holders(SYSTEM, Right.SUBMISSION_SIGN_IMPORTANT, found.unit)
    accounts += [found.heir] if found.heir else await identity.holders(SYSTEM, Right.UNIT_DIRECT)
    topic = "handover.settled" if found.heir else "handover.waiting"
    others = [account for account in dict.fromkeys(accounts) if str(account) != ids["by"]]
    await tell.within(tx, topic, RecordKind.HANDOVER, found.id, others)


@handler("identity.application")
async def application(tx: Tx, ids: dict[str, str], _outbox_id: int) -> None:
    """An application for an account has come to its next hand (SUB-17)."""
    rights = {"file": Right.APPLICATION_REVIEW, "review": Right.ACCOUNT_APPROVE, "approve": Right.ACCOUNT_APPLY}
    accounts = await identity.holders(SYSTEM, rights[ids["action"]])
    others = [account for account in accounts if str(account) != ids["by"]]
    await tell.within(tx, f"application.{ids['action']}", RecordKind.APPLICATION, UUID(ids["record"]), others)
