"""Rows of instructions and of what the units answered."""

from collections.abc import Sequence
from uuid import UUID

from bulletins.rules.instructions import Instruction, Target
from bulletins.tables.instructions import Instruction as InstructionTable
from bulletins.tables.instructions import InstructionTarget
from kernel import db, vault
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.vault import Box

# $1 the whole office, $2 the leader's own, $3 routed to this unit.
VISIBLE = """
($1::boolean OR leader = $2 OR (state <> 'registered' AND EXISTS (
    SELECT 1 FROM instruction_target t WHERE t.instruction = instruction.id AND t.unit = $3
)))
"""


async def instruction(id: UUID) -> Instruction:
    """One instruction with its text and answers. Raises NotFound."""
    rows = await db.fetch("SELECT * FROM instruction WHERE id = $1", id)
    if not rows:
        raise NotFound
    return (await _opened(rows))[0]


async def some(ids: Sequence[UUID]) -> list[Instruction]:
    """Those that exist."""
    return await _opened(await db.fetch("SELECT * FROM instruction WHERE id = ANY($1)", list(ids)))


async def listed(  # noqa: PLR0913 - the facts of visibility and of a keyset page
    *, everything: bool, leader: UUID | None, unit: UUID | None, states: Sequence[str] = (), before: UUID | None = None,
    limit: int = 30,
) -> list[Instruction]:  # fmt: skip
    """Instructions this viewer may see, newest first."""
    rows = await db.fetch(
        f"SELECT * FROM instruction WHERE {VISIBLE} AND ($4::text[] = '{{}}' OR state = ANY($4))"  # noqa: S608 - a condition from this file
        " AND ($5::uuid IS NULL OR id < $5) ORDER BY id DESC LIMIT $6",
        everything, leader, unit, list(states), before, limit,
    )  # fmt: skip
    return await _opened(rows)


async def of_issue(issue: UUID) -> list[Instruction]:
    """Every instruction on an issue, oldest first."""
    return await _opened(await db.fetch("SELECT * FROM instruction WHERE issue = $1 ORDER BY id", issue))


async def add(tx: Tx, made: Instruction) -> None:
    """A new instruction with its key."""
    box = vault.mint(made.id, "instruction")
    await vault.keep(tx, box)
    await tx.insert(
        InstructionTable, id=made.id, state=made.state, issue=made.issue, article=made.article, leader=made.leader,
        text_sealed=box.seal("text", made.text), created=tx.now,
    )  # fmt: skip


async def aim(tx: Tx, id: UUID, units: Sequence[UUID]) -> None:
    """The units that must answer."""
    for unit in units:
        await tx.insert(InstructionTarget, instruction=id, unit=unit)


async def answer(tx: Tx, id: UUID, unit: UUID, text: str) -> bool:
    """Keep a unit's answer, once; False when it has answered before."""
    box = await vault.box(id)
    row = await tx.one(
        "UPDATE instruction_target SET answer_sealed = $3, answered_by = $4, answered_at = $5"
        " WHERE instruction = $1 AND unit = $2 AND answered_at IS NULL RETURNING unit",
        id, unit, box.seal(f"answer:{unit}", text), tx.actor.id, tx.now,
    )  # fmt: skip
    return row is not None


async def lock(tx: Tx, id: UUID) -> None:
    """Queue behind whoever changes this instruction now."""
    await tx.run("SELECT 1 FROM instruction WHERE id = $1 FOR UPDATE", id)


async def _opened(rows: list[Row]) -> list[Instruction]:
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    boxes = await vault.boxes(ids)
    targets = await db.fetch("SELECT * FROM instruction_target WHERE instruction = ANY($1) ORDER BY unit", ids)
    return [_instruction(boxes[row["id"]], row, targets) for row in rows if row["id"] in boxes]


def _instruction(box: Box, row: Row, targets: list[Row]) -> Instruction:
    return Instruction(
        id=row["id"], version=row["version"], state=row["state"], issue=row["issue"], article=row["article"],
        leader=row["leader"], text=box.open("text", bytes(row["text_sealed"])), created=row["created"], due=row["due"],
        routed_at=row["routed_at"], closed_at=row["closed_at"],
        targets=tuple(
            Target(
                target["unit"],
                box.open(f"answer:{target['unit']}", bytes(target["answer_sealed"])) if target["answer_sealed"] else "",
                target["answered_by"], target["answered_at"],
            )
            for target in targets
            if target["instruction"] == row["id"]
        ),
    )  # fmt: skip
