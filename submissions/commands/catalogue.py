"""Keeping the catalogue of data already collected: one entry at a time, or a table at once.

- Words enter only as `Cleared`; entries are the office's own, and nobody else changes them.
- A table is taken whole or not at all: with one bad row nothing of it is kept, and every fault is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from crypto import sm3
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import vault
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared
from submissions.errors import BadTable
from submissions.rules.catalogue import KIND, MOST_ROWS, TEXTS, Details, RowFault, wrong_details, wrong_text
from submissions.store import catalogue as store

TABLE = UUID(int=15)  # the catalogue as a whole, in the journal


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its number there, and what was chosen; its words come as `Cleared`, by `<row>:<field>`."""

    row: int
    details: Details


@command("catalogue.add")
async def add(tx: Tx, cleared: Cleared, details: Details) -> Done:
    """A new entry."""
    text = await _checked(tx, cleared, details)
    return await _add(tx, text, details)


@command("catalogue.change")
async def change(tx: Tx, id: UUID, version: int, cleared: Cleared, details: Details) -> Done:
    """An entry as it is now; ending it is giving it a last day."""
    text = await _checked(tx, cleared, details)
    row = await store.row(id)
    if row is None:
        raise NotFound
    if row["version"] != version:
        raise StaleVersion
    box = await vault.box(id)
    before = store.opened(box, row)
    new = await store.change(tx, box, version, text, details)
    if new is None:
        raise StaleVersion
    tx.record(KIND, id, "change", before=_digest(before), after=_digest(text))
    return Done(id, new)


@command("catalogue.take_in")
async def take_in(tx: Tx, cleared: Cleared, lines: Sequence[Line]) -> Done:
    """Every row of a table as a new entry. Raises BadTable naming every row that cannot be one."""
    _demand(tx)
    gate.nothing_held(cleared)
    if not lines or len(lines) > MOST_ROWS:
        raise BadTable("sheet_too_long" if lines else "required")
    units = {unit.id for unit in await identity.units(tx.actor)}
    faults, texts = list[RowFault](), list[dict[str, str]]()
    for line in lines:
        text = {name: cleared.text(f"{line.row}:{name}").strip() for name in TEXTS}
        wrong = wrong_text(text) | wrong_details(line.details, units)
        faults += [RowFault(line.row, name, code) for name, code in wrong.items()]
        texts.append(text)
    if faults:
        raise BadTable("catalogue_bad_table", tuple(faults))
    for line, text in zip(lines, texts, strict=True):
        await _add(tx, text, line.details)
    return Done(TABLE, more={"count": str(len(lines))})


def _demand(tx: Tx) -> None:
    demand(tx.actor, Right.CATALOGUE_EDIT)
    if not tx.actor.office:
        raise Forbidden(action="")


async def _checked(tx: Tx, cleared: Cleared, details: Details) -> dict[str, str]:
    _demand(tx)
    gate.nothing_held(cleared)
    text = {name: cleared.text(name).strip() for name in TEXTS}
    units = {unit.id for unit in await identity.units(tx.actor)}
    if wrong := wrong_text(text) | wrong_details(details, units):
        raise Invalid(fields=wrong)
    return text


async def _add(tx: Tx, text: dict[str, str], details: Details) -> Done:
    box = vault.mint(new_id(tx.now), KIND)
    await vault.keep(tx, box)
    await store.add(tx, box, text, details)
    tx.record(KIND, box.owner, "add", after=_digest(text))
    return Done(box.owner)


def _digest(text: dict[str, str]) -> bytes:
    return sm3.hash("\0".join(text[name] for name in TEXTS).encode())
