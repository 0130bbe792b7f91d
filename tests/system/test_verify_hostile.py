"""Every hostile file, shown to the verifier in a process of its own: the right verdict for the right reason, quickly, small."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.hostile import hostile

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 2.0
MEGABYTES = 256
PATIENCE = 3  # the clock runs on while other tests have the processor


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    """What the verifier said of each."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.hostile"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    assert told.stderr == ""
    return {each["name"]: each for each in map(json.loads, told.stdout.splitlines())}


@pytest.mark.parametrize("name", hostile())
def test_refused_for_its_reason(name: str, answers: dict[str, dict[str, Any]]) -> None:
    expected, told = hostile()[name], answers[name]
    assert told["outcome"] == expected.outcome
    assert expected.reason in told["reasons"]
    assert told["seconds"] < SECONDS * PATIENCE


def test_none_takes_much_time_or_memory(answers: dict[str, dict[str, Any]]) -> None:
    seconds = sorted(each["seconds"] for each in answers.values())
    assert seconds[len(seconds) // 2] < 0.5
    assert max(each["processor"] for each in answers.values()) < SECONDS
    assert max(each["megabytes_so_far"] for each in answers.values()) < MEGABYTES
