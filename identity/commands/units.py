"""Writing the tree of units.

- There is one general office, at the top; names are unique; no unit stands below itself.
- A direct-report point reports past its parent (SUB-01); the general office names it.
"""

from dataclasses import replace
from uuid import UUID

import asyncpg

from identity.commands.words import require_plain
from identity.errors import NameTaken
from identity.rights import Right, demand
from identity.store import units as store
from identity.store.units import Unit
from identity.tables import Unit as UnitTable
from identity.workflow.register import UNIT, UnitKind
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.ids import new_id

LONGEST = 60


async def seen(id: UUID) -> Unit:
    """The unit, or NotFound."""
    found = await store.one(id)
    if found is None:
        raise NotFound
    return found


@command("unit.found")
async def found_unit(  # noqa: PLR0913 - the fields of the form
    tx: Tx,
    name: str,
    kind: str,
    parent: UUID | None = None,
    *,
    place: int = 0,
    direct: bool = False,
    department: str = "",
) -> Done:
    """A new unit."""
    demand(tx.actor, Right.UNIT_MANAGE)
    return await enter(tx, _checked(name, kind, parent, place=place, direct=direct, department=department, tx=tx))


async def enter(tx: Tx, unit: Unit) -> Done:
    """Write a new unit; also the first one, which nobody has a right to yet."""
    require_plain(name=unit.name, department=unit.department)
    if unit.parent is not None:
        await store.lock_tree(tx)
        await seen(unit.parent)
    try:
        await store.add(tx, unit)
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(fields={"name": "name_taken"}) from error
    tx.record("unit", unit.id, "create", target=unit.state, after=unit.name.encode())
    return Done(unit.id, 1, unit.state)


@command("unit.change")
async def change_unit(  # noqa: PLR0913 - the fields of the form
    tx: Tx, id: UUID, version: int, name: str, parent: UUID | None, *, place: int, department: str
) -> Done:
    """Another name, place in the tree or information department."""
    demand(tx.actor, Right.UNIT_MANAGE)
    before = await seen(id)
    await store.lock_tree(tx)
    if parent in await store.below(id) or (parent is None and before.direct):
        raise Invalid(fields={"parent": "unit_circle"})
    made = _checked(name, before.kind, parent, place=place, direct=before.direct, department=department, tx=tx)
    require_plain(name=made.name, department=made.department)
    after = replace(made, id=id, confirmed=before.confirmed)
    try:
        new = await store.change(tx, version, after)
    except asyncpg.UniqueViolationError as error:
        raise NameTaken(fields={"name": "name_taken"}) from error
    if new is None:
        raise StaleVersion
    tx.record("unit", id, "edit", before=repr(before).encode(), after=repr(after).encode())
    return Done(id, new, before.state)


@command("unit.direct")
async def name_direct(tx: Tx, id: UUID, version: int, *, direct: bool) -> Done:
    """Make a sub-unit a direct-report point, or end that (SUB-01)."""
    demand(tx.actor, Right.UNIT_DIRECT)
    unit = await seen(id)
    if unit.parent is None:
        raise Invalid(fields={"direct": "unit_has_no_parent"})
    new = await store.name_direct(tx, id, version, direct=direct)
    if new is None:
        raise StaleVersion
    tx.record("unit", id, "direct", before=str(unit.direct).encode(), after=str(direct).encode())
    return Done(id, new, unit.state)


@command("unit.close")
async def close_unit(tx: Tx, id: UUID, version: int) -> Done:
    """Take an empty unit off the register; its records stay."""
    unit = await seen(id)
    row = UNIT.require(unit, "close", tx.actor)
    new = await tx.move(UnitTable, id, version, unit.state, row.target)
    tx.record("unit", id, row.action, source=unit.state, target=row.target)
    return Done(id, new, row.target)


def _checked(  # noqa: PLR0913 - the fields of the form
    name: str, kind: str, parent: UUID | None, *, place: int, direct: bool, department: str, tx: Tx
) -> Unit:
    wrong = {}
    if not name.strip():
        wrong["name"] = "required"
    if len(name) > LONGEST or len(department) > LONGEST:
        wrong["name" if len(name) > LONGEST else "department"] = "contact_too_long"
    if kind not in list(UnitKind):
        wrong["kind"] = "choose_one"
    if direct and parent is None:
        wrong["direct"] = "unit_has_no_parent"
    if not 0 <= place < 1_000_000:  # noqa: PLR2004 - six digits in the order of the tree
        wrong["place"] = "not_a_number"
    if wrong:
        raise Invalid(fields=wrong)
    return Unit(
        new_id(tx.now), 1, "open", name.strip(), UnitKind(kind), parent, place, direct, department.strip(), tx.now
    )  # fmt: skip
