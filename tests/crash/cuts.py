"""Dies at the n-th SQL statement of a command.

- A child process imports the product once and forks for every order, so that a death costs a tenth of a second.
- `cut` n: the process ends before its n-th statement is sent. `mid`: it ends after the n-th was sent and before its answer;
  that is the only honest way to ask what a COMMIT without an answer has done.
- Counted is every call that reaches the server: BEGIN and COMMIT, savepoints and the pool's own resets too.
- One order and one answer a line, as JSON. The parent's half is `Hand`.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from asyncpg.connection import Connection

from app.tables import TABLES
from crypto.devices.software import SoftwareDevice
from kernel import blobs, clock, db, outbox, vault, worktime
from kernel.log import configure
from tests.crash import ledger, sabotage, scenarios
from tests.simulators.office import Office
from workers import loop

DIED = 77
SENT = ("execute", "executemany", "fetch", "fetchrow", "fetchval")
LATER = timedelta(minutes=2)  # beyond the lease of whoever died


class Order(msgspec.Struct):
    """What one fork does: act out a scenario; `settle`: act it out twice and carry out the promised work twice."""

    scenario: str
    facts: dict[str, str]
    dsn: str
    key: str = ""
    cut: int = 0
    mid: bool = False
    settle: bool = False
    control: str = "none"


class Answer(msgspec.Struct):
    """How it ended.

    `statements` counts what was sent, `commits` says which of them were COMMITs, `said` holds what each act answered,
    `relayed` how much each relay carried out.
    """

    code: int
    statements: int = 0
    commits: list[int] = []
    said: list[str] = []
    relayed: list[int] = []
    error: str = ""


@dataclass(slots=True)
class Knife:
    """Counts statements and ends the process at the chosen one."""

    cut: int
    mid: bool
    count: int = 0
    armed: bool = False
    commits: list[int] = field(default_factory=list)

    def wrap(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def counted(connection: Connection, *args: Any, **kwargs: Any) -> Any:
            if not self.armed:
                return await method(connection, *args, **kwargs)
            self.count += 1
            if args and str(args[0]).startswith("COMMIT"):
                self.commits.append(self.count)
            if self.count != self.cut:
                return await method(connection, *args, **kwargs)
            if self.mid:
                sent = asyncio.ensure_future(method(connection, *args, **kwargs))
                await asyncio.sleep(0)
                time.sleep(self.count % 7 / 2000)  # noqa: ASYNC251 - the loop must not see the answer
                del sent
            os._exit(DIED)

        return counted

    def fit(self) -> None:
        for name in SENT:
            setattr(Connection, name, self.wrap(getattr(Connection, name)))


async def _obey(order: Order, knife: Knife) -> Answer:
    answer = Answer(0)
    act = scenarios.ALL[order.scenario].act
    await db.open_pool(order.dsn, TABLES, size=4)
    office = Office()
    await office.enter()
    knife.armed = True
    try:
        for _ in range(2 if order.settle else 1):
            answer.said.append(await act(office, order.facts, order.key))
        for _ in range(2 if order.settle else 0):
            answer.relayed.append(await _relay())
    except Exception as error:  # noqa: BLE001 - told to the parent
        answer.code, answer.error = 1, f"{type(error).__name__}: {error}"
    knife.armed = False
    await db.close_pool()
    answer.statements, answer.commits = knife.count, knife.commits
    return answer


async def _relay() -> int:
    ahead = clock.now() + LATER
    clock.install(lambda: ahead)
    done = 0
    while count := await outbox.drain():
        done += count
    return done


def _fork(order: Order) -> Answer:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        knife = Knife(order.cut, order.mid)
        sabotage.CONTROLS[order.control]()
        knife.fit()
        os.write(writer, msgspec.json.encode(asyncio.run(_obey(order, knife))))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if told:
        return msgspec.json.decode(told, type=Answer)
    return Answer(os.waitstatus_to_exitcode(status))


def main(device: str, pin: str, blobs_folder: str) -> None:
    """Serve orders until the parent closes the pipe."""
    configure(50)
    vault.install(SoftwareDevice.open(Path(device), pin))
    blobs.install(Path(blobs_folder))
    worktime.install(worktime.Calendar())
    ledger.register()
    scenarios.cleared()
    assert loop.CONSUMERS  # its import registers who carries promised work out
    print("ready", flush=True)
    for line in sys.stdin:
        print(msgspec.json.encode(_fork(msgspec.json.decode(line, type=Order))).decode(), flush=True)


class Hand:
    """The parent's half."""

    def __init__(self, device: Path, pin: str, blobs_folder: Path) -> None:
        command = [sys.executable, "-m", "tests.crash.cuts", str(device), pin, str(blobs_folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the cutting process has ended"
        return line

    async def obey(self, order: Order) -> Answer:
        return await asyncio.to_thread(self._obey, order)

    def _obey(self, order: Order) -> Answer:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(msgspec.to_builtins(order)) + "\n")
        self.process.stdin.flush()
        return msgspec.json.decode(self._line(), type=Answer)

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
