"""Recurring work: a table advanced by the same kind of claim as the outbox.

- Each job has one row; whoever claims it runs it, the others pass by. A job that was missed while everything was down runs
  once on return, then keeps its rhythm.
- A job that fails is noted, logged and runs again at its next turn.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from kernel import clock, db
from kernel.log import log

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Job:
    """A named job and its rhythm."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


JOBS: dict[str, Job] = {}


def scheduled(
    name: str, *, every: timedelta
) -> Callable[[Callable[[], Awaitable[None]]], Callable[[], Awaitable[None]]]:
    """Register a recurring job."""

    def registered(function: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        JOBS[name] = Job(name, every, function)
        return function

    return registered


async def turn() -> int:
    """Run the jobs that are due; returns how many."""
    now = clock.now()
    await db.fetch(
        "INSERT INTO schedule (name, due) SELECT unnest($1::text[]), $2 ON CONFLICT (name) DO NOTHING", list(JOBS), now
    )
    rows = await db.fetch(
        "UPDATE schedule SET lease = $1 WHERE name IN (SELECT name FROM schedule WHERE due <= $2 AND name = ANY($3)"
        " AND (lease IS NULL OR lease < $2) ORDER BY due LIMIT 5 FOR UPDATE SKIP LOCKED) RETURNING name",
        now + LEASE, now, list(JOBS),
    )  # fmt: skip
    for row in rows:
        await _run(JOBS[row["name"]])
    return len(rows)


async def _run(job: Job) -> None:
    error = ""
    try:
        await job.run()
    except Exception as failure:  # noqa: BLE001 - outer loop: one bad job must not stop the others
        error = type(failure).__name__
        log.warning("job_failed", job=job.name, error=error)
    now = clock.now()
    await db.fetch(
        "UPDATE schedule SET due = $2, lease = NULL, ended = $3, error = $4 WHERE name = $1",
        job.name, now + job.every, now, error,
    )  # fmt: skip
