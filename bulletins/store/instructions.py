"""Rows of instructions: what leaders wrote, and the ledger of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bulletins.rules import outside
from bulletins.rules.instructions import Instruction, Target, Told, Wanted, Word, end_of
from bulletins.rules.outside import OutsideLeader
from bulletins.store import outside as outside_rows
from bulletins.tables.instructions import Instruction as InstructionTable
from gate import queries as held
from gate.workflow import NOTHING
from kernel import clock, db, vault
from kernel.actor import SYSTEM
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.vault import Box

# $1 the whole office, $2 the leader's own, $3 routed to this unit or told to it.
VISIBLE = """
($1::boolean OR leader = $2 OR (state NOT IN ('ink', 'unconfirmed', 'registered', 'void') AND EXISTS (
    SELECT 1 FROM instruction_target t WHERE t.instruction = instruction.id AND t.unit = $3
)) OR EXISTS (SELECT 1 FROM instruction_told d WHERE d.instruction = instruction.id AND d.unit = $3 AND d.sight <> 'nothing'))
"""
FILTER = """
AND ($4::text[] = '{}' OR state = ANY($4)) AND ($5::uuid IS NULL OR id < $5) AND ($7 = '' OR kind = $7)
AND ($8 = '' OR way = $8) AND ($9::uuid IS NULL OR leader = $9) AND ($10::timestamptz IS NULL OR said_at >= $10)
AND ($11::timestamptz IS NULL OR said_at <= $11)
AND ($12::uuid IS NULL OR EXISTS (SELECT 1 FROM instruction_target t WHERE t.instruction = instruction.id AND t.unit = $12))
AND ($13 = '' OR EXISTS (SELECT 1 FROM instruction_slip s JOIN instruction_target t ON t.id = s.duty
    WHERE t.instruction = instruction.id AND t.state = 'owed' AND s.due = t.due AND s.colour = $13))
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
    limit: int = 30, wanted: Wanted | None = None,
) -> list[Instruction]:  # fmt: skip
    """Instructions this viewer may see, newest first."""
    w = wanted or Wanted()
    first = end_of(w.first) - timedelta(days=1) if w.first else None
    rows = await db.fetch(
        f"SELECT * FROM instruction WHERE {VISIBLE} {FILTER} ORDER BY id DESC LIMIT $6",  # noqa: S608 - conditions from this file
        everything, leader, unit, list(states), before or w.before, limit, w.kind, w.way, w.leader, first,
        end_of(w.last) if w.last else None, w.unit, w.colour,
    )  # fmt: skip
    return await _opened(rows)


async def of_issue(issue: UUID) -> list[Instruction]:
    """Every instruction on an issue, oldest first."""
    return await _opened(await db.fetch("SELECT * FROM instruction WHERE issue = $1 ORDER BY id", issue))


async def following(id: UUID) -> list[Instruction]:
    """Those that follow up this one, oldest first."""
    return await _opened(await db.fetch("SELECT * FROM instruction WHERE follows = $1 ORDER BY id", id))


async def closed_in(year: int) -> list[UUID]:
    """Closed in a year and not filed yet, by number."""
    rows = await db.fetch(
        "SELECT id FROM instruction WHERE state = 'closed'"
        " AND extract(year FROM closed_at AT TIME ZONE 'Asia/Shanghai') = $1 ORDER BY year, number", year,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def years_to_file() -> list[tuple[int, int]]:
    """(year, how many) of what is closed and not filed."""
    rows = await db.fetch(
        "SELECT extract(year FROM closed_at AT TIME ZONE 'Asia/Shanghai')::integer AS year, count(*) AS n FROM instruction"
        " WHERE state = 'closed' GROUP BY 1 ORDER BY 1 DESC"
    )
    return [(row["year"], row["n"]) for row in rows]


async def next_number(tx: Tx, year: int) -> int:
    """The next number of the ledger, gapless: it falls back with the transaction."""
    row = await tx.one(
        "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series) DO UPDATE SET last = counter.last + 1"
        " RETURNING last", f"instruction:{year}",
    )  # fmt: skip
    return int(row["last"]) if row else 0


async def add(tx: Tx, made: Instruction) -> Box:
    """A new instruction with its key."""
    box = vault.mint(made.id, "instruction")
    await vault.keep(tx, box)
    await tx.insert(
        InstructionTable, id=made.id, state=made.state, issue=made.issue, article=made.article, leader=made.leader,
        text_sealed=box.seal("text", made.text), created=tx.now, kind=made.kind, way=made.way, rank=made.rank,
        sight=made.sight, year=made.year, number=made.number, said_at=made.said_at or tx.now, by=tx.actor.id,
        transcriber=made.transcriber, follows=made.follows,
        ink_sealed=box.seal("ink", made.ink) if made.ink else None,
    )  # fmt: skip
    return box


async def text_columns(id: UUID, text: str) -> dict[str, Any]:
    """The column of new wording."""
    return {"text_sealed": (await vault.box(id)).seal("text", text)}


async def demand_columns(id: UUID, demand: str) -> dict[str, Any]:
    """The column of what the office asks for."""
    return {"demand_sealed": (await vault.box(id)).seal("demand", demand)} if demand else {}


async def lock(tx: Tx, id: UUID) -> None:
    """Queue behind whoever changes this instruction now."""
    await tx.run("SELECT 1 FROM instruction WHERE id = $1 FOR UPDATE", id)


async def _opened(rows: list[Row]) -> list[Instruction]:
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    boxes = await vault.boxes(ids)
    targets = await db.fetch("SELECT * FROM instruction_target WHERE instruction = ANY($1) ORDER BY unit", ids)
    words = await db.fetch("SELECT * FROM instruction_word WHERE instruction = ANY($1) ORDER BY at, id", ids)
    told = await db.fetch("SELECT * FROM instruction_told WHERE instruction = ANY($1) ORDER BY unit", ids)
    listed = await outside_rows.every()
    # What the gate holds of a scan decides who has the next step, in lists as on the page.
    holds = {row["id"]: await held.standing(SYSTEM, [row["id"]]) for row in rows if row["state"] == "unconfirmed"}
    return [
        replace(
            _instruction(boxes[row["id"]], row, targets, words, told), outside=_outside(listed, row),
            holds=holds.get(row["id"], NOTHING),
        )
        for row in rows
        if row["id"] in boxes
    ]  # fmt: skip


def _outside(listed: Sequence[OutsideLeader], row: Row) -> str:
    who = outside.on(listed, row["leader"], clock.local(row["said_at"]).date())
    return who.called if who else ""


def _instruction(box: Box, row: Row, targets: list[Row], words: list[Row], told: list[Row]) -> Instruction:
    plain = [
        "id",
        "version",
        "state",
        "issue",
        "article",
        "leader",
        "created",
        "due",
        "routed_at",
        "closed_at",
        "kind",
        "way",
        "rank",
        "sight",
        "year",
        "number",
        "said_at",
        "by",
        "transcriber",
        "follows",
        "told_at",
    ]
    return Instruction(
        **{name: row[name] for name in plain}, text=box.open("text", bytes(row["text_sealed"])),
        demand=box.open("demand", bytes(row["demand_sealed"])) if row["demand_sealed"] else "",
        ink=box.open("ink", bytes(row["ink_sealed"])) if row["ink_sealed"] else "",
        targets=tuple(_target(box, target, words) for target in targets if target["instruction"] == row["id"]),
        told=tuple(Told(each["unit"], each["sight"], each["at"]) for each in told if each["instruction"] == row["id"]),
    )  # fmt: skip


def _target(box: Box, row: Row, words: list[Row]) -> Target:
    said = tuple(
        Word(
            word["action"], box.open(f"answer:{word['id']}", bytes(word["text_sealed"])), word["code"], word["due"],
            word["by"], word["at"],
        )
        for word in words
        if word["duty"] == row["id"]
    )  # fmt: skip
    plain = ["unit", "answered_by", "answered_at", "id", "version", "state", "due", "asked_due", "accepted_at"]
    answer = next((word.text for word in reversed(said) if word.action == "answer"), "")
    return Target(**{name: row[name] for name in plain}, answer=answer, words=said)


async def tidy_rows(month: date) -> list[Row]:
    """The list of a month."""
    return await db.fetch("SELECT * FROM instruction_tidy WHERE month = $1", month)


async def tidy_months() -> list[date]:
    """Months that have a list, newest first."""
    return [row["month"] for row in await db.fetch("SELECT DISTINCT month FROM instruction_tidy ORDER BY month DESC")]


async def open_ones() -> list[Instruction]:
    """Everything that somebody still has to move, oldest first."""
    states = ["ink", "unconfirmed", "registered", "routed", "answered"]
    return await _opened(
        await db.fetch("SELECT * FROM instruction WHERE state = ANY($1) ORDER BY year, number", states)
    )


async def add_tidy(tx: Tx, month: date, rows: Sequence[tuple[UUID, UUID | None, str, datetime | None, bool]]) -> None:
    """The list of a month, once."""
    for instruction_id, duty, owes, due, late in rows:
        await tx.run(
            "INSERT INTO instruction_tidy (month, instruction, duty, owes, due, late, made)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            month, instruction_id, duty, owes, due, late, tx.now,
        )  # fmt: skip
