"""Telling who is away and who signs meanwhile: the substitute, and everybody of the unit who writes."""

from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import Poison, handler
from notices.commands.telling import tell
from submissions.queries import signing as reads

ABSENCE = "signer_absence"


@handler("submission.tell_absence")
async def tell_absence(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """An absence was entered, or ended early."""
    found = await reads.absence(UUID(ids["record"]))
    if found is None:
        raise Poison(ids["record"])
    told = [found.account, *([found.substitute] if found.substitute else [])]
    told += await identity.holders(SYSTEM, Right.SUBMISSION_WRITE, found.unit)
    others = [account for account in dict.fromkeys(told) if str(account) != ids["by"]]
    await tell.within(tx, f"{ABSENCE}.{ids['action']}", ABSENCE, found.id, others)
