"""Where a submission goes next: to the office, or to the parent unit that passes it on (SUB-01)."""

from dataclasses import replace
from uuid import UUID

from identity.queries import register as identity
from kernel import clock
from kernel.actor import SYSTEM
from kernel.db import Row
from kernel.errors import NotFound
from submissions.rules.records import Item
from submissions.store import emergencies
from submissions.store import submissions as store

UNSIGNED = ("draft", "to_sign")


async def routed(row: Row) -> Item:
    """A row as the workflow sees it; a text that may leave the unit knows its way by the register as it stands now."""
    item = store.item_of(row)
    if item.state in UNSIGNED:
        day = clock.local(clock.now()).date()
        return replace(item, goes_first=await emergencies.may_go_first(row["category"], row["level"], day))
    return replace(item, route=await route(item.unit)) if item.state == "signed_off" else item


async def route(unit: UUID) -> UUID | None:
    """The parent unit that has to pass a unit's texts on; None for a direct-report point and for a unit at the top."""
    try:
        way = await identity.reports_to(SYSTEM, unit)
    except NotFound:  # not in the register: nobody stands above it
        return None
    return None if way.office else way.id
