"""kill -9 of web and worker processes, again and again, while people work; then what was acknowledged against what is there.

    python -m tests.crash.kill9 --kills 200 --operations 5000 --seed 1
    python -m tests.crash.kill9 --kills 20 --operations 400 --control no-transaction     must find faults

- Two web processes without jobs and one worker, real `zhengxun` processes on one embedded PostgreSQL in a folder of this run.
- Clients work over HTTP with an idempotency key in every form; see tests/simulators/clerk.py and story.py.
- Kills are spread evenly over the acknowledged operations and fall some random microseconds after each mark. The victim is
  started again at once; a request without an answer is repeated with its key.
- At the end a worker whose clock runs ahead (so that leases of the dead run out) carries out what is owed. See compare.py.
"""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path

import asyncpg
import httpx

from app import demo_organisation, runtime
from app.settings import Settings
from identity.rights import Role
from kernel import migrate, postgres
from kernel.log import configure
from kernel.postgres import Cluster
from tests.crash import compare
from tests.crash.installation import Process, places, serves, verified
from tests.crash.nursery import Nursery
from tests.crash.report import closing
from tests.crash.sabotage import CONTROLS
from tests.crash.story import Desk
from tests.simulators.clerk import Clerk, Doors, GaveUpError, Log, RefusedError, SessionLostError
from tests.simulators.office import PASSWORD, Office

CLIENTS = 6
AHEAD = 600.0
LONGEST_START = 60.0
ERROR = 40
MOST_FAULTS = 200  # a build this wrong need not be watched any longer


@dataclass(slots=True)
class Run:
    """One run and its figures."""

    folder: Path
    seed: int
    kills: int
    operations: int
    nursery: Nursery
    dice: random.Random
    doors: Doors = field(default_factory=Doors)
    places: list[Process] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)
    killed: dict[str, int] = field(default_factory=lambda: {"web": 0, "worker": 0})
    faults: list[str] = field(default_factory=list)
    ending: bool = False

    @property
    def acknowledged(self) -> int:
        return sum(clerk.log.count for desk in self.desks for clerk in desk.clerks())

    def ended(self) -> bool:
        return self.ending

    async def start(self, place: Process, *, ahead: float = 0.0) -> None:
        """Start what belongs there, and wait until it serves."""
        log = self.folder / f"{place.name}.log"
        place.pid = await asyncio.to_thread(self.nursery.start, place.arguments, place.environ, log, ahead=ahead)
        deadline = time.monotonic() + LONGEST_START
        while place.door and not await serves(place.door):
            if time.monotonic() > deadline or not self.nursery.alive(place.pid):
                raise RuntimeError(f"{place.name} does not start, see {log}")
            await asyncio.sleep(0.03)
        place.ready = True
        if place.door:
            self.doors.up.append(place.door)

    async def kill(self, place: Process) -> None:
        """kill -9, without a word to the clients: they find out."""
        place.ready = False
        if not await asyncio.to_thread(self.nursery.kill, place.pid):
            self.faults.append(f"{place.name} had ended by itself")
        if place.door in self.doors.up:
            self.doors.up.remove(place.door)
        self.killed["web" if place.door else "worker"] += 1


async def _killer(run: Run) -> None:
    """Spread the kills over the operations; each some microseconds after its mark."""
    starts: list[asyncio.Task[None]] = []
    for number in range(1, run.kills + 1):
        mark = run.operations * number // (run.kills + 1)
        while run.acknowledged < mark and not run.ending:  # noqa: ASYNC110 - what it waits for is a count
            await asyncio.sleep(0.003)
        if run.ending:
            break
        await asyncio.sleep(run.dice.random() * 0.05)
        place = run.dice.choice(run.places)
        while not place.ready:
            await asyncio.sleep(0.003)
            for start in starts:
                if start.done():
                    start.result()
        await run.kill(place)
        starts.append(asyncio.create_task(run.start(place)))
    await asyncio.gather(*starts)


async def _client(run: Run, desk: Desk) -> None:
    while not run.ending:
        try:
            for clerk in desk.clerks():
                if not clerk.token:
                    await clerk.sign_in(PASSWORD)
            await desk.story(run.ended)
        except (SessionLostError, RefusedError, GaveUpError) as error:
            run.faults.append(f"client {desk.number}: {type(error).__name__} {error}")
            if len(run.faults) > max(MOST_FAULTS, run.operations // 10):
                run.ending = True
        if run.acknowledged >= run.operations and sum(run.killed.values()) >= run.kills:
            run.ending = True


def _desks(run: Run, http: httpx.AsyncClient) -> Iterator[Desk]:
    for number, house in enumerate(demo_organisation.HOUSES[:CLIENTS]):
        signer = next(post.login for post in house.posts if Role.SIGNER in post.roles)
        officer = next(post.login for post in house.posts if Role.LIAISON in post.roles)
        clerks = [
            Clerk(
                http, run.doors, Log(run.folder / "told" / f"{number}-{login}.jsonl"), login, turn=number,
                refused=run.faults.append,
            )
            for login in (officer, signer, "shaixuan")
        ]  # fmt: skip
        yield Desk(clerks[0], clerks[1], clerks[2], random.Random(f"{run.seed} {number}"), number)


async def _found(settings: Settings, cluster: Cluster) -> None:
    await migrate.apply(cluster.owner_dsn)
    async with runtime.running(settings, cluster.service_dsn):
        await Office().found()


async def _work(run: Run) -> None:
    nobody = CookieJar(DefaultCookiePolicy(allowed_domains=()))  # each clerk carries an own cookie
    async with httpx.AsyncClient(timeout=20, limits=httpx.Limits(max_connections=40), cookies=nobody) as http:
        run.desks.extend(_desks(run, http))
        await asyncio.gather(*(run.start(place) for place in run.places))
        killer = asyncio.create_task(_killer(run))
        await asyncio.gather(*(_client(run, desk) for desk in run.desks))
        await killer


async def _settle(run: Run, cluster: Cluster) -> None:
    """Everything stops; a worker from the future carries out what is owed."""
    for place in run.places:
        await asyncio.to_thread(run.nursery.kill, place.pid)
    worker = run.places[-1]
    await run.start(worker, ahead=AHEAD)
    connection = await asyncpg.connect(cluster.admin_dsn)
    deadline = time.monotonic() + 60
    try:
        while await connection.fetchval("SELECT count(*) FROM outbox WHERE state = 'ready'"):
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.1)
    finally:
        await connection.close()
    await asyncio.to_thread(run.nursery.kill, worker.pid)


async def _compare(run: Run, settings: Settings, cluster: Cluster) -> int:
    """Adds to the faults; returns how many files have no row (allowed, swept later)."""
    connection = await asyncpg.connect(cluster.admin_dsn)
    try:
        told = compare.Told.read(run.folder / "told")
        run.faults += await compare.faults(connection, told, settings.blobs_folder)
        named = {bytes(row["digest"]).hex() for row in await connection.fetch("SELECT digest FROM blob")}
    finally:
        await connection.close()
    if said := await verified(settings, cluster, run.folder / "verify.log"):
        run.faults.append(f"the journal's chain does not hold: {said}")
    return compare.orphans(named, settings.blobs_folder)


async def run(kills: int, operations: int, seed: int, control: str = "none") -> tuple[dict[str, object], list[str]]:
    """The figures of a run, and what was wrong at its end."""
    folder = Path(tempfile.mkdtemp(prefix="zx-kill-"))
    (folder / "told").mkdir()
    settings = Settings(data=folder / "data")
    settings.data.mkdir()
    nursery = Nursery(control)
    this = Run(folder, seed, kills, operations, nursery, random.Random(seed))
    begin = time.monotonic()
    try:
        with postgres.embedded(settings.postgres_folder) as cluster:
            await _found(settings, cluster)
            this.places = places(folder)
            working = time.monotonic()
            await _work(this)
            worked = time.monotonic() - working
            await _settle(this, cluster)
            without_row = await _compare(this, settings, cluster)
    finally:
        nursery.close()
        with suppress(OSError):
            shutil.rmtree(folder)
    kinds = {name: sum(fault.startswith(name) for fault in this.faults) for name in ("lost", "doubled")}
    return {
        "seed": str(seed),
        "control": control,
        "kills": sum(this.killed.values()),
        "of them web / worker": f"{this.killed['web']} / {this.killed['worker']}",
        "acknowledged operations": this.acknowledged,
        "of them submissions begun": sum(desk.stories for desk in this.desks),
        "requests repeated with their key": sum(clerk.repeated for desk in this.desks for clerk in desk.clerks()),
        **kinds,
        "other faults": len(this.faults) - sum(kinds.values()),
        "files without a row (allowed)": without_row,
        "seconds under load": worked,
        "seconds in all": time.monotonic() - begin,
    }, this.faults


def main(argv: list[str] | None = None) -> int:
    """Exit code 0: nothing lost, nothing doubled. A control is expected to end with 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--operations", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--control", choices=list(CONTROLS), default="none")
    args = parser.parse_args(argv)
    configure(ERROR)
    figures, found = asyncio.run(run(args.kills, args.operations, args.seed, args.control))
    return closing("kill -9 under load", figures, found)


if __name__ == "__main__":
    sys.exit(main())
