"""`make bench`: one installation, three stacks, one run. `python -m bench --help` for the sizes."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app import runtime, settings
from app.settings import Settings
from bench import house, plain, report, rounds, scenarios, servers
from bench.house import House
from bench.rounds import Sizes
from bench.servers import Shape
from bench.texts import Writer
from kernel import migrate, postgres
from kernel.postgres import Cluster

RESULTS = Path(__file__).resolve().parent / "results"
CONSOLE = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked for."""

    sizes: Sizes
    seed: int
    data: Path
    out: Path


def main(argv: list[str] | None = None) -> int:
    """Run, print, write."""
    args = _parser().parse_args(argv)
    sizes = Sizes(args.texts, args.rounds, args.seconds, args.requests, args.warm_up, tuple(args.connections))
    data = args.data or Path(tempfile.mkdtemp(prefix="zx-bench-"))
    try:
        result = run(Job(sizes, args.seed, data.resolve(), args.out))
    finally:
        if args.data is None:
            shutil.rmtree(data, ignore_errors=True)
    print(
        "\n".join(
            [*report.ratios(result.medians), "", *report.figures(result.medians), "", *report.plain(result.plain)]
        )
    )
    print(report.write(result, args.out))
    return 0


def _parser() -> argparse.ArgumentParser:
    default = Sizes()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--texts", type=int, default=default.texts, help="submissions in the database")
    parser.add_argument("--rounds", type=int, default=default.rounds)
    parser.add_argument("--seconds", type=float, default=default.seconds, help="longest time of one run")
    parser.add_argument("--requests", type=int, default=default.requests, help="most requests of one run")
    parser.add_argument("--warm-up", type=int, default=default.warm_up)
    parser.add_argument("--connections", type=int, nargs="+", default=list(default.connections))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="keep the installation here and use it again")
    parser.add_argument("--out", type=Path, default=RESULTS)
    return parser


def run(job: Job) -> report.Result:
    """The whole measurement on one embedded server."""
    chosen = settings.read({"ZHENGXUN_DATA": str(job.data)})
    with postgres.embedded(chosen.postgres_folder) as where:
        asyncio.run(migrate.apply(where.owner_dsn))
        machine = report.machine(asyncio.run(_server(where)))
        founded = _found(job, chosen, where)
        writer = Writer(job.seed + 1)
        cases = scenarios.scenarios(founded, writer, job.seed)
        with servers.running(chosen, where, Shape(job.sizes.rows)) as up:
            points = asyncio.run(rounds.measure(up, cases, job.sizes, CONSOLE.print))
        compared = asyncio.run(beside(chosen, where, founded))
    return report.Result(
        report.today(), report.commit(RESULTS.parent.parent), job.seed, job.sizes, machine, report.versions(),
        rounds.medians(points), compared, points,
    )  # fmt: skip


def _found(job: Job, chosen: Settings, where: Cluster) -> House:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=CONSOLE) as progress:
        task = progress.add_task("texts sealed and indexed", total=job.sizes.texts)
        return asyncio.run(
            house.found(
                chosen, where, (job.sizes.texts, 0), job.seed, lambda done: progress.update(task, completed=done)
            )
        )


async def _server(where: Cluster) -> str:
    connection = await asyncpg.connect(where.owner_dsn)
    try:
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


async def beside(chosen: Settings, where: Cluster, founded: House) -> list[plain.Plain]:
    """The search statement against LIKE."""
    async with runtime.running(chosen, where.service_dsn):
        return await plain.compare(where.owner_dsn, founded.words)


if __name__ == "__main__":
    sys.exit(main())
