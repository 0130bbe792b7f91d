"""The measurement: warm-up, then interleaved rounds, then medians.

- In every round each scenario is run on all stacks directly after one another, in a rotating order: a neighbour's load on
  the machine falls on all of them. A stack's figure is the median of its rounds, a ratio the median of the rounds' ratios.
- Processor time of the server is measured beside the clock, because it hardly feels the neighbours.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import msgspec

from bench.load import Figures, Limits, load
from bench.scenarios import Scenario
from bench.servers import Server

OURS = "ours"


class Sizes(msgspec.Struct, frozen=True):
    """How much is measured."""

    texts: int = 200_000
    rounds: int = 5
    seconds: float = 1.5
    requests: int = 2_000
    warm_up: int = 40
    connections: tuple[int, ...] = (1, 16)
    rows: int = 50


class Point(msgspec.Struct, frozen=True):
    """One run of one scenario on one stack."""

    scenario: str
    connections: int
    round: int
    stack: str
    figures: Figures
    cpu_ms: float


class Median(msgspec.Struct, frozen=True):
    """A stack in a scenario over all rounds; ratios are ours to theirs, above 1 = ours is better."""

    scenario: str
    connections: int
    stack: str
    per_second: float
    p50: float
    p99: float
    cpu_ms: float
    faster: float
    lighter: float


async def measure(
    servers: Sequence[Server], chosen: Sequence[Scenario], sizes: Sizes, told: Callable[[str], None]
) -> list[Point]:
    """Every run."""
    for scenario, server in product(chosen, servers):
        await load(server.port, scenario.feed(server, sizes.warm_up), scenario.status, 2, Limits(sizes.warm_up, 30))
    points = []
    for number in range(sizes.rounds):
        for scenario, connections in product(chosen, sizes.connections):
            told(f"round {number + 1} of {sizes.rounds}: {scenario.title}, {connections} at once")
            points += [await _run(server, scenario, connections, number, sizes) for server in _rotated(servers, number)]
    return points


async def _run(server: Server, scenario: Scenario, connections: int, number: int, sizes: Sizes) -> Point:
    feed = scenario.feed(server, sizes.requests)
    before = server.cpu()
    figures = await load(server.port, feed, scenario.status, connections, Limits(sizes.requests, sizes.seconds))
    cpu = (server.cpu() - before) / figures.requests * 1000
    kept = msgspec.structs.replace(figures, times=[])  # the page has the quantiles; every single time is too much
    return Point(scenario.name, connections, number, server.name, kept, cpu)


def _rotated(servers: Sequence[Server], by: int) -> Iterator[Server]:
    at = by % len(servers)
    yield from (*servers[at:], *servers[:at])


def medians(points: Sequence[Point]) -> list[Median]:
    """One line a scenario, number of connections and stack."""
    keys = list(dict.fromkeys((p.scenario, p.connections, p.stack) for p in points))
    return [_median(points, *key) for key in keys]


def _median(points: Sequence[Point], scenario: str, connections: int, stack: str) -> Median:
    here = [p for p in points if (p.scenario, p.connections) == (scenario, connections)]
    mine = {p.round: p for p in here if p.stack == stack}
    ours = {p.round: p for p in here if p.stack == OURS}

    def middle(values: list[float]) -> float:
        return statistics.median(values)

    figures = [p.figures for p in mine.values()]
    return Median(
        scenario, connections, stack, middle([f.per_second for f in figures]), middle([f.p50 for f in figures]),
        middle([f.p99 for f in figures]), middle([p.cpu_ms for p in mine.values()]),
        middle([ours[n].figures.per_second / p.figures.per_second for n, p in mine.items()]),
        middle([p.cpu_ms / max(ours[n].cpu_ms, 0.001) for n, p in mine.items()]),
    )  # fmt: skip
