"""Every SQL statement of tasks and of the submissions that answer them.

- A list cannot be asked for without saying whose: one unit's, or (`unit` None) the office's.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from submissions.rules.assignments import Task
from submissions.workflow.assignments import OPEN, UNSETTLED

OPEN_STATES, UNSETTLED_STATES = [str(state) for state in OPEN], [str(state) for state in UNSETTLED]


def task_of(row: Row) -> Task:
    """A row as the workflow sees it."""
    names = ("id", "version", "state", "assignment", "unit", "holder", "due", "asked_due", "first_answered")
    return Task(*(row[name] for name in names))


async def row(id: UUID) -> Row | None:
    """The task itself."""
    return await db.one("SELECT * FROM assignment_task WHERE id = $1", id)


async def of_order(id: UUID) -> list[Row]:
    """Every task an order has or had."""
    return await db.fetch("SELECT * FROM assignment_task WHERE assignment = $1 ORDER BY id", id)


async def of_unit(assignment: UUID, unit: UUID) -> Row | None:
    """A unit's task of an order that asks something of it now."""
    return await db.one(
        "SELECT * FROM assignment_task WHERE assignment = $1 AND unit = $2 AND state NOT IN ('merged', 'cancelled')",
        assignment, unit,
    )  # fmt: skip


async def listing(  # noqa: PLR0913 - the filters of the list
    unit: UUID | None, states: Sequence[str], *, of: UUID | None = None, beyond: tuple[datetime, UUID] | None = None,
    backwards: bool = False, newest: bool = False, limit: int = 21,
) -> list[Row]:  # fmt: skip
    """Tasks by due time, or (`newest`) the latest first; `of`: the office asks for one unit's."""
    where, args = ["t.state = ANY($1)"], list[object]([list(states)])
    for wanted in (unit, of):
        if wanted is not None:
            args.append(wanted)
            where.append(f"t.unit = ${len(args)}")
    up = newest is backwards
    if beyond:
        args += beyond
        where.append(f"(t.due, t.id) {'>' if up else '<'} (${len(args) - 1}, ${len(args)})")
    order = "ASC" if up else "DESC"
    args.append(limit)
    return await db.fetch(
        f"SELECT t.* FROM assignment_task t WHERE {' AND '.join(where)}"  # noqa: S608 - column names only
        f" ORDER BY t.due {order}, t.id {order} LIMIT ${len(args)}",
        *args,
    )


async def counts(unit: UUID | None) -> dict[str, int]:
    """How many tasks stand in each state."""
    found = await db.fetch(
        "SELECT state, count(*) AS n FROM assignment_task WHERE $1::uuid IS NULL OR unit = $1 GROUP BY state", unit
    )
    return {each["state"]: each["n"] for each in found}


async def by_ids(ids: Iterable[UUID]) -> list[Row]:
    """Tasks by id."""
    return await db.fetch("SELECT * FROM assignment_task WHERE id = ANY($1)", list(ids))


async def held_by(account: UUID) -> list[Row]:
    """What somebody has in hand and has not answered for yet."""
    return await db.fetch(
        "SELECT * FROM assignment_task WHERE holder = $1 AND state = ANY($2) ORDER BY due, id",
        account,
        UNSETTLED_STATES,
    )


async def lock(tx: Tx, id: UUID) -> Row | None:
    """The task, held until COMMIT."""
    return await tx.one("SELECT * FROM assignment_task WHERE id = $1 FOR UPDATE", id)


async def link(tx: Tx, task: UUID, submission: UUID) -> bool:
    """A submission answers a task. False when it did already."""
    row = await tx.one(
        "INSERT INTO assignment_answer (task, submission, linked_by, linked) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT DO NOTHING RETURNING task", task, submission, tx.actor.id, tx.now,
    )  # fmt: skip
    return row is not None


async def unlink(tx: Tx, task: UUID, submission: UUID) -> bool:
    """It does no longer. False when it never did."""
    row = await tx.one(
        "DELETE FROM assignment_answer WHERE task = $1 AND submission = $2 RETURNING task", task, submission
    )
    return row is not None


async def carry_answers(tx: Tx, source: UUID, target: UUID) -> None:
    """The answers of a task go to the one it is merged into."""
    await tx.run(
        "INSERT INTO assignment_answer (task, submission, linked_by, linked)"
        " SELECT $2, submission, linked_by, linked FROM assignment_answer WHERE task = $1 ON CONFLICT DO NOTHING",
        source, target,
    )  # fmt: skip
    await tx.run("DELETE FROM assignment_answer WHERE task = $1", source)


async def answers(tasks: Iterable[UUID]) -> list[Row]:
    """task, submission, state: what answers these tasks, in the order it was linked."""
    return await db.fetch(
        "SELECT l.task, l.submission, s.state FROM assignment_answer l JOIN submission s ON s.id = l.submission"
        " WHERE l.task = ANY($1) ORDER BY l.linked, l.submission", list(tasks),
    )  # fmt: skip


async def answered_by(submissions: Iterable[UUID]) -> list[Row]:
    """submission, task, assignment, unit: what these submissions answer."""
    return await db.fetch(
        "SELECT l.submission, t.* FROM assignment_answer l JOIN assignment_task t ON t.id = l.task"
        " WHERE l.submission = ANY($1) ORDER BY t.id", list(submissions),
    )  # fmt: skip


async def kinds_of(submissions: Iterable[UUID]) -> dict[UUID, str]:
    """Submission -> the kind of the order it answers."""
    found = await db.fetch(
        "SELECT l.submission, min(a.kind) AS kind FROM assignment_answer l JOIN assignment_task t ON t.id = l.task"
        " JOIN assignment a ON a.id = t.assignment WHERE l.submission = ANY($1) AND t.state <> 'cancelled'"
        " GROUP BY l.submission", list(submissions),
    )  # fmt: skip
    return {each["submission"]: each["kind"] for each in found}


async def figures(since: datetime, until: datetime, now: datetime) -> list[Row]:
    """unit, issued, answered, on_time, late, declined: of tasks that fell due in a period and asked something."""
    return await db.fetch(
        "SELECT unit, count(*) AS issued, count(first_answered) AS answered,"
        " count(*) FILTER (WHERE first_answered <= due) AS on_time,"
        " count(*) FILTER (WHERE COALESCE(first_answered, $3) > due AND state <> 'declined') AS late,"
        " count(*) FILTER (WHERE state = 'declined') AS declined"
        " FROM assignment_task WHERE due >= $1 AND due < $2 AND state NOT IN ('merged', 'cancelled') GROUP BY unit",
        since, until, now,
    )  # fmt: skip


async def adopted(submissions: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Submission -> the issues it was used in."""
    found = await db.fetch(
        "SELECT submission, issue_label FROM submission_adoption WHERE submission = ANY($1) ORDER BY id",
        list(submissions),
    )
    labels: dict[UUID, list[str]] = {}
    for each in found:
        labels.setdefault(each["submission"], []).append(each["issue_label"])
    return labels


async def linkable(unit: UUID, task: UUID, limit: int = 30) -> list[Row]:
    """A unit's latest submissions that could answer a task and do not yet."""
    return await db.fetch(
        "SELECT s.* FROM submission s WHERE s.unit = $1 AND s.state <> 'withdrawn' AND NOT EXISTS"
        " (SELECT 1 FROM assignment_answer l WHERE l.task = $2 AND l.submission = s.id)"
        " ORDER BY s.created DESC, s.id DESC LIMIT $3", unit, task, limit,
    )  # fmt: skip
