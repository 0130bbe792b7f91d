"""Somebody in the demo who reads no notices: told, urged, and eight minutes later on the duty desk's list of calls."""

from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import SYSTEM, Call
from notices.commands import ladders, pressing
from notices.queries import sending
from notices.rules.records import RecordKind
from notices.workflow import Ladder

OFFICERS = ("yunlu.xinxi1", "jijin.xinxi1")


async def found_notices() -> None:
    """Make it, once."""
    clerk = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
    found = [await account_reads.account_of_login(clerk, login) for login in OFFICERS]
    officers = [account for account in found if account is not None]
    duty = await identity.actor_of((await identity.holders(SYSTEM, Right.NOTICE_CALL))[0])
    if not officers or await sending.told(duty, RecordKind.UNIT, officers[0].unit):
        return
    for officer in officers:
        await ladders.start(
            Call(SYSTEM), "unit.gap_near", RecordKind.UNIT, officer.unit, [officer.id], ladder=Ladder.EMERGENCY
        )
    await pressing.press(Call(duty), RecordKind.UNIT, officers[0].unit, [officers[0].id])
