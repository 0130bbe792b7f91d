"""Starts real `zhengxun` processes fast and kills them hard.

- A process of its own imports the product once; every `up` and every `worker` is a fork of it that runs app.cli.main with
  its own environment and its own log file, as the command line does. Only the import is saved.
- A killed process stays a child until the kill has been counted, so its process id cannot belong to anybody else.
- When whoever gives the orders is gone, every process that was started here is killed.
"""

import os
import signal
import subprocess
import sys
import threading
import traceback
from datetime import timedelta
from pathlib import Path

import msgspec

from app import cli
from kernel import clock
from tests.crash import sabotage

BORN, KILL, LOOK = "start", "kill", "look"


class Order(msgspec.Struct):
    """`verb` start: the arguments of zhengxun; kill and look: a process id."""

    verb: str
    pid: int = 0
    arguments: list[str] = []
    environ: dict[str, str] = {}
    log: str = ""
    control: str = "none"
    ahead: float = 0.0  # seconds the process's clock runs ahead


class Answer(msgspec.Struct):
    """The process, and whether it was still alive when the order came."""

    pid: int
    alive: bool = True


def _start(order: Order) -> Answer:
    child = os.fork()
    if child:
        return Answer(child)
    log = os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    for number, handle in ((0, null), (1, log), (2, log)):
        os.dup2(handle, number)
    os.environ.clear()
    os.environ.update(order.environ)
    sabotage.CONTROLS[order.control]()
    if order.ahead:
        source, late = clock._source[0], timedelta(seconds=order.ahead)
        clock.install(lambda: source() + late)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    code = 1
    try:
        code = cli.main(order.arguments)
    except BaseException:  # noqa: BLE001 - this is the bottom of the process: say it and end
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ended(pid: int) -> bool:
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def main() -> None:
    """Serve orders until the giver closes the pipe."""
    cli.parser()  # loads every verb's modules, before any fork
    alive: set[int] = set()
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Order)
        if order.verb == BORN:
            answer = _start(order)
            alive.add(answer.pid)
        elif order.pid not in alive or _ended(order.pid):
            answer = Answer(order.pid, alive=False)
            alive.discard(order.pid)
        else:
            answer = Answer(order.pid)
            if order.verb == KILL:
                os.kill(order.pid, signal.SIGKILL)
                os.waitpid(order.pid, 0)
                alive.discard(order.pid)
        sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
        sys.stdout.flush()
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


class Nursery:
    """The order-giver's half."""

    def __init__(self, control: str) -> None:
        self.control = control
        self.one_at_a_time = threading.Lock()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip

    def start(self, arguments: list[str], environ: dict[str, str], log: Path, *, ahead: float = 0.0) -> int:
        """A new `zhengxun` process; its id."""
        order = Order(BORN, arguments=arguments, environ=environ, log=str(log), control=self.control, ahead=ahead)
        return self._give(order).pid

    def kill(self, pid: int) -> bool:
        """kill -9. False: it had ended by itself."""
        return self._give(Order(KILL, pid)).alive

    def alive(self, pid: int) -> bool:
        return self._give(Order(LOOK, pid)).alive

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def _give(self, order: Order) -> Answer:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.one_at_a_time:
            self.process.stdin.write(msgspec.json.encode(order).decode() + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        assert line, "the nursery has ended"
        return msgspec.json.decode(line, type=Answer)


if __name__ == "__main__":
    main()
