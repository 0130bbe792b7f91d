"""`python -m bench.day`: one working day of an office, through HTTP, with the clock on the wall turned by the script.

- Sixty units send two hundred texts, five editors make three issues of them, two leaders read and write, units answer
  (bench/dayscript.py). The service runs in this process on a loopback port, so that its clock can be moved; its jobs are
  done whenever the clock has moved.
- At the end every clock the day has started must stand in bench/day.toml, written by hand, with its due time; nothing
  that was due that day may have been done late or be open; every copy has arrived. A difference ends the run with 1.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import uvicorn
from rich.console import Console

from app import demo_lists, demo_organisation, main, runtime
from app.demo_organisation import Clerk, House, Post
from app.settings import Settings
from bench import dayreport, report
from bench.dayscript import DAY, PASSWORD, Day, RefusedError
from bench.texts import Writer
from identity import rules
from identity.queries import register as identity
from identity.rights import Right, Role
from identity.workflow.register import UnitKind
from kernel import clock, db, migrate, outbox, postgres
from kernel.actor import SYSTEM, Call
from workers.loop import build

PROJECT = Path(__file__).resolve().parents[1]
RESULTS = PROJECT / "bench" / "results"
CONSOLE = Console(stderr=True, highlight=False)
EDITORS = ("bianji1", "bianji2", "bianji3", "bianji4", "bianji5")
ROUNDS, QUARTERS = 60, 12


def houses(count: int) -> tuple[House, ...]:
    """Units with a head and an officer each."""
    kinds = (UnitKind.LOCAL_BUREAU, UnitKind.ASSOCIATION, UnitKind.INSURER)
    return tuple(
        House(
            f"第{n}局", kinds[n % len(kinds)], "办公室",
            (
                Post(f"u{n}.qianfa", f"甲{n}", "负责人", (Role.PRINCIPAL, Role.SIGNER)),
                Post(f"u{n}.xinxi1", f"乙{n}", "信息员", (Role.LIAISON,)),
            ),
        )
        for n in range(1, count + 1)
    )  # fmt: skip


@asynccontextmanager
async def served(settings: Settings, dsn: str, units: int) -> AsyncIterator[str]:
    """The founded house, answering on loopback; its address."""
    async with runtime.running(settings, dsn):
        rules.install(replace(rules.policy(), cost=rules.COSTS["test"]))
        await demo_organisation.found_demo(PASSWORD, houses(units))
        system, security = [
            Call(await identity.actor_of((await identity.holders(SYSTEM, right))[0]))
            for right in (Right.ACCOUNT_APPLY, Right.ACCOUNT_APPROVE)
        ]
        clerk, office = Clerk(system, security, f"{PASSWORD}-first", PASSWORD), await identity.office(system.actor)
        for login in EDITORS[2:]:
            await clerk.open_account(office.id, Post(login, login, "编辑", (Role.EDITOR,)))
        await demo_lists.distribute()
        app = main.build(settings, dsn, jobs=False, opened=True)
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
            await asyncio.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await serving


async def turn(day: Day, hour: int, minute: int) -> None:
    """It is later now, and what was due is done."""
    day.now = DAY.replace(hour=hour, minute=minute)
    loop = build()
    for _ in range(ROUNDS):
        if not await outbox.drain() + sum([await other() for other in loop.others]):
            return


async def play(day: Day, submissions: int) -> None:
    """From morning to evening."""
    writer, sent, written = Writer(15), 0, 0
    for quarter in range(QUARTERS):
        await turn(day, 8 + (30 + quarter * 15) // 60, (30 + quarter * 15) % 60)
        until = submissions * (quarter + 1) // QUARTERS
        while sent < until:
            await day.report(sent, writer, {7: "flash", 13: "urgent"}.get(sent % 40, "normal"))
            sent += 1
        if quarter % 2:
            await day.screen()
        for _ in range(2 if quarter > QUARTERS // 2 else 0):
            await day.write(written, writer.body(200, 290))
            written += 1
        CONSOLE.print(f"{day.now:%H:%M}  {sent} sent, {day.counts['screened']} screened, {written} written")
    for hour in (13, 14):
        await turn(day, hour, 0)
        await day.screen()
        for _ in range(7):
            await day.write(written, writer.body(200, 290))
            written += 1
    await turn(day, 16, 1)
    await day.compile()
    await day.onward("bianji1", "submit")
    await turn(day, 16, 20)
    await day.onward("zhuren", "approve")
    await day.onward("bianji2", "typeset")
    await turn(day, 16, 45)
    await day.onward("jiaodui", "proofread")
    await turn(day, 17, 0)
    await day.onward("bianji3", "release")
    await turn(day, 17, 10)
    await day.lead()
    await turn(day, 17, 11)
    await turn(day, 17, 20)
    await day.route()
    await turn(day, 17, 50)
    await day.answer()
    await turn(day, 18, 30)


async def measured(data: Path, units: int, submissions: int) -> dayreport.Result:
    """Play the day in a new installation and look at what it left behind."""
    settings = Settings(data=data)
    with postgres.embedded(settings.postgres_folder) as where:
        await migrate.apply(where.owner_dsn)
        return await _measured(settings, where, units, submissions)


async def _measured(settings: Settings, where: postgres.Cluster, units: int, submissions: int) -> dayreport.Result:
    day = Day("", tuple(f"u{n}" for n in range(1, units + 1)), EDITORS)
    clock.install(lambda: day.now)
    try:
        async with served(settings, where.service_dsn, units) as day.address:
            try:
                await play(day, submissions)
            finally:
                await day.leave()
            counted = (await db.fetch("SELECT count(*) AS number FROM delivery"))[0]["number"]
            return dayreport.Result(
                f"{clock.real():%Y-%m-%d}", report.commit(PROJECT),
                report.machine((await db.fetch("SHOW server_version"))[0]["server_version"]), units,
                day.counts["submissions"], len(day.articles), counted, dayreport.taken(day), await dayreport.waits(),
                await dayreport.compared(),
            )  # fmt: skip
    finally:
        clock.install()


def main_() -> int:
    """Exit code 0 if every clock agrees and nothing waited too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a new folder for the installation")
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--keep", action="store_true", help="write the result to bench/results")
    asked = parser.parse_args()
    try:
        result = asyncio.run(measured(asked.data, asked.units, asked.submissions))
    except RefusedError as refusal:
        CONSOLE.print(str(refusal))
        return 1
    text = dayreport.page(result)
    if asked.keep:
        stem = RESULTS / f"{result.day}-{result.commit}-day"
        stem.with_suffix(".md").write_text(text, encoding="utf-8")
        stem.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(result)))
    print(text)
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main_())
