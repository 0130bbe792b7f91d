"""The benchmark of the typesetter runs without its peers, says so, and judges by its own table."""

import asyncio
from pathlib import Path

import pytest

from bench import sheets, typeset
from bench.sheets import SHEETS, WITH_TABLE
from bench.typeset import OURS, WEASY, Alone, Point, Result
from typeset import engine
from typeset.extract import drawn, text_of

pytestmark = pytest.mark.thorough


def test_it_runs_without_peers_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "SHEETS", SHEETS[:1])
    points, tools = typeset.measure(1, "false", None)
    assert {point.tool for point in points} == {OURS}
    result = Result("day", "commit", {}, tools, points, [typeset.copied(2), asyncio.run(typeset.issued(5))])
    page = typeset.write(result, tmp_path).read_text("utf-8")
    assert "WeasyPrint: not installed, left out" in page
    assert "personal copy of 5 pages, one at a time in one process | 2 |" in page
    assert "personal copy of 5 pages, out of the pool, 2 workers kept busy | 5 |" in page


def test_every_typesetter_is_given_the_same_words() -> None:
    said = sheets.words(WITH_TABLE, 1)
    assert sum(map(len, said.paragraphs)) >= WITH_TABLE.characters
    assert said != sheets.words(WITH_TABLE, 2)
    printed = drawn(text_of(engine.printed(sheets.layout(said, 1)).pdf))
    html = sheets.page(said, 1)
    for words in (said.title, *said.paragraphs, said.rows[-1][2]):
        assert drawn(words) in printed
        assert words in html
    assert sheets.document(said, 1).startswith(b"PK")


@pytest.mark.parametrize(("seconds", "verdict"), [(1.0, "kept"), (0.4, "MISSED")])
def test_the_table_judges(seconds: float, verdict: str) -> None:
    points = [
        Point(WITH_TABLE.name, tool, 1, spent, spent, 9, 100.0) for tool, spent in ((OURS, 0.1), (WEASY, seconds))
    ]
    rows = "\n".join(typeset.tables(Result("day", "commit", {}, {}, points, [Alone("copy", 1, 10.0, 10.0, 20.0)])))
    assert f"≥ 5 {verdict}" in rows
    assert "≤ 20 kept" in rows
