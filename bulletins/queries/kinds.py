"""Reads of kinds: settings of the office, open to its people."""

from uuid import UUID

from bulletins.rules.kinds import Kind
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


async def possible_readers(viewer: Actor) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(units, leaders) a list can name, as (key, name); units in the agreed order."""
    demand(viewer, Right.ISSUE_READ)
    units = [(f"unit:{unit.id}", unit.name) for unit in await identity.units(viewer)]
    leaders = await identity.names(viewer, await identity.holders(viewer, Right.INSTRUCTION_WRITE))
    return units, [(f"person:{id}", name) for id, name in sorted(leaders.items(), key=lambda item: item[0])]


async def reader_names(viewer: Actor, kind: Kind) -> list[tuple[str, str]]:
    """The distribution list of a kind as (key, name)."""
    units = await identity.unit_names(viewer, [reader.unit for reader in kind.readers if reader.unit])
    people = await identity.names(viewer, [reader.person for reader in kind.readers if reader.person])
    return [
        (f"unit:{reader.unit}", units.get(reader.unit, "")) if reader.unit
        else (f"person:{reader.person}", people.get(reader.person, "") if reader.person else "")
        for reader in kind.readers
    ]  # fmt: skip
