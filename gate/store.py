"""Every SQL statement of the gate. Reads work inside and outside a transaction; writes take a Tx."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from gate.rules import FILE, Item
from gate.tables import GateRefusal, GateRules, Hold
from gate.workflow import HoldState
from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id
from marking.cleared import Hold as Found

COLUMNS = ", ".join(Item.__dataclass_fields__)


async def refuse(tx: Tx, digest: bytes, rule: str, place: str) -> UUID:
    """One row of the register; its id."""
    refusal, actor = new_id(), tx.actor
    await tx.insert(
        GateRefusal, id=refusal, at=tx.now, actor=actor.id, unit=actor.unit, terminal=actor.terminal, digest=digest,
        rule=rule, place=place,
    )  # fmt: skip
    return refusal


async def refusals(before: UUID | None, limit: int) -> list[Row]:
    """The register, newest first."""
    return await db.fetch(
        "SELECT * FROM gate_refusal WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2", before, limit
    )


async def one(id: UUID) -> Item | None:
    """A hold."""
    row = await db.one(f"SELECT {COLUMNS} FROM hold WHERE id = $1", id)  # noqa: S608 - names of our own fields
    return _item(row) if row else None


async def holds(records: Iterable[UUID], *, lapsed: bool = False) -> list[Item]:
    """Everything held in some records, oldest first; `lapsed`: what no longer stands as well."""
    wanted = list(records)
    if not wanted:
        return []
    rows = await db.fetch(
        f"SELECT {COLUMNS} FROM hold WHERE record = ANY($1) AND ($2 OR state <> 'lapsed') ORDER BY id",  # noqa: S608
        wanted, lapsed,
    )  # fmt: skip
    return [_item(row) for row in rows]


async def add(tx: Tx, kind: str, record: UUID, found: Found, of: Item | None = None) -> UUID:
    """A hold that the actor declares, or (`of`) one that repeats a released one."""
    hold = new_id()
    decided = {"decided_by": of.decided_by, "decided_at": of.decided_at, "carried": of.id} if of else {}
    await tx.insert(
        Hold, id=hold, state=HoldState.RELEASED.value if of else HoldState.DECLARED.value, kind=kind, record=record,
        unit=tx.actor.unit, place=FILE if found.content else found.where, part=found.place.part.value,
        number=found.place.number, rule=found.code, digest=found.digest, content=found.content,
        declared_by=of.declared_by if of else tx.actor.id, declared_at=of.declared_at if of else tx.now, **decided,
    )  # fmt: skip
    return hold


async def decide(tx: Tx, hold: Item, target: str) -> int:
    """Released or denied by the actor, now."""
    return await tx.move(
        Hold, hold.id, hold.version, hold.state, target, decided_by=tx.actor.id, decided_at=tx.now
    )  # fmt: skip


async def lapse(tx: Tx, hold: Item) -> int:
    """It stands for nothing any more."""
    return await tx.move(Hold, hold.id, hold.version, hold.state, HoldState.LAPSED)


async def newest() -> int:
    """The number of the rule set in force; 0: the built-in rules alone."""
    row = await db.one("SELECT max(number) AS number FROM gate_rules")
    return int(row["number"] or 0) if row else 0


async def rule_set(number: int) -> Row | None:
    """One rule set."""
    return await db.one("SELECT * FROM gate_rules WHERE number = $1", number)


async def rule_sets() -> list[Row]:
    """Every rule set, newest first."""
    return await db.fetch("SELECT * FROM gate_rules ORDER BY number DESC")


async def add_rules(tx: Tx, number: int, edits: str, summary: str) -> UUID:
    """A rule set under the next number. The key refuses the second of two at once."""
    made = new_id()
    await tx.insert(GateRules, number=number, id=made, edits=edits, summary=summary, by=tx.actor.id, at=tx.now)
    return made


def _item(row: Row) -> Item:
    values: dict[str, Any] = {**row, "digest": bytes(row["digest"]), "content": bytes(row["content"])}
    return Item(**values)
