"""Work promised by this package: copies arrive, and people are told.

- `issue.fan_out` {record}: deliveries arrive in batches.
- `issue.tell` {record, action}: whoever has the next step hears of it.
"""

from uuid import UUID

from bulletins.commands import deliveries
from bulletins.queries import telling
from kernel.db import Tx
from kernel.outbox import handler
from notices.commands import telling as notices


@handler("issue.fan_out")
async def fan_out(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A batch of copies arrives."""
    await deliveries.arrive.within(tx, UUID(ids["record"]), int(ids.get("after", "0")))


@handler("issue.tell")
async def tell_issue(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Approvers, proofreaders or the compilers, by the act."""
    record, action = UUID(ids["record"]), ids["action"]
    accounts = await telling.of_issue(tx.actor, record, action)
    await notices.tell.within(tx, f"issue.{action}", "issue", record, accounts)
