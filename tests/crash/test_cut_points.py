"""The process dies at the n-th SQL statement of a command, n = 1 … end: all or nothing, and once.

After each death: either not one row differs from before, or the act is there whole. A death that changed nothing leaves the
very state the first try started from, so the repeat is tried only at the ends and in the middle; where the act is there, the
same key must give the stored answer and the promised work, carried out twice, its effect once.
The control is the same command without its transaction. The same checks must see it fail.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest

from app.tables import TABLES
from crypto.devices.software import SoftwareDevice
from kernel import blobs, db, migrate, postgres, vault, worktime
from kernel.postgres import Cluster
from tests.crash import scenarios, snapshot
from tests.crash.cuts import DIED, Answer, Hand, Order
from tests.crash.snapshot import Shape
from tests.simulators.office import Office, drained

PIN = "test-pin-0000"
KEY = "the one key"
STEP = 1 if os.environ.get("ZHENGXUN_TEST_LONG") else 4  # the relay dies between pieces of work that are alike
pytestmark = pytest.mark.crash


@dataclass(slots=True)
class Bench:
    """A start to go back to, and what the act makes of it when nobody dies."""

    cluster: Cluster
    look: asyncpg.Connection
    hand: Hand
    scenario: str
    facts: dict[str, str]
    start: dict[str, str] = field(default_factory=dict)
    acted: Shape = field(default_factory=dict)
    settled: Shape = field(default_factory=dict)
    statements: int = 0
    commits: list[int] = field(default_factory=list)

    async def act(self, *, cut: int = 0, mid: bool = False, control: str = "none") -> Answer:
        order = Order(self.scenario, self.facts, self.cluster.service_dsn, KEY, cut, mid, control=control)
        return await self.hand.obey(order)

    async def settle(self) -> Answer:
        """The same request twice, then the promised work twice."""
        return await self.hand.obey(Order(self.scenario, self.facts, self.cluster.service_dsn, KEY, settle=True))

    async def measure(self) -> None:
        """The act undisturbed: how many statements, and what it leaves."""
        await snapshot.keep(self.look)
        self.start = await snapshot.contents(self.look)
        whole = await self.act()
        assert whole.code == 0, whole.error
        self.statements, self.commits = whole.statements, whole.commits
        self.acted = await snapshot.shape(self.look)
        settled = await self.settle()
        assert settled.code == 0, settled.error
        self.settled = await snapshot.shape(self.look)
        await self.back()

    async def back(self) -> None:
        """To the start."""
        await snapshot.alone(self.look)
        await snapshot.back(self.look, self.start)
        assert await snapshot.contents(self.look) == self.start

    async def once(self) -> list[str]:
        """What is wrong after the repeats: another answer to the same key, an error, a missing or a second effect."""
        settled = await self.settle()
        if settled.code:
            return [f"repeating fails: {settled.error}"]
        found = []
        if scenarios.ALL[self.scenario].whole and len(set(settled.said)) > 1:
            found.append(f"one key, two answers: {settled.said}")
        if settled.relayed[1]:
            found.append("a second relay found work")
        shape = await snapshot.shape(self.look)
        if shape != self.settled:
            found.append(f"not one effect: {snapshot.difference(shape, self.settled)}")
        return found

    async def torn(self, there: dict[str, str]) -> list[str]:
        """Something happened: unless it is everything, say what is there and what is not."""
        shape = await snapshot.shape(self.look)
        if not scenarios.ALL[self.scenario].whole or shape == self.acted:
            return []
        changed = [name for name, digest in there.items() if digest != self.start[name]]
        return [f"torn, {', '.join(changed)} changed: {snapshot.difference(shape, self.acted)}"]


@dataclass(slots=True)
class Outcome:
    """Faults, how many deaths left nothing behind, how many the whole."""

    faults: list[str] = field(default_factory=list)
    nothing: int = 0
    everything: int = 0


async def cut_everywhere(bench: Bench, control: str = "none", step: int = 1) -> Outcome:
    """Die before each `step`-th statement, and while each COMMIT is on its way."""
    out = Outcome()
    repeated = {1, bench.statements // 2, bench.statements}
    deaths = [(cut, False) for cut in range(1, bench.statements + 1, step)] + [(cut, True) for cut in bench.commits]
    for cut, mid in deaths:
        answer = await bench.act(cut=cut, mid=mid, control=control)
        await snapshot.alone(bench.look)
        there = await snapshot.contents(bench.look)
        found = [] if answer.code == DIED else [f"no death but {answer.said or answer.error}"]
        if there == bench.start:
            out.nothing += 1
        else:
            found += await bench.torn(there)
            out.everything += not found
        if there != bench.start or cut in repeated:
            found += await bench.once()
            await bench.back()
        out.faults += [f"statement {cut}{' sent' if mid else ''}: {fault}" for fault in found]
    return out


@pytest.fixture(scope="session")
def blobs_folder(run_folder: Path) -> Path:
    return run_folder / f"cut-blobs-{os.getpid()}"


@pytest.fixture(scope="session")
def hand(run_folder: Path, device: SoftwareDevice, blobs_folder: Path) -> Iterator[Hand]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made = Hand(run_folder / worker / "device.json", PIN, blobs_folder)
    yield made
    made.close()


@asynccontextmanager
async def opened(where: Cluster, device: SoftwareDevice, blobs_folder: Path) -> AsyncIterator[Office]:
    vault.install(device)
    blobs.install(blobs_folder)
    worktime.install(worktime.Calendar())
    await db.open_pool(where.service_dsn, TABLES)
    try:
        yield Office()
    finally:
        await db.close_pool()


@pytest.fixture(scope="session")
async def house(cluster: Cluster, device: SoftwareDevice, blobs_folder: Path) -> Cluster:
    """The demo organisation, before anybody has done anything."""
    made = await asyncio.to_thread(postgres.fresh_database, cluster, "cut_house")
    await migrate.apply(made.owner_dsn)
    async with opened(made, device, blobs_folder) as office:
        await office.found()
        await drained()
    return made


@pytest.fixture(scope="module")
async def bench(
    house: Cluster, hand: Hand, device: SoftwareDevice, blobs_folder: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Bench]:
    start = await asyncio.to_thread(postgres.fresh_database, house, "cut_start", "cut_house")
    async with opened(start, device, blobs_folder) as office:
        await office.enter()
        facts = await scenarios.ALL[request.param].prepare(office)
    look = await asyncpg.connect(start.admin_dsn)
    try:
        made = Bench(start, look, hand, request.param, facts)
        await made.measure()
        yield made
    finally:
        await look.close()


@pytest.mark.requirement("R1")
@pytest.mark.parametrize("bench", scenarios.ALL, indirect=True)
async def test_a_death_at_any_statement_leaves_all_or_nothing(bench: Bench) -> None:
    out = await cut_everywhere(bench, step=1 if scenarios.ALL[bench.scenario].whole else STEP)
    print(f"{bench.scenario}: {bench.statements} statements, {out.nothing} times nothing, {out.everything} times all")
    assert not out.faults, "\n".join(out.faults)
    if scenarios.ALL[bench.scenario].whole:
        assert out.nothing >= bench.statements - 1  # the last statements come after COMMIT
        assert out.everything >= 1


@pytest.mark.parametrize("bench", scenarios.ALL, indirect=True)
async def test_control_without_its_transaction_it_is_torn(bench: Bench) -> None:
    out = await cut_everywhere(bench, "no-transaction", step=max(1, bench.statements // 4))
    expected = "torn" if scenarios.ALL[bench.scenario].whole else "not one effect"
    assert any(expected in fault for fault in out.faults)
