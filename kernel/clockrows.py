"""The rows of the clocks: reading them, and the few statements that write them.

- A row says the whole term, so that it can be counted again; what moved its due time is kept beside it.
- Marks and moves are only added.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from kernel import clock, db, marks, worktime
from kernel.db import Row, Tx
from kernel.ids import new_id
from kernel.marks import Mark
from kernel.terms import Due, Outage, Reason
from kernel.work import Running

BATCH = 200  # clocks in one transaction
COLUMNS = (
    "start", "due", "asked", "closes", "rule", "label", "measure", "amount", "urgent", "calendar", "provisional",
)  # fmt: skip

TYPES = (*(["timestamptz"] * 4), "text", "text", "text", "integer", "boolean", "text", "boolean")
_TYPED = ", ".join(f"${n}::{of}[]" for n, of in enumerate(TYPES, 10))


class Why(msgspec.Struct, frozen=True):
    """What moved a due time, as it is stored."""

    days: tuple[Reason, ...] = ()
    outages: tuple[Outage, ...] = ()


async def insert(tx: Tx, kind: str, record: UUID, step: str, due: Due) -> None:
    """A new clock with its first mark."""
    plan = marks.plan(due, in_force(await rules(), kind, due), tx.now)
    names = ", ".join(COLUMNS)
    places = ", ".join(f"${n}" for n in range(10, 10 + len(COLUMNS)))
    await tx.run(
        f"INSERT INTO due_clock (id, kind, record, step, basis, why, known, next_mark, next_at, {names})"  # noqa: S608
        f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, {places})",
        new_id(), kind, record, step, basis(), why(due), tx.now, plan[0].rule.mark if plan else None,
        plan[0].at if plan else None, *(getattr(due, name) for name in COLUMNS),
    )  # fmt: skip


async def insert_many(tx: Tx, kind: str, wanted: Sequence[tuple[UUID, str, Due]]) -> None:
    """New clocks in one statement; those of one term are planned once."""
    known = await rules()
    first: dict[Due, Mark | None] = {}
    for _, _, due in wanted:
        if due not in first:
            first[due] = next(iter(marks.plan(due, in_force(known, kind, due), tx.now)), None)
    said = {due: why(due) for due in first}
    names = ", ".join(COLUMNS)
    if wanted:
        await tx.run(
            f"INSERT INTO due_clock (id, kind, record, step, basis, why, known, next_mark, next_at, {names})"  # noqa: S608
            f" SELECT u.id, $1, u.record, u.step, $2, u.why, $3, u.mark, u.at, {', '.join(f'u.{c}' for c in COLUMNS)}"
            f" FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::jsonb[], $8::text[], $9::timestamptz[], {_TYPED})"
            f" AS u (id, record, step, why, mark, at, {names})"
            " ON CONFLICT (kind, record, step) WHERE ended IS NULL DO NOTHING",
            kind, basis(), tx.now, *_columns(wanted, first, said),
        )  # fmt: skip


def _columns(
    wanted: Sequence[tuple[UUID, str, Due]], first: dict[Due, Mark | None], said: dict[Due, str]
) -> list[list[object]]:
    heads = [first[due] for _, _, due in wanted]
    return [
        [new_id() for _ in wanted], [record for record, _, _ in wanted], [step for _, step, _ in wanted],
        [said[due] for _, _, due in wanted], [head.rule.mark if head else None for head in heads],
        [head.at if head else None for head in heads],
        *([getattr(due, name) for _, _, due in wanted] for name in COLUMNS),
    ]  # fmt: skip


async def ids_of(tx: Tx, kind: str, records: Sequence[UUID]) -> list[UUID]:
    """The running clocks of these records; locked."""
    found = await tx.fetch(
        "SELECT id FROM due_clock WHERE kind = $1 AND record = ANY($2) AND ended IS NULL ORDER BY id FOR UPDATE",
        kind, list(records),
    )  # fmt: skip
    return [row["id"] for row in found]


async def ids(tx: Tx, kind: str, record: UUID, steps: Sequence[str]) -> list[UUID]:
    """The running clocks of these steps, of every step when none is named; locked."""
    rows = await tx.fetch(
        "SELECT id FROM due_clock WHERE kind = $1 AND record = $2 AND ended IS NULL AND (step = ANY($3) OR $4) FOR UPDATE",
        kind, record, list(steps), not steps,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def end(tx: Tx, ids: Sequence[UUID], at: datetime, ending: str) -> None:
    """They run no more."""
    if ids:
        await tx.run(
            "UPDATE due_clock SET ended = $2, ending = $3, next_mark = NULL, next_at = NULL WHERE id = ANY($1)",
            list(ids), at, ending,
        )  # fmt: skip


async def note(tx: Tx, noted: Sequence[tuple[UUID, int, str, datetime, str]]) -> None:
    """Marks that were said or put aside."""
    if noted:
        await tx.run(
            "INSERT INTO due_mark (clock, round, mark, planned, at, state) SELECT u.clock, u.round, u.mark, u.planned, $6,"
            " u.state FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::timestamptz[], $5::text[])"
            " AS u (clock, round, mark, planned, state)",
            *map(list, zip(*noted, strict=True)), tx.now,
        )  # fmt: skip


async def follow(tx: Tx, following: Sequence[tuple[UUID, Mark | None]]) -> None:
    """The next mark of each clock."""
    await tx.run(
        "UPDATE due_clock c SET next_mark = u.mark, next_at = u.at FROM"
        " unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS u (id, mark, at) WHERE c.id = u.id",
        [id for id, _ in following], [mark.rule.mark if mark else None for _, mark in following],
        [mark.at if mark else None for _, mark in following],
    )  # fmt: skip


async def recounted(  # noqa: PLR0913, PLR0917 - the columns that may change
    tx: Tx, id: UUID, new: Due, known: datetime, round: int, coming: Mark | None
) -> None:
    """The same term by other rules, its round of marks, and the next of them."""
    await tx.run(
        "UPDATE due_clock SET due = $2, calendar = $3, basis = $4, provisional = $5, why = $6, known = $7, round = $8,"
        " next_mark = $9, next_at = $10 WHERE id = $1",
        id, new.due, new.calendar, basis(), new.provisional, why(new), known, round,
        coming.rule.mark if coming else None, coming.at if coming else None,
    )  # fmt: skip


async def note_move(tx: Tx, row: Row, new: Due) -> None:
    """The due time as it was, before it moves."""
    await tx.run(
        "INSERT INTO due_move (id, clock, at, due, calendar, provisional, why, new_due, new_calendar)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new_id(), row["id"], tx.now, row["due"], row["calendar"], row["provisional"], row["why"], new.due, new.calendar,
    )  # fmt: skip
    tx.record(row["kind"], row["record"], "due_moved", after=f"{row['step']} {new.due.isoformat()}".encode())


async def rules() -> list[Row]:
    """Every row of the marks."""
    return await db.fetch("SELECT * FROM mark_rule ORDER BY place")


def in_force(rows: Sequence[Row], kind: str, due: Due) -> list[marks.Rule]:
    """The rows for clocks of this kind, those for any kind when it has none of its own, as they stood at the start."""
    day = clock.local(due.start).date()
    fit = [row for row in rows if row["urgent"] == due.urgent and row["kind"] in ("", kind) and _valid(row, day)]
    own = [row for row in fit if row["kind"] == kind]
    return [
        marks.Rule(row["mark"], row["tell"], row["share"], timedelta(minutes=row["after_minutes"] or 0))
        for row in own or fit
    ]


def _valid(row: Row, day: date) -> bool:
    return bool(row["valid_from"] <= day and (row["valid_until"] is None or day < row["valid_until"]))


def plan(row: Row, rules: Sequence[Row]) -> tuple[Mark, ...]:
    """Every mark of a stored clock."""
    due = term(row)
    return marks.plan(due, in_force(rules, row["kind"], due), row["known"])


def basis() -> str:
    """What due times are counted with now."""
    return worktime.current().basis


def why(due: Due) -> str:
    """What moved a due time, as it is stored."""
    return msgspec.json.encode(Why(due.reasons, due.outages)).decode()


def term(row: Row) -> Due:
    """The term of a row."""
    moved = msgspec.json.decode(row["why"], type=Why)
    return Due(**{name: row[name] for name in COLUMNS}, reasons=moved.days, outages=moved.outages)


def same(a: Due, b: Due) -> bool:
    """Whether two terms say the same; what the calendar did to them aside."""
    return replace(a, outages=(), reasons=()) == replace(b, outages=(), reasons=())


def running(row: Row) -> Running:
    """A row as a value."""
    return Running(
        row["id"], row["kind"], row["record"], row["step"], term(row), row["known"], row["round"], row["next_mark"] or "",
        row["ended"], row["ending"] or "",
    )  # fmt: skip
