"""Rows of appeals; what is said in them is sealed."""

from collections.abc import Sequence
from uuid import UUID

from kernel import db, vault
from kernel.db import Row, Tx
from kernel.errors import NotFound
from scores.rules.appeals import KIND, Appeal
from scores.tables.corrections import ScoreAppeal

COLUMNS = "SELECT a.*, h.by AS entered_by FROM score_appeal a JOIN score_happening h ON h.id = a.happening"


async def add(tx: Tx, made: Appeal) -> None:
    """A new one with its key."""
    box = vault.mint(made.id, KIND)
    await vault.keep(tx, box)
    await tx.insert(
        ScoreAppeal, id=made.id, state=made.state, unit=made.unit, happening=made.happening, line=made.line,
        text_sealed=box.seal("text", made.text), filed_by=made.filed_by, filed_at=made.filed_at,
    )  # fmt: skip


async def sealed_answer(id: UUID, text: str) -> bytes:
    """The answer for its column."""
    return (await vault.box(id)).seal("answer", text)


async def one(id: UUID) -> Appeal:
    """Raises NotFound."""
    found = await _opened(await db.fetch(f"{COLUMNS} WHERE a.id = $1", id))
    if not found:
        raise NotFound
    return found[0]


async def listed(unit: UUID | None, limit: int) -> list[Appeal]:
    """Of a unit, or all: those that wait first, then the newest."""
    rows = await db.fetch(
        f"{COLUMNS} WHERE $1::uuid IS NULL OR a.unit = $1 ORDER BY a.state = 'filed' DESC, a.id DESC LIMIT $2",
        unit,
        limit,
    )
    return await _opened(rows)


async def of_lines(unit: UUID, happenings: Sequence[UUID]) -> dict[tuple[UUID, str], UUID]:
    """(happening, line) -> the unit's newest appeal."""
    rows = await db.fetch(
        "SELECT id, happening, line FROM score_appeal WHERE unit = $1 AND happening = ANY($2) AND state <> 'withdrawn'"
        " ORDER BY id",
        unit, list(happenings),
    )  # fmt: skip
    return {(row["happening"], row["line"]): row["id"] for row in rows}


async def open_on(unit: UUID, happening: UUID, line: str) -> bool:
    """Whether the unit waits for an answer about this line."""
    sql = "SELECT 1 FROM score_appeal WHERE unit = $1 AND happening = $2 AND line = $3 AND state = 'filed'"
    return await db.one(sql, unit, happening, line) is not None


async def of_outcomes(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Outcome -> appeal."""
    rows = await db.fetch("SELECT id, outcome FROM score_appeal WHERE outcome = ANY($1)", list(ids))
    return {row["outcome"]: row["id"] for row in rows}


async def waiting(unit: UUID | None = None) -> int:
    """How many wait for an answer."""
    row = await db.one(
        "SELECT count(*) AS n FROM score_appeal WHERE state = 'filed' AND ($1::uuid IS NULL OR unit = $1)", unit
    )
    return int(row["n"]) if row else 0


async def _opened(rows: list[Row]) -> list[Appeal]:
    boxes = await vault.boxes([row["id"] for row in rows]) if rows else {}
    return [_appeal(row, boxes[row["id"]]) for row in rows if row["id"] in boxes]


def _appeal(row: Row, box: vault.Box) -> Appeal:
    answer = box.open("answer", bytes(row["answer_sealed"])) if row["answer_sealed"] else ""
    text = box.open("text", bytes(row["text_sealed"]))
    kept = {name: value for name, value in row.items() if not name.endswith("_sealed")}
    return Appeal(text=text, answer=answer, **kept)
