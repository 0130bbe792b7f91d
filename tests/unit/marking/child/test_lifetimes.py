"""Nothing outlives its job, its nursery or the service; what a kill -9 leaves is wiped at the next start."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from marking.child.folders import JobFolders
from marking.child.limits import MB, Limits
from marking.child.starting import Nursery
from tests.unit.marking.child import misdeeds

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each job is a program of its own"),
    pytest.mark.requirement("SUB-11"),
    pytest.mark.thorough,
]

PROJECT = Path(__file__).parents[4]
SLEEPING = """
import json, sys, time
from marking.child.limits import Limits
from marking.child.starting import Nursery
from tests.unit.marking.child import misdeeds
nursery = Nursery(misdeeds.__name__)
with nursery.job(Limits(5, 60.0, 1 << 28, 1 << 28)) as job:
    job.writing.write(json.dumps(["sleep", "50"]).encode() + b"\\n")
    job.writing.flush()
    print(nursery.pid, flush=True)
    time.sleep(60)
"""
FORKED = """
import os
from marking.child import pool
MARKED = ("a.txt", "机密★5年".encode())
def rules():
    return [found.rule for found in pool.examine({}, [MARKED])]
first = rules()
before = pool.READERS.nursery.pid
pid = os.fork()
if pid == 0:
    assert pool.READERS.nursery.pid is None
    again = rules()
    other = pool.READERS.nursery.pid
    pool.close()
    os._exit(0 if again == first and other not in {None, before} else 1)
assert os.waitpid(pid, 0)[1] == 0
assert rules() == first and pool.READERS.nursery.pid == before
print(*first)
"""


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder of this test, for this process and those it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path  # type: ignore[return-value]


def left(temp: Path) -> list[str]:
    return [str(path.relative_to(temp)) for path in temp.rglob("*") if path.is_file() or path.parent != temp]


def within(seconds: float, true: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            found += [int(entry.name)] if parent == pid else []
    return found


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_a_job_leaves_no_folder(temp: Path) -> None:
    with Nursery(misdeeds.__name__) as nursery:
        with nursery.job(Limits(5, 0.3, 256 * MB, 256 * MB)) as job:
            assert any("p" in path for path in left(temp))  # it has one while it runs
            job.writing.write(b'["sleep", "50"]\n')
            job.writing.flush()
            assert job.reading.read() == b""
        assert job.end.late
        assert [path for path in left(temp) if path.endswith("/1")] == []
    assert left(temp) == []


def test_a_folder_in_use_stays_and_one_left_over_goes(temp: Path) -> None:
    mine = JobFolders()
    code = "import os; from marking.child.folders import JobFolders; made = JobFolders(); made.new(); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False)
    base = mine.path.parent
    assert len(list(base.iterdir())) == 2
    again = JobFolders()
    assert {path.name for path in base.iterdir()} == {mine.path.name, again.path.name}
    for each in (mine, again):
        each.close()
    assert left(temp) == []


def test_the_folder_is_for_this_user_alone(temp: Path) -> None:
    folders = JobFolders()
    job = folders.path / str(folders.new())
    assert [path.stat().st_mode & 0o777 for path in (job, job.parent, job.parent.parent)] == [0o700] * 3
    folders.close()


def test_when_the_service_is_killed_everything_ends(temp: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPING], cwd=PROJECT, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout
        nursery = int(service.stdout.readline())
        assert within(5, lambda: len(children_of(nursery)) == 1)
        (job,) = children_of(nursery)
        assert not gone(job)
        service.kill()
        service.wait()
    assert within(5, lambda: gone(nursery) and gone(job))
    JobFolders().close()  # the next start
    assert left(temp) == []


def test_a_killed_nursery_takes_its_jobs_along(temp: Path) -> None:
    with Nursery(misdeeds.__name__) as nursery:
        with nursery.job(Limits(5, 30.0, 256 * MB, 256 * MB)) as job:
            job.writing.write(b'["sleep", "50"]\n')
            job.writing.flush()
            pid = nursery.pid
            assert pid
            assert within(5, lambda: len(children_of(pid)) == 1)
            (running,) = children_of(pid)
            os.kill(pid, 9)
            assert within(5, lambda: gone(running))
            with suppress(ConnectionResetError):  # it may die before it has read what it was told
                assert job.reading.read() == b""
        assert not job.end.known


def test_a_forked_service_has_a_nursery_of_its_own(temp: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], cwd=PROJECT, capture_output=True, check=False, text=True)
    assert (done.stdout.strip(), done.stderr) == ("level-star", "")
    assert left(temp) == []
