"""What a job could do that it must not: tried from inside one, for whoever wants to know that the limits hold.

- Asked by held(): each bound by name, and whether it holds on this machine. Nothing is left behind where one does not.
"""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec

from marking.child.limits import Limits
from marking.child.starting import Nursery
from marking.child.wire import Broken

if sys.platform != "win32":
    import resource

_ASKED: Limits = Limits(cpu=5, clock=10.0, memory=256 << 20, room=1 << 30)
_FOREIGN = Path("/etc/passwd")  # on every Unix, readable for all


def held() -> dict[str, bool]:
    """Each bound and whether it holds. Raises Broken when no limited process can be had."""
    with Nursery(__name__) as nursery, nursery.job(_ASKED) as job:
        try:
            return msgspec.json.decode(job.reading.readline(), type=dict[str, bool])
        except (msgspec.DecodeError, OSError) as error:
            raise Broken from error


def serve(_reading: BinaryIO, writing: BinaryIO) -> None:
    """In the job: try everything, and say how it went."""
    found = {
        "network": _refused(_connect), "writing": _refused(_write), "reading": _refused(_FOREIGN.read_bytes),
        "starting": _refused(_fork), "processor": _bounded("RLIMIT_CPU"), "memory": _bounded("RLIMIT_DATA"),
    }  # fmt: skip
    writing.write(msgspec.json.encode(found) + b"\n")
    writing.flush()


def _refused(act: Callable[[], object]) -> bool:
    try:
        act()
    except ConnectionRefusedError:
        return False  # the network was there to refuse it
    except OSError:
        return True
    return False


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
        line.settimeout(1)
        line.connect(("127.0.0.1", 9))


def _write() -> None:
    file = Path("probe")
    try:
        file.write_bytes(b"x")
    finally:
        file.unlink(missing_ok=True)


def _fork() -> None:
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _bounded(name: str) -> bool:
    return sys.platform != "win32" and resource.getrlimit(getattr(resource, name))[0] != resource.RLIM_INFINITY
