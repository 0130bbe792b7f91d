"""The benchmark of the cryptography runs, compares what it says, and judges by its own table."""

from pathlib import Path

import pytest

from bench import contenders, crypto
from bench.contenders import CRYPTOGRAPHY, OURS, PARTS, SEAL, SIGN, SPEED
from bench.crypto import Point


def test_it_runs_and_writes_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in (("LARGE", 1 << 16), ("SHORT", 256), ("DOCUMENT", 5000)):
        monkeypatch.setattr(contenders, name, size)
    quick = [[each for each in rivals if each.who != SPEED] for rivals in contenders.tasks(3)]
    monkeypatch.setattr(contenders, "tasks", lambda _recipients: quick)
    assert crypto.main(["--rounds", "1", "--seconds", "0.001", "--out", str(tmp_path)]) == 0
    (page,) = tmp_path.glob("*-crypto.md")
    text = page.read_text(encoding="utf-8")
    for rivals in quick:
        assert rivals[0].who == OURS
        for each in rivals:
            assert f"| {each.measure} | {each.who} |" in text
    assert str(page) in capsys.readouterr().out


def test_a_ratio_below_what_is_asked_is_called_missed() -> None:
    def points(ours: float, theirs: float, measure: str, who: str) -> list[Point]:
        return [Point(measure, OURS, "unit", 0, ours), Point(measure, who, "unit", 0, theirs)]

    for measure, who, least in ((SIGN, SPEED, 0.9), (SEAL, CRYPTOGRAPHY, 0.9), ("any document", PARTS, 1 / 1.3)):
        for ours, said in ((least + 0.01, "kept"), (least - 0.01, "MISSED")):
            *_, row = crypto.table(crypto.lines(points(ours, 1, measure, who)))
            assert said in row
    *_, row = crypto.table(crypto.lines(points(0.1, 1, SIGN, "gmssl")))
    assert "kept" not in row
    assert "MISSED" not in row


def test_a_ratio_is_the_median_of_the_rounds_own() -> None:
    rates = [(1.0, 2.0), (6.0, 2.0), (40.0, 20.0)]  # 0.5, 3, 2
    points = [
        Point(SIGN, who, "unit", number, rate)
        for number, pair in enumerate(rates)
        for who, rate in zip((OURS, SPEED), pair, strict=True)
    ]
    ours, theirs = crypto.lines(points)
    assert (ours.who, ours.rate, ours.ratio) == (OURS, 6.0, 1.0)
    assert (theirs.ratio, theirs.lowest, theirs.highest) == (2.0, 0.5, 3.0)
