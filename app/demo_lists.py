"""Who gets which bulletin in the demo organisation, and under whose name: set through the product's commands."""

from dataclasses import replace

from bulletins.commands import kinds as kind_commands
from bulletins.queries import kinds as kind_queries
from bulletins.rules.kinds import Reader
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from identity.workflow.register import UnitKind
from kernel import clock
from kernel.actor import SYSTEM, Call

LEADERS_ONLY = frozenset({"consulted", "daily"})
NEAR = frozenset({UnitKind.LOCAL_BUREAU, UnitKind.AFFILIATE})
FAR = NEAR | {UnitKind.ASSOCIATION, UnitKind.INSURER}
WIDE = frozenset({"situation", "circular"})


async def distribute() -> None:
    """Give every kind without a list one; lists that exist are left alone. Issues bear the office's whole name."""
    await _name_office()
    director = await identity.actor_of((await identity.holders(SYSTEM, Right.KIND_DISTRIBUTE))[0])
    leaders = [Reader(person=account) for account in await identity.holders(SYSTEM, Right.INSTRUCTION_WRITE)]
    units = await identity.units(director)
    for kind in await kind_queries.kinds(director):
        if kind.readers:
            continue
        kinds = frozenset() if kind.code in LEADERS_ONLY else FAR if kind.code in WIDE else NEAR
        readers = [*leaders, *(Reader(unit=unit.id) for unit in units if unit.kind in kinds)]
        await kind_commands.distribute(Call(director), kind.id, kind.version, readers)


async def _name_office() -> None:
    editor = await identity.actor_of((await identity.holders(SYSTEM, Right.KIND_EDIT))[0])
    office = await identity.office(SYSTEM)
    for kind in await kind_queries.kinds(editor):
        if kind.office == UnitKind.GENERAL_OFFICE.label:
            named = replace(kind, office=office.name, since=clock.local(clock.now()).date())
            said = await gate.pass_gate(Call(editor), kind_commands.words(named))
            await kind_commands.change(Call(editor), named, said)
