"""What reached the office and is much like what another unit sent lately becomes one event (ED-02)."""

from uuid import UUID

from kernel.db import Tx
from kernel.outbox import handler
from submissions.commands import same
from submissions.queries import nearness
from submissions.queries import records as submission_records
from submissions.workflow.submission import HOUSE, OFFICE_SEES


@handler("event.near")
async def look(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Compare a report that has just been sent with those of the other units."""
    record = UUID(ids["record"])
    item = await submission_records.item(record)
    if item is None or item.state not in OFFICE_SEES:
        return
    others = [one.id for one in await nearness.near(HOUSE, record)]
    units = {id: found.unit for id in others if (found := await submission_records.item(id))}
    if any(unit != item.unit for unit in units.values()):
        await same.gather.within(tx, [*units, record])
