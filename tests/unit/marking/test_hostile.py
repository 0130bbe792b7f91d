"""Hostile files end in the verdict their manifest gives, within their limits, and leave nothing behind."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from marking.child import pool
from marking.child.limits import MB
from marking.verdict import Decision, worst
from tests.corpus.hostile.manifest import MAKERS, Hostile, hostile

pytestmark = pytest.mark.thorough

LONG = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
CPU, MEMORY = 10.5, 256 * MB  # the limit of ten seconds is looked at now and then
EVERY = [*hostile()]
DAILY = [each for each in EVERY if not each.long][::2]


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A temporary folder of our own for everything the gate's processes do."""
    folder = tmp_path_factory.mktemp("gate")
    pool.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", None)
        yield folder
        pool.close()


def left(folder: Path) -> list[str]:
    """Files in it; each process of the service keeps one lock."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and path.name != "lock"]


def test_the_manifest_names_every_file() -> None:
    names = [each.id for each in EVERY]
    assert len(names) == len(set(names)) >= 60
    assert {*names} == {*MAKERS}
    assert all(bool(each.reasons) == (each.decision is Decision.HOLD) for each in EVERY)
    assert len(DAILY) >= 60


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("each", EVERY if LONG else DAILY, ids=lambda each: each.id)
def test_a_hostile_file_ends_as_its_manifest_says(each: Hostile, temp: Path) -> None:
    name, data = each.file()
    examined = pool.examined(name, data)
    verdict = worst(examined.verdicts, name)
    reasons = {found.reason for found in examined.verdicts} - {None}
    assert verdict.decision is each.decision, reasons
    assert bool(reasons & each.reasons) == bool(each.reasons), reasons
    for used in (examined.used, examined.seen):
        assert used.cpu <= CPU
        assert used.memory <= MEMORY
    assert left(temp) == []


def test_what_is_left_behind_would_be_seen(temp: Path) -> None:
    pool.examined("a.txt", b"x")
    (temp / "control").write_bytes(b"x")
    assert left(temp) == [str(temp / "control")]
    (temp / "control").unlink()
    assert list(temp.iterdir()), "the processes keep their folders here"
