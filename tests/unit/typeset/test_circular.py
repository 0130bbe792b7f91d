"""The periodic circular: typed tables, their sums, heads repeated on landscape pages, words as they are printed."""

import os
import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from marking.pdf import opened
from tests.unit.typeset.bulletins import ADOPTED, circular, statistics
from tests.unit.typeset.geometry.measuring import POINT, Glyph, glyphs, page_numbers
from typeset import engine
from typeset.circular import CircularDoc
from typeset.errors import TableTooWide
from typeset.extract import drawn, same_document, text_of
from typeset.statistics import Column, Group, Kind, Table, Total, fitted

pytestmark = pytest.mark.requirement("PUB-08")
FULL = os.environ.get("ZHENGXUN_TEST_LONG") == "1"


@cache
def pdf(units: int = 26) -> bytes:
    return engine.printed(circular(annexes=(statistics(units),)).layout()).pdf


def sheets(made: bytes) -> list[tuple[int, int]]:
    with opened(made) as document:
        return [(round(page.get_width() * POINT), round(page.get_height() * POINT)) for page in document]


def on_pages(made: bytes) -> dict[int, list[Glyph]]:
    pages: dict[int, list[Glyph]] = {}
    for glyph in glyphs(made):
        pages.setdefault(glyph.page, []).append(glyph)
    return pages


def words(all_glyphs: list[Glyph]) -> str:
    return "".join(glyph.character for glyph in all_glyphs)


def test_every_word_of_a_circular_is_on_its_pages_in_order() -> None:
    doc = circular()
    assert same_document(doc, pdf())
    assert not same_document(replace(doc, title=doc.title + "稿"), pdf())
    assert engine.printed(doc.layout()).pdf == pdf()
    keys = [element.key for element in doc.layout().elements]
    assert keys == ["office", "masthead", "number", "date", "title", "addressee", "body", "table", "body",
                    "annex_note", "table", "colophon", "note"]  # fmt: skip


def test_annexes_stand_on_landscape_pages_with_the_page_number_at_the_binding_volumes_foot() -> None:
    assert sheets(pdf()) == [(210, 297), (210, 297), (297, 210), (297, 210), (297, 210), (210, 297)]
    for page, found in on_pages(pdf()).items():
        if page in {3, 4, 5}:
            body = [glyph for glyph in found if not glyph.artifact]
            number = [glyph for glyph in found if glyph.artifact and glyph.ink[2] < 34]
            assert words(number).strip("—") == str(page)
            assert min(glyph.ink[0] for glyph in body) >= 35
            assert max(glyph.ink[2] for glyph in body) <= 260
            assert min(glyph.ink[1] for glyph in body) >= 28
            assert max(glyph.ink[3] for glyph in body) <= 184
            # 第 11 条: odd at the lower, even at the upper end; 7 mm off the 版心.
            middle = sum(glyph.ink[1] + glyph.ink[3] for glyph in number) / 2 / len(number)
            assert middle > 150 if page % 2 else middle < 60
            dashes = [glyph for glyph in number if glyph.character == "—"]
            assert max(glyph.ink[2] for glyph in dashes) == pytest.approx(28, abs=0.3)
            ends = (184 - max(g.ink[3] for g in number)) if page % 2 else (min(g.ink[1] for g in number) - 28)
            assert ends == pytest.approx(14 * POINT, abs=0.5)
    assert set(page_numbers(pdf())) >= {1, 2, 6}


@pytest.mark.thorough
def test_heads_and_the_class_of_units_are_repeated_on_every_page_as_furniture() -> None:
    for page in (3, 4, 5):
        found = on_pages(pdf())[page]
        for label in ("单位", "报送条数", "本级采用", *ADOPTED, "上级采用", "名次"):
            assert label in words(found)
    assert "二类单位" in words([glyph for glyph in on_pages(pdf())[4] if glyph.artifact])
    assert Counter(drawn(text_of(pdf())).split("二类单位"))[""] == 0
    assert drawn(text_of(pdf())).count("二类单位") == 1


def test_sums_are_those_of_the_rows() -> None:
    table = statistics()
    made = fitted(table, "小计", "合计", "—")
    rows = [line for line in made.lines if line.role == "row"]
    sums = [line for line in made.lines if line.role == "subtotal"]
    total = made.lines[-1]
    assert (len(rows), len(sums), total.role) == (27, 3, "total")
    assert total.cells[0] == "合计"
    assert total.cells[-1] == ""
    for at in range(1, len(table.columns) - 1):
        values = [Decimal(row.cells[at].replace("—", "0")) for row in rows]
        assert Decimal(total.cells[at]) == sum(values) == sum(Decimal(line.cells[at]) for line in sums)
    points = {line.cells[7].partition(".")[2] for line in made.lines if line.role != "group"}
    assert {len(each) for each in points} == {1}


def test_figures_of_a_column_end_at_one_edge() -> None:
    digits = [glyph for glyph in on_pages(pdf())[4] if glyph.character.isdigit() and not glyph.artifact]
    by_line: dict[float, list[Glyph]] = {}
    for glyph in digits:
        by_line.setdefault(round(glyph.base, 1), []).append(glyph)
    ends = Counter(round(max(glyph.end for glyph in line if glyph.end < 76), 0) for line in by_line.values())
    assert len(ends) == 1
    assert ends.total() > 10


@pytest.mark.thorough
def test_notes_and_sums_never_stand_alone_on_a_page() -> None:
    for units in (24, 27, 33):
        made = pdf(units)
        pages = on_pages(made)
        last = max(page for page, (wide, _) in enumerate(sheets(made), 1) if wide == 297)
        assert "注：" in words(pages[last])
        assert "合计" in words(pages[last])
        assert "中心" in words([glyph for glyph in pages[last] if not glyph.artifact]).replace("直属机构", "")


def test_rows_of_words_stay_whole_on_their_pages() -> None:
    columns = (
        Column("序号", Kind.TEXT, key=True),
        Column("标题", Kind.TEXT),
        Column("刊物", Kind.TEXT),
        Column("得分"),
    )
    rows = tuple(
        (str(at), "关于加强基层治理工作的若干做法和建议" * (at % 4 + 1), "简报第3期", at) for at in range(1, 40)
    )
    for landscape in (True, False):
        table = Table("采用明细", columns, (Group("", rows),), notes=("注文。",), landscape=landscape)
        doc = circular(annexes=(table,))
        assert same_document(doc, engine.printed(doc.layout()).pdf)


def wide(count: int, keys: int = 1, label: str = "第{n}期采用") -> Table:
    columns = tuple(Column(f"单位{at}", Kind.TEXT, key=True) for at in range(keys))
    columns += tuple(Column(label.format(n=at), group=(f"第{at // 6}组",), total=Total.SUM) for at in range(count))
    row = (*("东江区" for _ in range(keys)), *range(count))
    return Table("宽表", columns, (Group("", (row,) * 3),))


def test_a_table_wider_than_a_landscape_page_is_split_between_groups_with_its_key_columns() -> None:
    table = wide(60)
    made = fitted(table, "小计", "合计", "—")
    assert made.landscape
    assert len(made.parts) > 1
    assert all(part.at[0] == 0 for part in made.parts)
    assert [at for part in made.parts for at in part.at[1:]] == list(range(1, 61))
    for part in made.parts:
        assert (len(part.at) - 1) % 6 == 0
    doc = circular(annexes=(table,))
    printed = engine.printed(doc.layout()).pdf
    assert same_document(doc, printed)
    assert "宽表（续1）" in drawn(text_of(printed))


def test_what_fits_stands_upright_and_no_larger_than_it_may() -> None:
    assert not fitted(wide(6), "", "", "").landscape
    assert fitted(wide(16), "", "", "").landscape
    assert fitted(replace(wide(6), landscape=True), "", "", "").landscape
    assert len(fitted(wide(16), "", "", "").parts) == 1


def test_a_table_whose_key_columns_leave_no_room_is_refused() -> None:
    with pytest.raises(TableTooWide):
        circular(annexes=(wide(80, keys=20),)).layout()


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ((Column("数"),), ("一",)),
        ((Column("数"), Column("单位", Kind.TEXT, key=True)), (1, "甲")),
        ((Column("数"),), (1, 2)),
        ((), ()),
    ],
    ids=["word for a number", "key behind others", "too many values", "no columns"],
)
def test_a_table_that_is_none_is_no_value(columns: tuple[Column, ...], row: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"key|number|values"):
        Table("表", columns, (Group("", (row,)),))  # type: ignore[arg-type]


def test_hostile_words_in_tables_are_words() -> None:
    cell = '#read("/etc/passwd") $x$ <b> ' + "长" * 400 + " " + "w" * 90
    table = Table("#set page()", (Column("单位", Kind.TEXT, key=True), Column("*数*", group=("_组_", "层"))),
                  (Group("= 类", ((cell, 1), ("", None))),), notes=("[注]",), measure="单位：#件")  # fmt: skip
    doc = circular(narrative=(table,), annexes=(table, replace(table, landscape=True)))
    assert same_document(doc, engine.printed(doc.layout()).pdf)


def test_a_circular_may_be_narrative_alone_and_a_table_may_be_empty() -> None:
    empty = Table("空表", (Column("单位", Kind.TEXT, key=True), Column("数", total=Total.SUM)), (Group("", ()),))
    plain = CircularDoc("通报", 1, "办公室", circular().dated, "关于有关情况的通报", ("正文。", empty))
    assert same_document(plain, engine.printed(plain.layout()).pdf)
    assert "合计0" in drawn(text_of(engine.printed(plain.layout()).pdf))


@pytest.mark.skipif(not FULL, reason="the full register of units takes seconds: ZHENGXUN_TEST_LONG=1")
def test_a_register_of_1249_units() -> None:
    doc = circular(annexes=(statistics(1249),))
    started = time.process_time()
    made = engine.printed(doc.layout()).pdf
    assert time.process_time() - started < 20
    assert same_document(doc, made)
    assert len(sheets(made)) > 50
