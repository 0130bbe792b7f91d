"""The benchmark of the marking gate runs, says what it measured, and judges by its own table."""

from pathlib import Path

import pytest

from bench import marking, specimens
from bench.marking import Result, TextPoint
from bench.specimens import Specimen
from marking.scan import scan
from marking.verdict import Decision

pytestmark = pytest.mark.thorough


def test_it_runs_and_writes_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [Specimen("one line", "a.txt", "通知".encode()), Specimen("two lines", "b.txt", "通知\n".encode())]
    monkeypatch.setattr(specimens, "files", lambda _pages: few)
    assert marking.main(["--rounds", "1", "--characters", "2000", "--pages", "1", "--out", str(tmp_path)]) == 0
    (page,) = tmp_path.glob("*-marking.md")
    text = page.read_text(encoding="utf-8")
    for kind in (*specimens.texts(400), *(each.kind for each in few)):
        assert f"| {kind} |" in text
    assert str(page) in capsys.readouterr().out


def test_the_texts_are_what_they_are_called() -> None:
    texts = specimens.texts(8_000)
    assert not any("密" in each or "★" in each for each in texts[specimens.CLEAN])
    assert all("密" in each for each in texts[specimens.DENSE])
    assert {scan(each).decision for kind in texts.values() for each in kind} == {Decision.ALLOW}


def test_a_rate_below_what_is_asked_is_called_missed() -> None:
    for rate, said in ((2.1, "kept"), (1.9, "MISSED")):
        points = [TextPoint(specimens.CLEAN, number, rate, 300.0) for number in range(3)]
        result = Result("day", "commit", {}, marking.text_lines(points), [], points)
        assert said in marking.tables(result)[2]
