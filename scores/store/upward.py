"""Rows of what is known of adoptions elsewhere; references are sealed, papers lie in the store of files."""

from collections.abc import Sequence
from uuid import UUID

from kernel import db, vault
from kernel.db import Tx
from scores.rules.upward import Registered
from scores.tables.corrections import ScoreUpward

KEY = "score_upward"


async def add(tx: Tx, id: UUID, happening: UUID, reference: str, document: UUID | None) -> None:
    """Write it; the key of `id` is kept already."""
    box = await vault.box(id)
    await tx.insert(
        ScoreUpward, id=id, happening=happening, reference_sealed=box.seal("reference", reference), document=document,
        by=tx.actor.id, at=tx.now,
    )  # fmt: skip


async def of(happenings: Sequence[UUID]) -> dict[UUID, Registered]:
    """What is known of some happenings."""
    rows = await db.fetch("SELECT * FROM score_upward WHERE happening = ANY($1)", list(happenings))
    boxes = await vault.boxes([row["id"] for row in rows]) if rows else {}
    return {
        row["happening"]: Registered(
            row["happening"], boxes[row["id"]].open("reference", bytes(row["reference_sealed"])), row["document"],
            row["by"], row["at"],
        )
        for row in rows
        if row["id"] in boxes
    }  # fmt: skip


async def newest(limit: int) -> list[UUID]:
    """The happenings registered last."""
    rows = await db.fetch("SELECT happening FROM score_upward ORDER BY id DESC LIMIT $1", limit)
    return [row["happening"] for row in rows]
