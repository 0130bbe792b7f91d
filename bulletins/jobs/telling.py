"""Work promised by this package: copies arrive, and people are told.

- `issue.fan_out` {record}: deliveries arrive in batches.
- `issue.sheet` {record}: the responsibility sheet is printed and kept.
- `issue.tell` {record, action}: whoever has the next step hears of it.
"""

from uuid import UUID

from bulletins.commands import deliveries, sheets
from bulletins.queries import telling
from kernel.db import Tx
from kernel.outbox import handler
from notices.commands import telling as notices


@handler("issue.fan_out")
async def fan_out(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A batch of copies arrives."""
    await deliveries.arrive.within(tx, UUID(ids["record"]), int(ids.get("after", "0")))


@handler("issue.sheet")
async def print_sheet(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The responsibility sheet of an issue that has left."""
    await sheets.keep.within(tx, UUID(ids["record"]))


@handler("issue.tell")
async def tell_issue(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Approvers, proofreaders or the compilers, by the act."""
    record, action = UUID(ids["record"]), ids["action"]
    accounts = await telling.of_issue(tx.actor, record, action)
    await notices.tell.within(tx, f"issue.{action}", "issue", record, accounts)
