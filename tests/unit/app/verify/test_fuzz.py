"""The fuzzer at work for a moment on every parser; minutes of it: ZHENGXUN_TEST_LONG=1, or `python -m tests.fuzz`."""

import os
import signal
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.verify.report import Question, Report
from tests.fuzz import __main__ as fuzz
from tests.fuzz.parsers import parsers

pytestmark = pytest.mark.thorough

Check = Callable[[bytes, Question], tuple[Report, ...]]

LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
CASES, MINUTES, SEED = 60, 3, 7


@pytest.fixture(autouse=True)
def alarmed() -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, fuzz._hang)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", parsers())
def test_only_typed_refusals(name: str) -> None:
    tally = fuzz.run(parsers()[name], SEED, MINUTES * 60, cases=0 if LONG else CASES)
    print(tally)
    assert tally.finds == []
    assert tally.cases >= CASES
    assert len(tally.reasons) >= 2


def test_every_sample_is_what_its_parser_takes() -> None:
    for parser in parsers().values():
        for sample in parser.samples:
            assert parser.check(sample.data, sample.question())


def test_the_same_number_gives_the_same_file() -> None:
    parser = parsers()["ofd"]
    assert [fuzz.case(parser, 5, n) for n in range(20)] == [fuzz.case(parser, 5, n) for n in range(20)]
    assert len({fuzz.case(parser, 5, n)[1] for n in range(20)}) > 10


def broken(data: bytes, question: Question) -> tuple[Report, ...]:
    raise ValueError("untyped")


def endless(data: bytes, question: Question) -> tuple[Report, ...]:
    while True:
        pass


def credulous(data: bytes, question: Question) -> tuple[Report, ...]:
    parser = parsers()["seal"]
    return parser.check(parser.samples[0].data, question)


@pytest.mark.parametrize(
    ("check", "find"), [(broken, "ValueError: untyped"), (endless, "hang"), (credulous, "a damaged file is valid")]
)
def test_control_of_the_fuzzer(
    check: Check, find: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fuzz, "HANG", 0.1 if check is endless else 5.0)
    parser = replace(parsers()["seal"], check=check)
    tally = fuzz.run(parser, SEED, 60, cases=2, keep=tmp_path)
    assert len(tally.finds) >= 1
    assert find in tally.finds[0]
    assert f"seed {SEED}, case 0" in capsys.readouterr().out
    assert (tmp_path / f"seal-{SEED}-0").read_bytes() == fuzz.case(parser, SEED, 0)[1]
