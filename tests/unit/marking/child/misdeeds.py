"""What a job must not be able to do, tried from inside one; and from a process without limits, where it works.

`serve` makes this a module for a nursery; run as a program it tries one deed without any limit.
"""

import ctypes
import json
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import resource

LINE = 3


def connect(port: str) -> None:
    socket.create_connection(("127.0.0.1", int(port)), 2).close()


def pair() -> None:
    for end in socket.socketpair():
        end.close()


def write(path: str) -> None:
    Path(path).write_bytes(b"taken out")


def leave() -> None:
    handle, path = tempfile.mkstemp()
    os.write(handle, b"left behind")
    os.close(handle)
    assert Path(path).exists()


def remove(path: str) -> None:
    Path(path).unlink()


def read(path: str) -> None:
    assert Path(path).read_bytes()


def memory_of_parent() -> None:
    Path(f"/proc/{os.getppid()}/mem").open("rb").close()


def environment_of_parent() -> None:
    assert Path(f"/proc/{os.getppid()}/environ").read_bytes()


def environment() -> None:
    assert "ZHENGXUN_SECRET" in os.environ


def files() -> None:
    """A file of the service, somewhere among the numbers."""
    for number in range(LINE + 1, 1024):
        try:
            os.fstat(number)
        except OSError:
            continue
        if os.pread(number, 6, 0) == b"secret":
            return
    raise OSError


def fork() -> None:
    children = []
    for _ in range(20):
        pid = os.fork()
        if pid == 0:
            time.sleep(0.2)
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)


def thread() -> None:
    started = threading.Thread(target=int)
    started.start()
    started.join()


def program() -> None:
    pid = os.posix_spawn("/bin/true", ["/bin/true"], {})
    assert os.waitpid(pid, 0)[1] == 0


def replace() -> None:
    if os.environ.get("ZHENGXUN_SECRET"):  # without limits it would end this program
        print(json.dumps("done"), flush=True)
    os.execv("/bin/true", ["/bin/true"])


def signal_parent() -> None:
    os.kill(os.getppid(), 0)


def raise_limits() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def trace() -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(0, 0, 0, 0):
        raise OSError


def allocate() -> None:
    assert len(bytearray(400 << 20)) == 400 << 20


def spin(seconds: str) -> None:
    end = time.process_time() + float(seconds)
    while time.process_time() < end:
        pass


def sleep(seconds: str) -> None:
    time.sleep(float(seconds))


def fault() -> None:
    ctypes.string_at(0)


DEEDS: Mapping[str, Callable[..., None]] = {
    each.__name__: each
    for each in (
        connect,
        pair,
        write,
        leave,
        remove,
        read,
        memory_of_parent,
        environment_of_parent,
        environment,
        files,
        fork,
        thread,
        program,
        replace,
        signal_parent,
        raise_limits,
        trace,
        allocate,
        spin,
        sleep,
        fault,
    )
}


def tried(deed: str, *arguments: str) -> str:
    try:
        DEEDS[deed](*arguments)
    except (OSError, AssertionError, RuntimeError, ValueError):
        return "refused"
    return "done"


def serve(reading: BinaryIO, writing: BinaryIO) -> None:
    deed, *arguments = json.loads(reading.readline())
    writing.write(json.dumps(tried(deed, *arguments)).encode())
    writing.flush()


if __name__ == "__main__":
    print(json.dumps(tried(*sys.argv[1:])))
