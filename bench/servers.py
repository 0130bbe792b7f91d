"""The three servers on a free port of loopback, with the same database: one worker process each, unless told otherwise."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.settings import Settings
from kernel.blindindex import FEW
from kernel.postgres import Cluster

PATIENCE = 60.0
THREADS = 16  # of the one Django worker: as many as the generator has connections
PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """A running stack."""

    name: str
    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time used so far, workers included."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(each.cpu_times()[:2]) for each in family)


@dataclass(frozen=True, slots=True)
class Shape:
    """What all stacks must agree on: rows of a page, and up to how many rows a search term's records are named.

    `webs`: how many processes of ours answer; None: as many as the product chooses on this machine.
    """

    rows: int
    few: int = FEW
    webs: int | None = 1


def commands(port: int, shape: Shape) -> dict[str, list[str]]:
    """How each stack is started."""
    python = sys.executable
    gunicorn = ["-k", "gthread", "-w", "1", "--threads", str(THREADS), "-b", f"127.0.0.1:{port}", "--keep-alive", "75"]
    return {
        "ours": [python, "-m", "bench.ours", str(shape.rows), str(shape.few)],
        "fastapi": [python, "-m", "bench.peers.fastapi_server", str(port)],
        "django": [
            python,
            "-m",
            "gunicorn",
            *gunicorn,
            "--log-level",
            "warning",
            "bench.peers.django_site:application",
        ],
    }


@contextmanager
def running(settings: Settings, where: Cluster, shape: Shape) -> Iterator[list[Server]]:
    """All stacks up and answering; stopped at the end."""
    with ExitStack() as stack:
        yield [stack.enter_context(one(name, settings, where, shape)) for name in commands(0, shape)]


@contextmanager
def one(name: str, settings: Settings, where: Cluster, shape: Shape) -> Iterator[Server]:
    """One stack, up and answering; stopped at the end."""
    port = _free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ZHENGXUN_")}
    environment |= {"ZHENGXUN_DATA": str(settings.data), "ZHENGXUN_PORT": str(port)}
    if name == "ours" and shape.webs:
        environment |= {"ZHENGXUN_WEB_PROCESSES": str(shape.webs)}
    if name != "ours":
        environment |= {"BENCH_DSN": where.service_dsn, "BENCH_ROWS": str(shape.rows), "BENCH_FEW": str(shape.few)}
    command = commands(port, shape)[name]
    process = subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield Server(name, port, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{process.args!r} does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
