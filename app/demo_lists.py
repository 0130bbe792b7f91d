"""Who gets which bulletin in the demo organisation, and under whose name: set through the product's commands."""

from dataclasses import replace
from uuid import UUID

from bulletins.commands import kinds as kind_commands
from bulletins.commands import lists as list_commands
from bulletins.queries import kinds as kind_queries
from bulletins.queries import lists as list_queries
from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Sort
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from identity.workflow.register import UnitKind
from kernel import clock
from kernel.actor import SYSTEM, Actor, Call

LEADERS_ONLY = frozenset({"consulted", "daily"})
WIDE = frozenset({"situation", "circular"})
MEMBERS = {
    Sort.DEPARTMENT: UnitKind.DEPARTMENT, Sort.BUREAU: UnitKind.LOCAL_BUREAU, Sort.ASSOCIATION: UnitKind.ASSOCIATION,
    Sort.INSURER: UnitKind.INSURER,
}  # fmt: skip
NEAR = (Sort.LEADER, Sort.DEPARTMENT, Sort.BUREAU)
FAR = (*NEAR, Sort.ASSOCIATION, Sort.INSURER)


async def distribute() -> None:
    """Fill the office's groups and give every kind without a list one. Issues bear the office's whole name."""
    await _name_office()
    director = await identity.actor_of((await identity.holders(SYSTEM, Right.KIND_DISTRIBUTE))[0])
    today, groups = clock.local(clock.now()).date(), {}
    for group in await list_queries.groups(director):
        groups[group.sort] = group.id
        if not group.members:
            await _fill(director, group.id, group.sort)
    others = [Reader(unit=unit.id) for unit in await identity.units(director) if unit.kind is UnitKind.AFFILIATE]
    for kind in await kind_queries.kinds(director):
        if await list_queries.listed(director, kind.id):
            continue
        sorts: tuple[Sort, ...] = (Sort.CHARGE if kind.code == "consulted" else Sort.LEADER,)
        if kind.code not in LEADERS_ONLY:
            sorts = FAR if kind.code in WIDE else NEAR
        readers = [] if kind.code in LEADERS_ONLY else others
        named = [groups[sort] for sort in sorts]
        await list_commands.add_entries(Call(director), kind.id, named, readers, today)


async def _fill(director: Actor, group: UUID, sort: Sort) -> None:
    if sort in (Sort.LEADER, Sort.CHARGE):
        readers = [Reader(person=id) for id in await identity.holders(SYSTEM, Right.INSTRUCTION_WRITE)]
    else:
        units = await identity.units(director)
        readers = [Reader(unit=unit.id) for unit in units if sort in MEMBERS and unit.kind is MEMBERS[sort]]
    if readers:
        await list_commands.add_members(Call(director), group, readers, clock.local(clock.now()).date())


async def _name_office() -> None:
    editor = await identity.actor_of((await identity.holders(SYSTEM, Right.KIND_EDIT))[0])
    office = await identity.office(SYSTEM)
    for kind in await kind_queries.kinds(editor):
        if kind.office == UnitKind.GENERAL_OFFICE.label:
            named = replace(kind, office=office.name, since=clock.local(clock.now()).date())
            said = await gate.pass_gate(Call(editor), kind_commands.words(named))
            await kind_commands.change(Call(editor), named, said)
