"""Numbers under fire: many approvals at once, processes killed in the middle of them; then the numbers are read.

    python -m tests.crash.numbers --rounds 200 --callers 16 --seed 1
    python -m tests.crash.numbers --rounds 10 --control counted-outside     must find faults

- Each round is a process of its own. It approves issues of one kind, `callers` at once, and is killed with -9 at a random
  moment; some approvals break by themselves after the number was given. What was not approved comes again.
- What runs is the approval's own transaction, numbering, move, step, journal and promises, without the press: pages are
  set before it and lock nothing (tests/workflow/bulletins/test_races.py kills whole approvals).
- At the end the numbers of the kind are 1, 2, 3, …; running numbers too; the counters stand where the numbers end; each
  approved issue has exactly one journal row and one step that say so.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from app.tables import TABLES
from bulletins.commands import issues, numbering, steps
from bulletins.queries import kinds as kind_reads
from bulletins.rules import content
from bulletins.store import issues as store
from bulletins.workflow.issue import ISSUE
from crypto.devices.software import SoftwareDevice
from kernel import blobs, db, migrate, postgres, vault, worktime
from kernel.db import Done, Tx, command
from kernel.errors import Refusal
from tests.crash.report import closing
from tests.simulators.office import DIRECTOR, EDITOR, Office

PIN = "test-pin-0000"
BREAKS = 0.05  # of the approvals fail by themselves after the number was given
LONGEST = 0.02  # seconds from the sign that is waited for to the kill
TOLD: list[int] = []  # where a round tells that a number was given, and that it was kept
OPEN = "SELECT id, version FROM issue WHERE state = 'in_approval' ORDER BY id LIMIT $1"
SERIES = "SELECT series, last FROM counter WHERE series LIKE 'issue:%' ORDER BY length(series)"


class Broken(Exception):
    """Something that fails after everything was done."""


@dataclass(slots=True)
class Tally:
    """What the rounds did."""

    kills: int = 0
    rounds: int = 0
    finished: int = 0
    faults: list[str] = field(default_factory=list)


@command("crash.approve")
async def approve(tx: Tx, id: UUID, version: int, breaks: bool) -> Done:
    """The approval's transaction without the press."""
    issue = await steps.found(tx, id, version)
    row = next(row for row in ISSUE.transitions if row.action == "approve")
    signed: dict[str, Any] = {"approved_by": tx.actor.id, "approved_at": tx.now, "digest": content.digest(issue)}
    signed |= await numbering.give(tx, issue)
    os.write(TOLD[0], b"g")
    done = await steps.moved(tx, replace(issue, **signed), row, kind_edition=issue.kind.edition, **signed)
    if breaks:
        raise Broken
    return done


async def opened(folder: Path, dsn: str) -> Office:
    """The product of this run's folder, open."""
    place = folder / "device.json"
    vault.install(SoftwareDevice.open(place, PIN) if place.exists() else SoftwareDevice.create(place, PIN))
    blobs.install(folder / "blobs")
    worktime.install(worktime.Calendar())
    await db.open_pool(dsn, TABLES, size=20)
    return Office()


async def found(folder: Path, server: postgres.Cluster, wanted: int) -> None:
    """The demo organisation, and issues of one kind that wait for the director."""
    await migrate.apply(server.owner_dsn)
    office = await opened(folder, server.service_dsn)
    try:
        await office.found()
        kind = next(one for one in await kind_reads.kinds(office.actors[EDITOR]) if one.code == "brief")
        for _ in range(wanted):
            await issues.open_issue(office.call(EDITOR), kind.id)
    finally:
        await db.close_pool()
    owner = await asyncpg.connect(server.owner_dsn)
    try:
        await owner.execute("UPDATE issue SET state = 'in_approval'")
    finally:
        await owner.close()


async def a_round(folder: Path, dsn: str, callers: int, seed: str, ready: int) -> None:
    """Approve what waits, as many at once as there are callers."""
    dice = random.Random(seed)
    office = await opened(folder, dsn)
    await office.enter()
    waiting = await db.fetch(OPEN, callers)
    TOLD[:] = [ready]

    async def one(id: UUID, version: int) -> None:
        with suppress(Refusal, Broken):
            await approve(office.call(DIRECTOR), id, version, dice.random() < BREAKS)
            os.write(ready, b"c")

    await asyncio.gather(*(one(row["id"], row["version"]) for row in waiting))


def killed(folder: Path, dsn: str, callers: int, seed: str) -> bool:
    """One round in a process of its own, killed at a random sign of it; whether it was before it had finished."""
    dice = random.Random(f"kill {seed}")
    heard, ready = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        with suppress(BaseException):
            os.close(heard)
            asyncio.run(a_round(folder, dsn, callers, seed, ready))
            status = 0
        os._exit(status)
    os.close(ready)
    left = dice.randint(1, 2 * callers)
    while left and (said := os.read(heard, left)):
        left -= len(said)
    time.sleep(dice.random() * LONGEST)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(heard)
    return os.WIFSIGNALED(status)


async def compared(dsn: str) -> tuple[int, list[str]]:
    """How many were approved, and what is wrong with their numbers."""
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("SELECT id, year, number, total, state FROM issue ORDER BY number")
        given = [row for row in rows if row["number"] is not None]
        counters = {row["series"]: row["last"] for row in await connection.fetch(SERIES)}
        journal = dict(await connection.fetch(
            "SELECT record, count(*) FROM journal WHERE kind = 'issue' AND action = 'approve' GROUP BY record"
        ))  # fmt: skip
        noted = dict(
            await connection.fetch("SELECT record, count(*) FROM step_done WHERE step = 'approval' GROUP BY record")
        )
    finally:
        await connection.close()
    wanted = list(range(1, len(given) + 1))
    told = {name: sorted(row[name] for row in given) for name in ("number", "total")}
    faults = [f"{name}: {numbers[:50]} of {len(given)}" for name, numbers in told.items() if numbers != wanted]
    if given and sorted(counters.values()) != [len(given)] * 2:
        faults.append(f"counters stand at {counters}, {len(given)} numbers were given")
    approved = {row["id"] for row in rows if row["state"] == "approved"}
    if approved != {row["id"] for row in given}:
        faults.append("approved and numbered are not the same issues")
    for name, kept in (("journal", journal), ("steps", noted)):
        if set(kept) != approved or any(count != 1 for count in kept.values()):
            faults.append(f"{name}: {len(kept)} of {len(approved)}, at most {max(kept.values(), default=0)}")
    return len(given), faults


def _counted_outside(dsn: str) -> None:
    """The control: the counter is taken on a connection of its own, as a sequence would be; the transaction is not asked."""

    async def outside(tx: Tx, series: str) -> int:
        connection = await asyncpg.connect(dsn)
        try:
            return int(await connection.fetchval(
                "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series)"
                " DO UPDATE SET last = counter.last + 1 RETURNING last",
                series,
            ))  # fmt: skip
        finally:
            await connection.close()

    store.next_number = outside


def run(rounds: int, callers: int, seed: int, control: str = "none") -> tuple[dict[str, object], list[str]]:
    """The figures of a run, and what was wrong at its end."""
    folder = Path(tempfile.mkdtemp(prefix="zx-numbers-"))
    tally, began = Tally(), time.monotonic()
    with postgres.embedded(folder / "pg") as server:
        asyncio.run(found(folder, server, rounds * callers))
        if control == "counted-outside":
            _counted_outside(server.service_dsn)
        for number in range(rounds):
            ended = killed(folder, server.service_dsn, callers, f"{seed} {number}")
            tally.rounds += 1
            tally.kills += ended
            tally.finished += not ended
        approved, tally.faults = asyncio.run(compared(server.admin_dsn))
    figures: dict[str, object] = {
        "rounds": tally.rounds, "callers at once": callers, "kills": tally.kills, "rounds left to finish": tally.finished,
        "numbers given": approved, "seconds": time.monotonic() - began,
    }  # fmt: skip
    return figures, tally.faults


def main() -> int:
    """The command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--callers", type=int, default=16)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--control", choices=("none", "counted-outside"), default="none")
    given = asked.parse_args()
    figures, found_faults = run(given.rounds, given.callers, given.seed, given.control)
    return closing("numbers of issues under kill -9", figures, found_faults)


if __name__ == "__main__":
    sys.exit(main())
