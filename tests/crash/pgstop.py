"""PostgreSQL is stopped at once (SIGQUIT to our own postmaster) again and again while writers write.

    python -m tests.crash.pgstop --stops 20 --seed 1
    python -m tests.crash.pgstop --stops 20 --seed 1 --control no-sync     must lose something

- 8 writers call a command; every call has a key; an answer counts as acknowledged; a call without an answer is repeated
  with the same key after the recovery, through the same connection pool.
- A job loop works meanwhile. At the end: every acknowledged call is whole in the database, no effect is there twice,
  the journal's chain holds, no promised work is left.
- The control runs with synchronous_commit=off and a lazy log writer. A run that loses nothing there says nothing here.
"""

import argparse
import asyncio
import logging
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import asyncpg

from crypto.devices.software import SoftwareDevice
from kernel import clock, db, heads, journal, migrate, outbox, pgtools, postgres, vault
from kernel.actor import Actor, Call
from kernel.db import Done
from kernel.errors import Unavailable
from kernel.log import configure
from kernel.postgres import Cluster
from kernel.tables import TABLES
from tests.crash import ledger
from tests.crash.report import closing

WRITERS = 8
LEAST, MOST = 20, 120  # acknowledged calls between two stops
LAZY = ("synchronous_commit = off", "wal_writer_delay = '10s'")
CONTROLS = ("none", "no-sync")


@dataclass(slots=True)
class Run:
    """One run: its dice, what was answered, how often a call had to be repeated."""

    folder: Path
    dice: random.Random
    acknowledged: dict[str, Done] = field(default_factory=dict)
    keys: int = 0
    repeated: int = 0
    recoveries: list[float] = field(default_factory=list)
    ending: bool = False

    async def write(self, number: int) -> None:
        """One writer: a new key each time, the same key until it is answered."""
        actor = Actor(UUID(int=1000 + number), UUID(int=1))
        while not self.ending:
            self.keys += 1
            key = f"writer {number} call {self.keys}"
            while (done := await _answer(Call(actor, key), key)) is None:
                self.repeated += 1
                await asyncio.sleep(0.01)
            self.acknowledged[key] = done

    async def loaded(self, calls: int) -> None:
        """Until so many further calls are acknowledged, then for some microseconds, to fall anywhere inside a call."""
        target = len(self.acknowledged) + calls
        deadline = time.monotonic() + 60
        while len(self.acknowledged) < target:
            if time.monotonic() > deadline:
                raise TimeoutError("the writers make no progress")
            await asyncio.sleep(0.002)
        await asyncio.sleep(self.dice.random() / 50)


async def _answer(call: Call, text: str) -> Done | None:
    try:
        return await ledger.deposit(call, text)
    except Unavailable:  # any other error is a fault of the product: a server that is away is an expected refusal
        return None


async def _configure(cluster: Cluster, control: str) -> None:
    connection = await asyncpg.connect(cluster.admin_dsn)
    try:
        for setting in LAZY if control == "no-sync" else ():
            await connection.execute(f"ALTER SYSTEM SET {setting}")
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()


def _stop_at_once(pid: int) -> None:
    """SIGQUIT to a postmaster this run has started, and wait for its end."""
    os.kill(pid, signal.SIGQUIT)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if _is_zombie(pid):
            return
        time.sleep(0.005)
    raise TimeoutError(f"postmaster {pid} does not end")


def _is_zombie(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] == "Z"
        )
    except (OSError, IndexError):
        return False


async def _drained() -> None:
    """Carry out what is still owed; waits after failures are skipped by a clock that runs ahead."""
    start = clock.now()
    for minutes in range(1, 60, 2):
        clock.install(lambda minutes=minutes: start + outbox.LEASE * 2 * minutes)  # type: ignore[misc]
        while await outbox.drain():
            pass
        left = await db.one("SELECT count(*) AS n FROM outbox WHERE state = 'ready'")
        if left and not left["n"]:
            break
    clock.install()


async def run(stops: int, seed: int, control: str, *, until_lost: bool = False) -> tuple[dict[str, object], list[str]]:
    """The figures of a run and what was wrong at its end. `until_lost`: end at the first stop that lost something."""
    folder = Path(tempfile.mkdtemp(prefix="zx-stop-"))
    begin = time.monotonic()
    state = Run(folder, random.Random(seed))
    done_stops = 0
    try:
        with ExitStack() as seats:
            cluster = seats.enter_context(postgres.embedded(folder / "pg"))
            await migrate.apply(cluster.owner_dsn, packages=("kernel",))
            await _configure(cluster, control)
            vault.install(await asyncio.to_thread(SoftwareDevice.create, folder / "device.json", "crash-pin-0000"))
            ledger.register()
            await db.open_pool(cluster.service_dsn, TABLES)
            try:
                done_stops, found = await _under_load(state, seats, cluster, stops, until_lost=until_lost)
            finally:
                await asyncio.wait_for(db.close_pool(), 30)
                outbox.HANDLERS.pop(ledger.TOPIC, None)
                vault.install(None)
        found += _damaged(folder / "pg" / "cluster")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lost = sum(fault.startswith("lost") for fault in found)
    return {
        "seed": str(seed),
        "control": control,
        "stops": done_stops,
        "writers": WRITERS,
        "acknowledged": len(state.acknowledged),
        "repeated after a stop": state.repeated,
        "lost": lost,
        "other faults": len(found) - lost,
        "longest recovery, s": max(state.recoveries, default=0.0),
        "seconds": time.monotonic() - begin,
    }, found


async def _under_load(
    state: Run, seats: ExitStack, cluster: Cluster, stops: int, *, until_lost: bool
) -> tuple[int, list[str]]:
    loop = outbox.Loop(poll=0.2)
    db.on_commit(loop.wake)
    tasks = [asyncio.create_task(loop.run()), *(asyncio.create_task(state.write(n)) for n in range(WRITERS))]
    n = 0
    for n in range(1, stops + 1):  # noqa: B007 - the number of stops is an answer
        await state.loaded(state.dice.randint(LEAST, MOST))
        before = dict(state.acknowledged)
        await asyncio.to_thread(_stop_at_once, cluster.postmaster_pid)
        started = time.monotonic()
        cluster = await asyncio.to_thread(seats.enter_context, postgres.embedded(state.folder / "pg"))
        state.recoveries.append(time.monotonic() - started)
        if until_lost and await _lost(cluster, before):
            break
    state.ending = True
    await asyncio.wait_for(asyncio.gather(*tasks[1:]), 60)
    loop.stop()
    await asyncio.wait_for(tasks[0], 60)
    await _drained()
    return n, await _faults(cluster, state)


async def _lost(cluster: Cluster, acknowledged: dict[str, Done]) -> bool:
    connection = await asyncpg.connect(cluster.admin_dsn)
    try:
        stored = {row["id"] for row in await connection.fetch("SELECT id FROM search_row WHERE kind = 'crash'")}
    finally:
        await connection.close()
    return any(done.id not in stored for done in acknowledged.values())


async def _faults(cluster: Cluster, state: Run) -> list[str]:
    connection = await asyncpg.connect(cluster.admin_dsn)
    try:
        found = await ledger.faults(connection, state.acknowledged, state.keys)
    finally:
        await connection.close()
    report = journal.verify([line async for line in heads.lines()], await heads.stored())
    return [*found, f"journal: {report.fault.reason} at {report.fault.seq}"] if report.fault else found


def quiet() -> None:
    """A server that is away is the point here, not news."""
    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)
    configure(logging.ERROR)


def _damaged(cluster: Path) -> list[str]:
    """Every page's checksum, while the server is down."""
    done = pgtools.find(cluster).attempt("pg_checksums", "--check", "-D", str(cluster), cwd=cluster)
    return [f"checksums: {done.stderr or done.stdout}"] if done.returncode else []


def main(argv: list[str] | None = None) -> int:
    """Exit code 0: nothing lost, nothing doubled. A control is expected to end with 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stops", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--control", choices=CONTROLS, default="none")
    args = parser.parse_args(argv)
    quiet()
    figures, found = asyncio.run(run(args.stops, args.seed, args.control))
    return closing("PostgreSQL stopped at once under load", figures, found)


if __name__ == "__main__":
    sys.exit(main())
