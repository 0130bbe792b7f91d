"""The limited process: what takes too long, too much or the process itself is a refusal, and the next file is looked at."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.verify import sandbox
from app.verify.reasons import FileReason
from app.verify.report import Outcome
from app.verify.sandbox import Sandbox
from tests.fuzz import der
from tests.fuzz.samples import Sample, samples

pytestmark = pytest.mark.thorough


@pytest.fixture
def child() -> Iterator[Sandbox]:
    with Sandbox(samples()["journal"].question()) as made:
        yield made


def reason(child: Sandbox, path: Path) -> str:
    (report,) = child.reports(path)
    assert report.path == path
    assert report.outcome is Outcome.UNVERIFIED
    return report.findings[-1].reason


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A message of a million parts: walking it takes a while."""
    path = tmp_path / "slow"
    head = samples()["signed"].data[4:15]
    path.write_bytes(der.sequence(head, der.value(0xA0, b"\x05\0" * 1_000_000)))
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(100 << 20)  # more than any heap has lying about
    return path


@pytest.fixture
def seal(tmp_path: Path) -> Path:
    path = tmp_path / "a.esl"
    path.write_bytes(samples()["seal"].data)
    return path


def test_one_process_looks_at_many_files(child: Sandbox, seal: Path) -> None:
    child.reports(seal)
    first = child._child
    assert [each.outcome for each in child.reports(seal)] == [Outcome.VALID]
    assert child._child is first


def test_too_long_by_the_clock(child: Sandbox, seal: Path, slow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.002)
    monkeypatch.setattr(sandbox, "RATE", 1 << 40)
    assert reason(child, slow) == FileReason.TIME
    monkeypatch.undo()
    assert [each.outcome for each in child.reports(seal)] == [Outcome.VALID]


def test_too_much_memory(child: Sandbox, seal: Path, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MEMORY", 1 << 20)
    monkeypatch.setattr(sandbox, "COPIES", 0)
    assert reason(child, large) == FileReason.MEMORY
    monkeypatch.undo()
    assert [each.outcome for each in child.reports(seal)] == [Outcome.VALID]


@pytest.mark.parametrize(
    ("number", "expected"), [(signal.SIGXCPU, FileReason.TIME), (signal.SIGTERM, FileReason.BROKEN_OFF)]
)
def test_a_process_that_died(child: Sandbox, seal: Path, number: signal.Signals, expected: FileReason) -> None:
    child.reports(seal)
    assert child._child
    assert child._child.pid
    os.kill(child._child.pid, number)
    child._child.join()
    assert reason(child, seal) == expected
    assert [each.outcome for each in child.reports(seal)] == [Outcome.VALID]


def test_nothing_can_be_written_from_within(tmp_path: Path) -> None:
    # The limits are this process's own from here on, so they are tried in a process of their own.
    pid = os.fork()
    if pid == 0:
        sandbox._limit(sandbox.Ask(tmp_path, 2.0, 64 << 20))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            (tmp_path / "written").write_bytes(b"x")
        except OSError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7


def test_systems_without_fork(seal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "FORK", False)
    with Sandbox(samples()["seal"].question()) as made:
        assert [each.outcome for each in made.reports(seal)] == [Outcome.VALID]


def test_a_second_opinion_has_more_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * (8 << 20))
    question = Sample(b"").question()
    assert Sandbox(question)._asked(path).seconds == pytest.approx(3.0)
    assert Sandbox(replace(question, second=True))._asked(path).seconds == pytest.approx(33.0)
