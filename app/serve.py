"""`zhengxun up` and `zhengxun worker`: one process or several, started clean, stopped clean."""

import asyncio
import signal
import socket
from itertools import groupby
from operator import attrgetter

import uvicorn
from rich import box
from rich.console import Console
from rich.table import Table

from app import (
    accepting,
    answering,
    demo_assignments,
    demo_channels,
    demo_circulars,
    demo_clocks,
    demo_content,
    demo_desk,
    demo_emergencies,
    demo_instructions,
    demo_leader,
    demo_lists,
    demo_notices,
    demo_organisation,
    demo_people,
    demo_scores,
    demo_signing,
    demo_writing,
    drill,
    main,
    runtime,
)
from app.demo_organisation import DemoAccount
from app.settings import Settings
from app.templating import message
from kernel.errors import Refusal
from kernel.postgres import Cluster


class PortTaken(Refusal):
    """Another program listens there."""

    code = "cli.port_taken"
    status = 503


def check_port(settings: Settings) -> None:
    """Raise PortTaken before anything is started."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortTaken(host=settings.host, port=settings.port) from error


def up(settings: Settings, where: Cluster, *, demo: bool, jobs: bool) -> int:
    """Serve until stopped."""
    drill.install(settings.clock, demo=demo)
    accounts = asyncio.run(_found_demo(settings, where)) if demo else []
    console = Console()
    if accounts:
        console.print(accounts_table(accounts))
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    console.print(message("cli.serving", address=address))
    if settings.webs > 1:
        return accepting.serve(settings, where.service_dsn, jobs=jobs)
    server = uvicorn.Server(answering.config(settings, main.build(settings, where.service_dsn, jobs=jobs)))
    server.run()
    return 0 if server.started else 1


def accounts_table(accounts: list[DemoAccount]) -> Table:
    """Who can sign in, unit by unit; narrow enough for 80 columns."""
    table = Table(title=message("cli.demo_accounts"), box=box.SIMPLE)
    for code in ("login", "name", "role", "password"):
        table.add_column(message(f"cli.column_{code}"), no_wrap=True)
    for unit, people in groupby(accounts, key=attrgetter("unit")):
        table.add_section()
        table.add_row(f"[bold]{unit}[/]")
        for each in people:
            table.add_row(f"  {each.login}", each.name, each.role_label, each.password)
    return table


async def _found_demo(settings: Settings, where: Cluster) -> list[DemoAccount]:
    async with runtime.running(settings, where.service_dsn):
        accounts = await demo_organisation.found_printed()
        await demo_lists.distribute()
        await demo_content.found_content()
        await demo_leader.found_leader()
        await demo_desk.found_desk()
        await demo_instructions.found_instructions()
        await demo_clocks.found_clocks()
        await demo_writing.found_writing()
        await demo_assignments.found_assignments()
        await demo_emergencies.found_emergencies()
        await demo_signing.found_signing()
        await demo_people.found_people()
        await demo_notices.found_notices()
        await demo_channels.found_channels()
        await demo_scores.found_scores()
        await demo_circulars.found_circulars()
        return accounts


async def worker(settings: Settings, where: Cluster) -> int:
    """The job loop alone, until a signal."""
    async with runtime.running(settings, where.service_dsn) as now:
        running = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            running.add_signal_handler(name, now.loop.stop)
        print(message("cli.working"), flush=True)
        await now.loop.run()
    return 0
