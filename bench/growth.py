"""`python -m bench.growth`: lists, filters, search and one record as the table grows from ten thousand to a million.

- One installation a size, filled as the product's own commands would leave it (bench/corpus.py; a million records share
  20,000 texts), served by `zhengxun up` as it comes; requests of one and of sixteen people at a time (`--connections`).
- A figure is the 95th percentile of all requests of all rounds. Asked: at most 50 ms for one, 250 ms for sixteen.
- The plans of every statement behind these requests are read from the server: no table that grows is read from end to
  end, nothing is counted to the end.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import asyncpg
import msgspec
from rich.console import Console

from app import settings
from bench import house, plans, report, servers
from bench.house import House
from bench.load import Limits, load
from bench.scenarios import get
from bench.servers import Server, Shape
from kernel import migrate, postgres
from submissions.forms import submissions as forms

RESULTS = Path(__file__).resolve().parent / "results"
CONSOLE = Console(stderr=True, highlight=False)
SIZES = (10_000, 100_000, 1_000_000)
TEXTS = 20_000
ASKED = {1: 50.0, 16: 250.0}
ROWS = 20
WARM, WARMING = 60, 4  # requests, by so many at once: every web process gets some


class Run(msgspec.Struct, frozen=True):
    """One kind of request at one size; milliseconds."""

    size: int
    work: str
    connections: int
    requests: int
    p50: float
    p95: float
    p99: float
    processor: float


class Result(msgspec.Struct, frozen=True):
    """Everything a reader needs to judge or repeat a run."""

    day: str
    commit: str
    machine: dict[str, str]
    runs: list[Run]
    plans: list[plans.Plan]


class Asked(msgspec.Struct, frozen=True):
    """What is measured: rounds of so many seconds, how many at once, which requests."""

    rounds: int
    seconds: float
    connections: tuple[int, ...] = tuple(ASKED)
    only: str = ""


Feed = Callable[[Server], Iterator[bytes]]


def main(argv: list[str] | None = None) -> int:
    """Run, print, write; 1 when a figure that is asked for was missed or a plan reads a whole table."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--data", type=Path, required=True, help="one folder a size is kept here and used again")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--connections", type=int, nargs="+", choices=list(ASKED), default=list(ASKED))
    parser.add_argument("--only", default="", help="requests whose name begins so")
    parser.add_argument("--out", type=Path, default=RESULTS)
    args = parser.parse_args(argv)
    runs, read, machine = list[Run](), list[plans.Plan](), dict[str, str]()
    asked = Asked(args.rounds, args.seconds, tuple(args.connections), args.only)
    for size in args.sizes:
        made = one_size(size, args.data / str(size), asked)
        machine = machine or made[2]
        runs += made[0]
        read += made[1]
    result = Result(report.today(), report.commit(RESULTS.parent.parent), machine, runs, read)
    print("\n".join(tables(result)))
    print(write(result, args.out))
    return 1 if missed(result) else 0


def one_size(size: int, data: Path, asked: Asked) -> tuple[list[Run], list[plans.Plan], dict[str, str]]:
    """An installation of this size: its figures, its plans, the machine."""
    chosen = settings.read({"ZHENGXUN_DATA": str(data.resolve())})
    with postgres.embedded(chosen.postgres_folder) as where:
        asyncio.run(migrate.apply(where.owner_dsn))
        machine = report.machine(asyncio.run(_version(where.owner_dsn)))
        founded = asyncio.run(house.found(chosen, where, (size, TEXTS), 1, lambda done: CONSOLE.print(f"{done:,}")))
        asyncio.run(_analysed(where.owner_dsn))
        with servers.one("ours", chosen, where, Shape(ROWS, webs=None)) as server:
            runs = asyncio.run(measured(size, server, feeds(founded), asked))
        return runs, asyncio.run(plans.read(chosen, where, founded, size)), machine


def feeds(founded: House) -> dict[str, Feed]:
    """What people ask for, by name."""
    deep = [f"/submissions?after={quote(forms.token(key) or '')}" for key in founded.keys]
    unit = founded.unit
    lists = {
        "list, first page": ["/submissions"],
        "list, any page": deep,
        "list by category": [f"/submissions?category={code}" for code in ("market", "emergency", "views")],
        "list by state": ["/submissions?state=returned", "/submissions?state=declined"],
        "list by unit and category": [f"/submissions?unit={unit}&category={code}" for code in ("market", "views")],
        "list by dates": ["/submissions?since=2025-06-02&until=2025-06-03", "/submissions?since=2026-01-05"],
        "list by due time": ["/submissions?sort=due", "/submissions?late=1"],
        "desk": ["/desk"],
    }
    found: dict[str, Feed] = {name: _gets(paths, founded) for name, paths in lists.items()}
    for name, words in founded.words.items():
        found[f"search, {name} word"] = _gets([f"/submissions?q={quote(word)}" for word in words], founded)
    found["record, page"] = _gets([f"/submissions/{id}" for id in founded.reads], founded)
    found["record, JSON"] = _gets([f"/api/v1/submissions/{id}" for id in founded.reads], founded)
    found["unit's own list"] = lambda server: cycle([get(server, "/submissions", founded.writer)])
    return found


def _gets(paths: Sequence[str], founded: House) -> Feed:
    return lambda server: cycle([get(server, path, founded.reader) for path in paths])


async def measured(size: int, server: Server, feeds: dict[str, Feed], asked: Asked) -> list[Run]:
    """Every request at one and at sixteen; the rounds go through all of them in turn."""
    chosen = {name: feed for name, feed in feeds.items() if name.startswith(asked.only)}
    for feed in chosen.values():
        await load(server.port, feed(server), 200, WARMING, Limits(WARM, 60))
    times: dict[tuple[str, int], list[float]] = {}
    processor: dict[tuple[str, int], float] = {}
    for number in range(asked.rounds):
        CONSOLE.print(f"{size:,}: round {number + 1}")
        for name, feed in chosen.items():
            for connections in asked.connections:
                before = server.cpu()
                done = await load(server.port, feed(server), 200, connections, Limits(4_000, asked.seconds))
                times.setdefault((name, connections), []).extend(done.times)
                processor[name, connections] = processor.get((name, connections), 0.0) + server.cpu() - before
    return [
        Run(
            size, name, connections, len(taken), _quantile(taken, 0.5), _quantile(taken, 0.95), _quantile(taken, 0.99),
            1000 * processor[name, connections] / len(taken),
        )
        for (name, connections), taken in times.items()
    ]  # fmt: skip


def _quantile(times: Sequence[float], share: float) -> float:
    """In milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def _version(dsn: str) -> str:
    connection = await asyncpg.connect(dsn)
    try:
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


async def _analysed(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


def missed(result: Result) -> list[str]:
    """What was asked for and not reached."""
    slow = [
        f"{run.work}, {run.connections} at once, {run.size:,}: {run.p95:.0f} ms"
        for run in result.runs
        if run.p95 > ASKED[run.connections]
    ]
    return [*slow, *(f"{plan.work}: {fault}" for plan in result.plans for fault in plan.faults)]


def tables(result: Result) -> list[str]:
    """The page's tables."""
    sizes = list(dict.fromkeys(run.size for run in result.runs))
    head = " | ".join(f"{size:,}: p50 | p95 | ms of processor" for size in sizes)
    lines = [f"| request | at once | {head} |", "|---|--:|" + "--:|--:|--:|" * len(sizes)]
    by = {(run.work, run.connections, run.size): run for run in result.runs}
    for work, connections in dict.fromkeys((run.work, run.connections) for run in result.runs):
        cells = [by[work, connections, size] for size in sizes if (work, connections, size) in by]
        told = " | ".join(f"{run.p50:.1f} | {run.p95:.1f} | {run.processor:.1f}" for run in cells)
        lines.append(f"| {work} | {connections} | {told} |")
    asked = ", ".join(f"{most:.0f} ms at {number}" for number, most in ASKED.items())
    lines += ["", f"Asked of p95: {asked}. " + ("Missed: " + "; ".join(missed(result)) if missed(result) else "Kept.")]
    lines += ["", "| plans behind | statements | rows read and left out, most |", "|---|--:|--:|"]
    lines += [f"| {plan.size:,}: {plan.work} | {plan.statements} | {plan.left_out:,} |" for plan in result.plans]
    return lines


def write(result: Result, folder: Path) -> Path:
    """One JSON with every figure, one page of Markdown; the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / f"{result.day}-{result.commit}-growth"
    base.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
    facts = {**result.machine, "commit": result.commit}
    page = [f"# Lists as they grow, {result.day}", "", *(f"- {name}: {value}" for name, value in facts.items()), ""]
    page += ["How it is measured, and what is fair about it and what is not: docs/benchmarks.md.", ""]
    base.with_suffix(".md").write_text("\n".join([*page, *tables(result), ""]), encoding="utf-8")
    return base.with_suffix(".md")


if __name__ == "__main__":
    sys.exit(main())
