"""Rows of corrections; their reasons are sealed."""

from collections.abc import Sequence
from uuid import UUID

from kernel import db, vault
from kernel.db import Row, Tx
from kernel.errors import NotFound
from scores.rules.corrections import KIND, Correction
from scores.tables.corrections import ScoreCorrection


async def add(tx: Tx, made: Correction) -> None:
    """A new one with its key."""
    box = vault.mint(made.id, KIND)
    await vault.keep(tx, box)
    await tx.insert(
        ScoreCorrection, id=made.id, state=made.state, unit=made.unit, points=made.points, day=made.day,
        happening=made.happening, reason_sealed=box.seal("reason", made.reason), proposed_by=made.proposed_by,
        proposed_at=made.proposed_at,
    )  # fmt: skip


async def one(id: UUID) -> Correction:
    """Raises NotFound."""
    found = await _opened(await db.fetch("SELECT * FROM score_correction WHERE id = $1", id))
    if not found:
        raise NotFound
    return found[0]


async def listed(limit: int) -> list[Correction]:
    """Those that wait first, then the newest."""
    return await _opened(
        await db.fetch("SELECT * FROM score_correction ORDER BY state = 'proposed' DESC, id DESC LIMIT $1", limit)
    )


async def waiting_for(happening: UUID) -> bool:
    """Whether a cancelling is proposed already."""
    row = await db.one("SELECT 1 AS one FROM score_correction WHERE happening = $1 AND state = 'proposed'", happening)
    return row is not None


async def waiting() -> int:
    """How many wait for a second hand."""
    row = await db.one("SELECT count(*) AS n FROM score_correction WHERE state = 'proposed'")
    return int(row["n"]) if row else 0


async def of_outcomes(ids: Sequence[UUID]) -> dict[UUID, Correction]:
    """Outcome -> correction."""
    rows = await db.fetch("SELECT * FROM score_correction WHERE outcome = ANY($1)", list(ids))
    return {made.outcome: made for made in await _opened(rows) if made.outcome}


async def _opened(rows: list[Row]) -> list[Correction]:
    boxes = await vault.boxes([row["id"] for row in rows]) if rows else {}
    return [
        Correction(
            reason=boxes[row["id"]].open("reason", bytes(row["reason_sealed"])),
            **{name: value for name, value in row.items() if name != "reason_sealed"},
        )
        for row in rows
        if row["id"] in boxes
    ]
