"""The installation that is killed: its processes and their places, and what is asked of it from outside."""

import asyncio
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import journal_cli
from app.settings import Settings
from kernel.postgres import Cluster

WEBS = 2


@dataclass(slots=True)
class Process:
    """One place of the installation: what runs there now."""

    name: str
    arguments: list[str]
    environ: dict[str, str]
    door: str = ""
    pid: int = 0
    ready: bool = False


async def serves(door: str) -> bool:
    host, _, port = door.removeprefix("http://").partition(":")
    try:
        reader, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    try:
        writer.write(b"GET /health/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return b" 200 " in await asyncio.wait_for(reader.readline(), 5)
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def places(folder: Path) -> list[Process]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGXUN_")}
    environ = inherited | {"ZHENGXUN_DATA": str(folder / "data"), "ZHENGXUN_WEB_PROCESSES": "1"}  # each place is one
    made = []
    for number in range(WEBS):
        port = str(_free_port())
        made.append(
            Process(f"web{number}", ["up", "--no-jobs"], environ | {"ZHENGXUN_PORT": port}, f"http://127.0.0.1:{port}")
        )
    return [*made, Process("worker", ["worker"], environ)]


async def verified(settings: Settings, cluster: Cluster, log: Path) -> str:
    """What `zhengxun journal verify` says when the chain does not hold; empty when it does."""
    with log.open("w") as out, _standard_output(out.fileno()):
        code = await journal_cli.run("verify", settings, cluster, [], None)
    said = await asyncio.to_thread(log.read_text)
    return said[:300] or "?" if code else ""


@contextmanager
def _standard_output(handle: int) -> Iterator[None]:
    """The verifier talks; here it talks to a file."""
    kept = os.dup(1), os.dup(2)
    sys.stdout.flush()
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, old in enumerate(kept, 1):
            os.dup2(old, number)
            os.close(old)
