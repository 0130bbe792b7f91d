"""Periods, places and the printed table of a circular."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from bulletins.rules import circulars, drafts
from bulletins.rules.circulars import Correction, Count, Figures, Line, Span
from bulletins.rules.commendations import ranked
from typeset.circular import CircularDoc

pytestmark = pytest.mark.requirement("PUB-08")


def line(name: str, sent: int, points: str, rank: int, **more: object) -> Line:
    given = {"unit": UUID(int=rank), "unit_class": "监管局", "sent_year": sent, "adopted": 0, "counts": (), "instructed": 0,
             "late": 0, "zero": 0, "silent": 0, "asked": 0, "answered": 0, "missed": 0}  # fmt: skip
    return Line(**{"name": name, "sent": sent, "points": Decimal(points), "points_year": Decimal(points), "rank": rank,
                   **given, **more})  # type: ignore[arg-type]  # fmt: skip


OWN, UPPER = Count("own", "brief", "简报", 2), Count("state", "gb", "国办专报", 1)
FIGURES = Figures(
    date(2026, 7, 1), date(2026, 9, 30),
    (
        line("云麓监管局", 12, "9.5", 1, adopted=2, counts=(OWN, UPPER), asked=2, answered=1),
        line("蓟津监管局", 3, "0", 2), line("沧浪监管局", 0, "0", 2, zero=3),
    ),
    (Correction("云麓监管局", date(2026, 5, 4), "brief", Decimal(-3)),), (("云麓监管局", "《简报》2026年第7期"),), ("农业保险",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (Span.MONTH, "2026-02-14", "2026-02-01", "2026-02-28"), (Span.MONTH, "2026-12-31", "2026-12-01", "2026-12-31"),
        (Span.QUARTER, "2026-09-30", "2026-07-01", "2026-09-30"), (Span.HALF, "2026-06-30", "2026-01-01", "2026-06-30"),
        (Span.HALF, "2026-07-01", "2026-07-01", "2026-12-31"), (Span.YEAR, "2028-02-29", "2028-01-01", "2028-12-31"),
    ],
)  # fmt: skip
def test_a_period_has_its_first_and_last_day(kind: Span, day: str, first: str, last: str) -> None:
    found = circulars.span(kind, date.fromisoformat(day))
    assert found == (date.fromisoformat(first), date.fromisoformat(last))


def test_the_first_text_names_silent_and_unused_units_in_their_order_and_every_correction() -> None:
    text = drafts.circular(FIGURES, Span.QUARTER)
    assert text["title"] == "2026年第三季度信息报送和采用情况的通报"
    for said in (
        "共报送信息15条，本级采用2条，上级采用1条。", "没有报送信息的单位：沧浪监管局。",
        "报送信息没有被采用的单位：蓟津监管局。", "云麓监管局2026年5月4日一项，−3分。以前印发的通报不再改动。",
        "约稿应报2件，已报1件。", "下一期报送要点：\n\n农业保险", "云麓监管局（《简报》2026年第7期）",
    ):  # fmt: skip
        assert said in text["body"]
    assert "得分靠前的单位依次是：云麓监管局（9.5分）。" in text["body"]


def test_figures_come_back_as_they_were_kept() -> None:
    assert circulars.decoded(circulars.encoded(FIGURES)) == FIGURES
    assert circulars.encoded(circulars.decoded(circulars.encoded(FIGURES))) == circulars.encoded(FIGURES)


def test_every_unit_stands_in_the_printed_table_with_sums_of_what_is_printed() -> None:
    (table,) = circulars.tables(FIGURES)
    text = drafts.circular(FIGURES, Span.QUARTER)
    layout = CircularDoc("通报", 3, "办公厅", date(2026, 10, 8), text["title"], (text["body"],), (table,)).layout()
    (words,) = [element.text for element in layout.elements if element.key == "table"]
    for name in ("云麓监管局", "蓟津监管局", "沧浪监管局"):
        assert name in words.replace("\u2060", "").replace("\u200b", "")
    assert [sum(row[1] for row in group.rows) for group in table.groups] == [15]  # type: ignore[misc]


@pytest.mark.requirement("PUB-09")
def test_equal_points_share_a_place_and_nobody_without_points_has_one() -> None:
    a, b, c, d = (UUID(int=n) for n in range(4))
    found = ranked({a: Decimal(3), b: Decimal(5), c: Decimal(3), d: Decimal(0)})
    assert [(place, who) for place, who, _ in found] == [(1, b), (2, a), (2, c)]
