"""The real service, as `make run` starts it, on a free loopback port with a data folder of its own.

- Started once for a run, ended by its process id; the folder goes with it.
- ZHENGXUN_TEST_SERVICE names a service that runs already (for work on the tests), ZHENGXUN_TEST_DATA its data folder,
  ZHENGXUN_AGENT_PORT the port it sends browsers to; then nothing is started or ended.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "zhengxun-demo-2026"
START = 240.0  # seconds: some forty accounts get a password, on a machine that may be busy
STOP = 30.0


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is on its way up, or up."""

    address: str
    process: subprocess.Popen[bytes] | None = None
    log: Path | None = None
    data: Path | None = None
    agent_port: int = 0

    def ready(self) -> str:
        """Wait until it answers; its address."""
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            if self.process and self.process.poll() is not None:
                raise RuntimeError(f"the service ended with {self.process.returncode}:\n{self._said()}")
            try:
                with urllib.request.urlopen(f"{self.address}/health/ready", timeout=5):
                    return self.address
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise RuntimeError(f"the service did not start in {START:.0f} s:\n{self._said()}")

    def _said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:] if self.log else ""


@contextmanager
def starting(**more: str) -> Iterator[Service]:
    """A service with the demo organisation; ask `ready()` before the first use. `more`: settings of its own."""
    if not more and (known := os.environ.get("ZHENGXUN_TEST_SERVICE")):
        data, agent_port = os.environ.get("ZHENGXUN_TEST_DATA"), int(os.environ.get("ZHENGXUN_AGENT_PORT", "8771"))
        yield Service(known.rstrip("/"), data=Path(data) if data else None, agent_port=agent_port)
        return
    folder = Path(tempfile.mkdtemp(prefix="zxb-"))  # short: a socket address holds 100 bytes
    port, agent_port = free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGXUN_")}
    environ = kept | {"ZHENGXUN_DATA": str(folder / "data"), "ZHENGXUN_PORT": str(port)}
    environ |= {"ZHENGXUN_AGENT_PORT": str(agent_port), **more}
    command = [sys.executable, "-m", "app.cli", "up", "--demo"]
    log = folder / "log"
    try:
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )
        try:
            yield Service(f"http://127.0.0.1:{port}", process, log, folder / "data", agent_port)
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a program to end, and wait for it."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
