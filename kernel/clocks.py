"""The clocks of all records: one running clock for each (kind, record, step).

- A clock is started with a Due (kernel/terms.py) inside the command that asks for it, and ends as settled (the step was
  done), replaced (started anew) or dropped (nobody waits for it any more). It is never rewritten.
- Its marks (kernel/marks.py) are said exactly once for each due time, in order: saying is the row in `due_mark` and the
  outbox row `clock.<kind>` with clock, record, step, mark, tell, urgent, in one transaction that claims the clock. So a
  loop that was down, killed or doubled, and a clock on the wall that jumps, neither lose a mark nor say it twice or early.
- When the calendar or the declared outages change, what runs is counted again: a due time that moves is kept with both
  versions of the calendar, begins a new round of marks and is told (`mark` = moved).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from kernel import clock, db, marks, terms
from kernel import clockrows as rows
from kernel.actor import SYSTEM, Call
from kernel.clockrows import BATCH
from kernel.db import Done, Row, Tx, command
from kernel.marks import Mark
from kernel.terms import Due
from kernel.work import Move, Running

__all__ = [
    "MOVED", "Move", "Running", "drop", "drop_many", "excuse", "moves", "of", "one", "recount", "settle", "start",
    "start_many", "turn",
]  # fmt: skip
MOVED = "moved"
Owed = tuple[str, datetime, dict[str, object]]


async def start(tx: Tx, kind: str, record: UUID, step: str, due: Due | None) -> None:
    """Start a step's clock, or start it anew; None takes it away. The same due time again changes nothing."""
    row = await tx.one(
        "SELECT * FROM due_clock WHERE kind = $1 AND record = $2 AND step = $3 AND ended IS NULL FOR UPDATE",
        kind, record, step,
    )  # fmt: skip
    if row and due and rows.same(rows.term(row), due):
        return
    if row:
        await rows.end(tx, [row["id"]], tx.now, "replaced" if due else "dropped")
    if due:
        await rows.insert(tx, kind, record, step, due)


async def start_many(tx: Tx, kind: str, wanted: Sequence[tuple[UUID, str, Due]]) -> None:
    """Start clocks of many records (record, step, due) at once; a step whose clock runs already keeps it."""
    await rows.insert_many(tx, kind, wanted)


async def drop_many(tx: Tx, kind: str, records: Sequence[UUID]) -> None:
    """Nobody waits for any step of these records any more."""
    await rows.end(tx, await rows.ids_of(tx, kind, records), tx.now, "dropped")


async def settle(tx: Tx, kind: str, record: UUID, *steps: str, at: datetime | None = None) -> None:
    """The steps (none named: every step) are done, now or at an earlier moment that was noted: their clocks stand still."""
    await rows.end(tx, await rows.ids(tx, kind, record, steps), at or tx.now, "settled")


async def drop(tx: Tx, kind: str, record: UUID, *steps: str) -> None:
    """Nobody waits for the steps (none named: every step) any more."""
    await rows.end(tx, await rows.ids(tx, kind, record, steps), tx.now, "dropped")


async def of(kind: str, records: Iterable[UUID]) -> dict[UUID, tuple[Running, ...]]:
    """Record -> its clocks that run or were settled, oldest first."""
    found: dict[UUID, tuple[Running, ...]] = {}
    kept = await db.fetch(
        "SELECT * FROM due_clock WHERE kind = $1 AND record = ANY($2) AND (ending IS NULL OR ending = 'settled')"
        " ORDER BY id", kind, list(records),
    )  # fmt: skip
    for row in kept:
        found[row["record"]] = (*found.get(row["record"], ()), rows.running(row))
    return found


async def one(id: UUID) -> Running | None:
    """A clock by its id: for the consumers of `clock.<kind>`."""
    row = await db.one("SELECT * FROM due_clock WHERE id = $1", id)
    return rows.running(row) if row else None


async def moves(ids: Sequence[UUID]) -> list[Move]:
    """Every move of these clocks' due times, oldest first."""
    kept = await db.fetch("SELECT * FROM due_move WHERE clock = ANY($1) ORDER BY at, id", list(ids))
    return [
        Move(row["clock"], row["at"], row["due"], row["new_due"], row["calendar"], row["new_calendar"]) for row in kept
    ]


async def turn() -> int:
    """For the job loop: say the marks that have come; how many clocks were looked at. Free while nothing is due."""
    if not await db.one("SELECT 1 FROM due_clock WHERE next_at <= $1 LIMIT 1", clock.now()):
        return 0
    return int((await _turn(Call(SYSTEM))).more["clocks"])


async def recount() -> int:
    """Count again what was counted by another calendar or other outages than those in force; how many moved."""
    moved = 0
    while True:
        if not await db.one("SELECT 1 FROM due_clock WHERE ended IS NULL AND basis <> $1 LIMIT 1", rows.basis()):
            return moved
        moved += int((await _recount(Call(SYSTEM))).more["moved"])


@command("clock.turn")
async def _turn(tx: Tx) -> Done:
    claimed = await tx.fetch(
        "SELECT * FROM due_clock WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2 FOR UPDATE SKIP LOCKED",
        tx.now, BATCH,
    )  # fmt: skip
    rules = await rows.rules()
    noted: list[tuple[UUID, int, str, datetime, str]] = []
    said: list[Owed] = []
    following: list[tuple[UUID, Mark | None]] = []
    for row in claimed:
        left = marks.waiting(rows.plan(row, rules), row["next_mark"])
        aside, now_said = marks.passed(left, tx.now)
        done = [*((mark, "put_aside") for mark in aside), *([(now_said, "said")] if now_said else [])]
        noted += [(row["id"], row["round"], mark.rule.mark, mark.at, state) for mark, state in done]
        if now_said:
            said.append(_promise(row, now_said.rule.mark, now_said.rule.tell, now_said.at))
        following.append((row["id"], next(iter(left[len(done) :]), None)))
    await rows.note(tx, noted)
    await tx.promises(said)
    await rows.follow(tx, following)
    return Done(SYSTEM.id, more={"clocks": str(len(claimed))})


@command("clock.recount")
async def _recount(tx: Tx) -> Done:
    claimed = await tx.fetch(
        "SELECT * FROM due_clock WHERE ended IS NULL AND basis <> $1 ORDER BY id LIMIT $2 FOR UPDATE",
        rows.basis(),
        BATCH,
    )
    return Done(SYSTEM.id, more={"moved": str(await _count_again(tx, claimed))})


async def excuse(tx: Tx, start: datetime, end: datetime) -> None:
    """What was settled late over an outage that was declared afterwards is counted again."""
    late = await tx.fetch(
        "SELECT * FROM due_clock WHERE ending = 'settled' AND ended > due AND ended > $1 AND start < $2 ORDER BY id"
        " FOR UPDATE", start, end,
    )  # fmt: skip
    await _count_again(tx, late)


async def _count_again(tx: Tx, claimed: Sequence[Row]) -> int:
    """Count these clocks by what is in force now; how many due times moved."""
    rules, said = await rows.rules(), list[Owed]()
    for row in claimed:
        new = terms.again(rows.term(row))
        moved = new.due != row["due"]
        known = tx.now if moved else row["known"]
        if moved:
            await rows.note_move(tx, row, new)
            said.append(_promise(row, MOVED, "holder", tx.now))
        plan = marks.plan(new, rows.in_force(rules, row["kind"], new), known)
        ahead = _rearmed(plan, row["next_mark"], tx.now) if moved else marks.waiting(plan, row["next_mark"] or "")
        coming = next(iter(ahead), None) if row["ended"] is None else None
        await rows.recounted(tx, row["id"], new, known, row["round"] + moved, coming)
    await tx.promises(said)
    return len(said)


def _rearmed(plan: Sequence[Mark], following: str | None, now: datetime) -> Sequence[Mark]:
    """The marks of a new round: those not said yet, and those said whose moment is ahead again."""
    names = [mark.rule.mark for mark in plan]
    unsaid = names.index(following) if following in names else len(plan)
    ahead = next((i for i, mark in enumerate(plan) if mark.at > now), len(plan))
    return plan[min(unsaid, ahead) :]


def _promise(row: Row, mark: str, tell: str, at: datetime) -> Owed:
    """Due since the mark's own moment: a clock on the wall that was ahead and is put right delays nothing."""
    ids = {name: row[name] for name in ("record", "step", "round")} | {"clock": row["id"], "mark": mark, "tell": tell}
    return f"clock.{row['kind']}", at, ids | {"urgent": "yes" if row["urgent"] else ""}
