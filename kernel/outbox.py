"""The outbox: work promised by a transaction is a row in it, and the row is the truth.

- A loop claims rows with a lease (FOR UPDATE SKIP LOCKED); effect and `done` commit together, fenced by the try count:
  effects in the database happen exactly once, effects outside (mail) at least once with the row's id as their key.
- A failed row is tried again after 10 s, doubling to 10 min, with jitter, for at least 7 days; then, or at once when its
  handler raises Poison, it stands aside, is shown to administrators and can be re-driven. It never blocks others.
- A lease further away than a fresh one was given by a clock that was ahead: it holds nothing up once that is put right.
- Waking (event, Redis) is best effort: it may be lost, doubled or late.
- A row that is done is kept for 30 days for whoever asks what happened, then swept; what stands aside is never swept.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from kernel import clock, db
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.log import log

LEASE = timedelta(seconds=25)  # a killed worker must be made good within 30 s, polling included
FIRST_WAIT, LONGEST_WAIT, PATIENCE = timedelta(seconds=10), timedelta(minutes=10), timedelta(days=7)
BATCH = 20
KEPT, SWEPT_AT_ONCE = timedelta(days=30), 5000
Handler = Callable[[Tx, dict[str, str], int], Awaitable[None]]
HANDLERS: dict[str, Handler] = {}


class Poison(Exception):
    """A row that can never succeed: stand it aside now."""


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Register the consumer of a topic: `async f(tx, ids, outbox_id)`. One per topic."""

    def registered(function: Handler) -> Handler:
        if topic in HANDLERS:
            message = f"two handlers for {topic}"
            raise ValueError(message)
        HANDLERS[topic] = function
        return function

    return registered


def wait_after(tries: int, chance: float) -> timedelta:
    """How long to wait after the n-th failed try; `chance` in [0, 1) spreads it over the upper half."""
    full: timedelta = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries - 1, 10))
    return full * (0.5 + 0.5 * chance)


async def claim(limit: int = BATCH) -> list[dict[str, Any]]:
    """Take up to `limit` due rows under a lease."""
    now = clock.now()
    return await db.fetch(
        "UPDATE outbox SET lease = $1, tries = tries + 1 WHERE id IN ("
        " SELECT id FROM outbox WHERE state = 'ready' AND due <= $2 AND (lease IS NULL OR lease < $2 OR lease > $1)"
        " ORDER BY due, id LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id, topic, ids, tries, created",
        now + LEASE, now, limit,
    )  # fmt: skip


async def run_one(row: dict[str, Any]) -> None:
    """Carry out one claimed row, or note its failure."""
    try:
        async with db.transaction(SYSTEM) as tx:
            mine = await tx.one(
                "UPDATE outbox SET state = 'done', lease = NULL, error = '', ended = $3"
                " WHERE id = $1 AND state = 'ready' AND tries = $2 RETURNING id",
                row["id"], row["tries"], tx.now,
            )  # fmt: skip
            if mine:  # otherwise another worker took over after our lease ran out
                found = HANDLERS.get(row["topic"])
                if found is None:
                    raise Poison(row["topic"])  # noqa: TRY301 - inside the transaction so that nothing is kept
                await found(tx, json.loads(row["ids"]), row["id"])
    except Exception as error:  # noqa: BLE001 - the worker's outer loop: whatever fails, the row is kept and tried again
        await _failed(row, error)


async def _failed(row: dict[str, Any], error: Exception) -> None:
    now = clock.now()
    aside = isinstance(error, Poison) or now - row["created"] >= PATIENCE
    log.warning(
        "outbox_failed", id=row["id"], topic=row["topic"], tries=row["tries"], error=type(error).__name__, aside=aside
    )
    await db.fetch(
        "UPDATE outbox SET state = $3, lease = NULL, due = $4, error = $5 WHERE id = $1 AND state = 'ready' AND tries = $2",
        row["id"], row["tries"], "aside" if aside else "ready",
        now + wait_after(row["tries"], random.random()), type(error).__name__,  # noqa: S311 - jitter is no secret
    )  # fmt: skip


async def drain(limit: int = BATCH) -> int:
    """One round: claim and carry out. Returns how many rows were claimed."""
    rows = await claim(limit)
    await asyncio.gather(*(run_one(row) for row in rows))
    return len(rows)


async def redrive(tx: Tx, id: int) -> bool:
    """Give a row that stands aside a fresh start. False when there is no such row."""
    row = await tx.one(
        "UPDATE outbox SET state = 'ready', due = $2, created = $2, lease = NULL WHERE id = $1 AND state = 'aside' RETURNING id",
        id, tx.now,
    )  # fmt: skip
    return row is not None


async def aside() -> list[dict[str, Any]]:
    """The rows that stand aside, newest first: for the administrators' page."""
    return await db.fetch(
        "SELECT id, topic, tries, created, error FROM outbox WHERE state = 'aside' ORDER BY id DESC LIMIT 200"
    )


async def sweep() -> int:
    """Remove rows that have been done for long, a batch at a time so that no claim waits; returns how many."""
    removed = 0
    while True:
        rows = await db.fetch(
            "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'done' AND ended < $1 LIMIT $2)"
            " RETURNING id",
            clock.now() - KEPT, SWEPT_AT_ONCE,
        )  # fmt: skip
        removed += len(rows)
        if len(rows) < SWEPT_AT_ONCE:
            return removed


class Loop:
    """The job loop of one process: woken after commits, polling besides. Survives a database that is away."""

    def __init__(self, *, poll: float = 1.0, others: tuple[Callable[[], Awaitable[int]], ...] = ()) -> None:
        self.poll, self.others = poll, others
        self.woken, self.stopping = asyncio.Event(), False

    async def run(self) -> None:
        """Until stop(). `others` are further claimers (the schedule) run in the same rhythm."""
        while not self.stopping:
            self.woken.clear()  # before the claim, or a wake-up between claim and wait is lost
            try:
                busy = await drain() + sum([await other() for other in self.others])
            except Exception as error:  # noqa: BLE001 - outer loop: the database may be away; say so and go on
                log.warning("loop_failed", error=type(error).__name__)
                busy = 0
            if not busy and not self.stopping:
                try:
                    await asyncio.wait_for(self.woken.wait(), self.poll)
                except TimeoutError:
                    continue

    def wake(self) -> None:
        """There may be work."""
        self.woken.set()

    def stop(self) -> None:
        """End after the current round."""
        self.stopping = True
        self.woken.set()
