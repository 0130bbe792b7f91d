"""Reads of kinds: settings of the office, open to its people."""

from uuid import UUID

from bulletins.rules.kinds import Kind, KindEdition
from bulletins.store import kinds as store
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor


async def kinds(viewer: Actor) -> list[Kind]:
    """All kinds in the office's order."""
    demand(viewer, Right.ISSUE_READ)
    return await store.kinds()


async def kind(viewer: Actor, id: UUID) -> Kind:
    """One kind. Raises NotFound."""
    demand(viewer, Right.ISSUE_READ)
    return await store.kind(id)


async def editions(viewer: Actor, id: UUID) -> tuple[tuple[KindEdition, str], ...]:
    """Every edition of a kind with who made it, the newest first."""
    demand(viewer, Right.ISSUE_READ)
    found = await store.editions(id)
    names = await identity.names(viewer, {one.by for one in found if one.by})
    return tuple((one, names.get(one.by, "") if one.by else "") for one in found)
