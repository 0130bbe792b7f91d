"""Nothing a file makes its reader do gets out of the job. Each deed is also done without limits, where it works."""

import json
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from marking.child import libc
from marking.child.limits import MB, Limits
from marking.child.starting import End, Nursery
from tests.unit.marking.child import misdeeds

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the clock is the only limit"),
    pytest.mark.requirement("SUB-11"),
    pytest.mark.thorough,
]

SMALL = Limits(cpu=1, clock=20.0, memory=256 * MB, room=256 * MB)
LANDLOCK = libc.syscall(444, 0, 0, 1) > 0
PLAIN = ["pair", "leave", "fork", "thread", "program", "replace", "raise_limits", "trace", "signal_parent"]

PROJECT = Path(__file__).parents[4]
# memfd_create, socket, connect, process_vm_readv, pidfd_open, unshare, io_uring_setup, openat2, keyctl, truncate, fork
NUMBERS = [319, 41, 42, 310, 434, 272, 425, 437, 250, 76, 57]
CALLS = f"""
import ctypes, errno, json, os, sys
from marking.child import libc, seccomp
libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
if sys.argv[1] == "True":
    assert seccomp.install()
refused = []
for number in {NUMBERS}:
    ctypes.set_errno(0)
    answer = libc.syscall(number, 0, 0, 0, 0)
    if answer == 0 and number == 57:
        os._exit(0)
    if answer == -1 and ctypes.get_errno() in (errno.EPERM, errno.ENOSYS):
        refused.append(number)
print(json.dumps(refused))
"""


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(misdeeds.__name__) as started:
        yield started


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGXUN_SECRET", "secret")


def limited(nursery: Nursery, *deed: str, limits: Limits = SMALL) -> tuple[str, End]:
    """What the job answered, nothing when it was ended before it could."""
    with nursery.job(limits) as job:
        job.writing.write(json.dumps(deed).encode() + b"\n")
        job.writing.flush()
        said = job.reading.read()
    return json.loads(said) if said else "", job.end


def unlimited(*deed: str, **how: bool) -> str:
    done = subprocess.run([sys.executable, misdeeds.__file__, *deed], capture_output=True, check=True, **how)  # type: ignore[call-overload]
    return str(json.loads(done.stdout))


@pytest.mark.parametrize("deed", PLAIN)
def test_a_job_starts_and_touches_nothing(nursery: Nursery, deed: str) -> None:
    assert unlimited(deed) == "done"
    assert limited(nursery, deed)[0] == "refused"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers of this machine")
@pytest.mark.parametrize("limit", [False, True])
def test_the_table_of_system_calls_alone(limit: bool) -> None:
    """Calls a library has no name for; without the filter a kernel has its reasons for few of them."""
    done = subprocess.run([sys.executable, "-c", CALLS, str(limit)], capture_output=True, check=True, cwd=PROJECT)
    refused = json.loads(done.stdout)
    assert refused == NUMBERS if limit else not {41, 42, 57} & set(refused)


def test_no_network(nursery: Nursery) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = str(listening.getsockname()[1])
        assert unlimited("connect", port) == "done"
        assert limited(nursery, "connect", port)[0] == "refused"


@pytest.mark.parametrize("deed", ["write", "remove"])
def test_no_change_outside(nursery: Nursery, tmp_path: Path, deed: str) -> None:
    ours = tmp_path / "ours"
    ours.write_bytes(b"ours")
    assert limited(nursery, deed, str(ours))[0] == "refused"
    assert ours.read_bytes() == b"ours"
    assert unlimited(deed, str(ours)) == "done"


@pytest.mark.skipif(not LANDLOCK, reason="this kernel cannot close the disk for reading")
@pytest.mark.parametrize("deed", ["read", "memory_of_parent", "environment_of_parent"])
def test_no_look_at_the_services_files_and_memory(nursery: Nursery, tmp_path: Path, deed: str) -> None:
    key = tmp_path / "key"
    key.write_bytes(b"secret")
    arguments = [str(key)] if deed == "read" else []
    assert unlimited(deed, *arguments) == "done"
    assert limited(nursery, deed, *arguments)[0] == "refused"


def test_no_secret_in_the_environment(nursery: Nursery) -> None:
    assert unlimited("environment") == "done"
    assert limited(nursery, "environment")[0] == "refused"


def test_no_open_file_of_the_service(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"secret")
    with (tmp_path / "key").open("rb") as key, Nursery(misdeeds.__name__) as nursery:
        os.set_inheritable(key.fileno(), True)
        assert unlimited("files", close_fds=False) == "done"
        assert limited(nursery, "files")[0] == "refused"


def test_more_memory_than_it_may_have_is_too_much(nursery: Nursery) -> None:
    assert unlimited("allocate") == "done"
    said, end = limited(nursery, "allocate")
    assert said == ""
    assert end.full
    assert end.used.memory <= SMALL.room


def test_spinning_ends_by_the_processor_time(nursery: Nursery) -> None:
    assert unlimited("spin", "1.2") == "done"
    said, end = limited(nursery, "spin", "30")
    assert said == ""
    assert end.late
    assert 0.5 <= end.used.cpu <= 2.5


def test_sleeping_ends_by_the_clock(nursery: Nursery) -> None:
    assert unlimited("sleep", "0.4") == "done"
    start = time.monotonic()
    said, end = limited(nursery, "sleep", "60", limits=Limits(1, 0.3, 256 * MB, 256 * MB))
    assert said == ""
    assert end.late
    assert time.monotonic() - start < 20


def test_a_crash_is_an_end_like_another(nursery: Nursery) -> None:
    said, end = limited(nursery, "fault")
    assert said == ""
    assert end.known
    assert not end.late
    assert limited(nursery, "sleep", "0")[0] == "done"  # the next job does not notice
