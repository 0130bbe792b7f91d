"""What those who left handed over: of one's own unit, or of all for those who have a hand in it."""

from uuid import UUID

from identity.queries.register import names
from identity.rights import Right
from identity.store import leaving as leaving_store
from identity.store.leaving import Handover
from kernel.actor import Actor
from kernel.errors import Forbidden, NotFound

# Shapes of the tables below this module that others may name.
__all__ = ["Handover"]


async def heirs(viewer: Actor, unit: UUID, leaver: UUID | None) -> list[tuple[str, str]]:
    """Who of a unit could take over from an account, as a choice: id and name."""
    there = [one.account for one in await leaving_store.colleagues(unit) if one.account != leaver]
    known = await names(viewer, there)
    return [(str(account), known.get(account, "")) for account in there]


async def handover_item(id: UUID) -> Handover | None:  # lint: allow visibility-required - jobs act for nobody
    """A handover."""
    return await leaving_store.one(id)


def sees_handovers(viewer: Actor) -> bool:
    """Whether the viewer sees every unit's handovers."""
    return any(viewer.may(right) for right in (Right.UNIT_DIRECT, Right.UNIT_MANAGE, Right.ACCOUNT_APPROVE))


async def handover(viewer: Actor, id: UUID) -> tuple[Handover, dict[str, int]]:
    """A handover and how much of what there was. Raises NotFound."""
    found = await leaving_store.one(id)
    own = found is not None and found.unit == viewer.unit and viewer.may(Right.BOOK_EDIT)
    if found is None or not (own or sees_handovers(viewer)):
        raise NotFound
    return found, (await leaving_store.lines([id]))[id]


async def handovers(viewer: Actor) -> list[tuple[Handover, dict[str, int]]]:
    """Handovers with something in them, those that wait first: of all units, or of the viewer's own."""
    unit = None if sees_handovers(viewer) else viewer.unit
    if unit and not viewer.may(Right.BOOK_EDIT):
        raise Forbidden(action="")
    found = await leaving_store.listed(unit, waiting=False)
    lines = await leaving_store.lines([one.id for one in found])
    return [(one, lines[one.id]) for one in found if lines[one.id]]
