"""Rows of ink."""

from collections.abc import Sequence
from uuid import UUID

from bulletins.rules import ink as rules
from bulletins.rules.ink import Ink
from bulletins.tables.ink import InstructionInk
from crypto import sm3
from kernel import db, vault
from kernel.db import Tx


async def add(tx: Tx, instruction: UUID, ink: Ink, pdf: bytes) -> bytes:
    """Keep the lines under the instruction's key, bound to the page of this file; the digest of what was kept."""
    box, data = await vault.box(instruction), rules.packed(ink)
    digest = sm3.hash(data)
    await tx.insert(
        InstructionInk, instruction=instruction, page=ink.page, bound=rules.bound(pdf, ink.page),
        points=sum(len(line.points()) for line in ink.lines), ink_sealed=box.seal_bytes("ink", data), digest=digest,
        created=tx.now,
    )  # fmt: skip
    return digest


async def of(instruction: UUID, pdf: bytes) -> Ink | None:
    """The ink of an instruction, if it has any and this is the file it was drawn on."""
    row = await db.one("SELECT page, bound, ink_sealed FROM instruction_ink WHERE instruction = $1", instruction)
    if row is None or bytes(row["bound"]) != rules.bound(pdf, row["page"]):
        return None
    box = await vault.box(instruction)
    return rules.unpacked(box.open_bytes("ink", bytes(row["ink_sealed"])))


async def pages(instructions: Sequence[UUID]) -> dict[UUID, int]:
    """Which of these are ink, and on which page."""
    rows = await db.fetch(
        "SELECT instruction, page FROM instruction_ink WHERE instruction = ANY($1)", list(instructions)
    )
    return {row["instruction"]: row["page"] for row in rows}
