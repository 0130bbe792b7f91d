"""Every default kind is laid out as its row says, word for word, the same bytes every time."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import msgspec
import pytest
from pypdfium2 import raw

from marking.pdf import opened
from tests.unit.typeset.bulletins import BRIEF_TEXT, CODES, NAMES, OFFICE, issue
from tests.unit.typeset.geometry.measuring import POINT, Line, glyphs, lines
from typeset import engine
from typeset.bulletin import BulletinDoc, BulletinItem, marked
from typeset.document import TEMPLATES, Element, Overlay, Printed
from typeset.errors import MastheadInvalid
from typeset.extract import drawn, same_document, text_of
from typeset.mastheads import MASTHEADS, Masthead, masthead_named, masthead_of
from typeset.mastheads import Line as Row

pytestmark = pytest.mark.requirement("PUB-02")
ABOVE = 0.88  # of a character's box stands over its line
FRAME = {"none": 0.0, "box": 4.0, "double": 4.0, "band": 5.6}
LEFT, TOP, WIDTH = 28.0, 37.0, 156.0
INDENT = 15.75 * POINT
UNITS = tuple(f"{NAMES[at % 10]}{NAMES[at // 10 % 10]}区第{at}街道办事处" for at in range(300))


@cache
def printed(doc: BulletinDoc) -> Printed:
    return engine.printed(doc.layout())


@cache
def specimen(code: str) -> Printed:
    return engine.printed(issue(code).layout())


def placed(code: str) -> dict[str, Line]:
    doc = issue(code)
    return {key: found[0] for key, found in lines(doc.layout(), specimen(code).pdf).items() if found}


def heads(kind: Masthead) -> tuple[float, dict[str, float], float]:
    """From the row alone, in mm from the page's top: the name's box, each line's baseline, the rule's upper edge."""
    y = TOP + kind.drop
    bases: dict[str, float] = {}

    def line(row: Row) -> float:
        for slot in (row.left, row.centre, row.right):
            if slot:
                bases["date" if slot == "day" else slot] = y + ABOVE * row.size * POINT
        return y + row.size * POINT

    for at, row in enumerate(kind.above):
        y += kind.leading if at else 0
        y = line(row)
    y += (kind.over if kind.above else 0) + FRAME[kind.frame]
    name = y
    y += kind.size * POINT + FRAME[kind.frame]
    for at, row in enumerate(kind.lines):
        y += kind.leading if at else kind.gap
        y = line(row)
    return name, bases, y + kind.rule_gap


def red_areas(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of what is filled with red on the first page, in mm."""
    found = []
    with opened(pdf) as document:
        page = document[0]
        for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=6):
            left, bottom, right, top = (edge * POINT for edge in thing.get_bounds())
            found.append((left, page.get_height() * POINT - top, right, page.get_height() * POINT - bottom))
    return found


@pytest.mark.parametrize("code", CODES)
def test_name_number_office_date_and_rule_stand_where_the_row_says(code: str) -> None:
    kind, found = masthead_named(code), placed(code)
    name, bases, rule = heads(kind)
    assert found["masthead"].places["base"] == pytest.approx(name + ABOVE * kind.size * POINT, abs=0.5)
    for slot, base in bases.items():
        assert found[slot].places["base"] == pytest.approx(base, abs=0.5), slot
    areas = [
        area
        for area in red_areas(specimen(code).pdf)
        if area[2] - area[0] > 60 and area[3] - area[1] < kind.weight + 0.05
    ]
    assert min(abs(area[1] - rule) for area in areas) < 0.5
    for row in (*kind.above, *kind.lines):
        if row.left:
            assert found[row.left].places["ink_left"] == pytest.approx(LEFT + INDENT, abs=1)
        if row.right:
            assert found[row.right].places["end"] == pytest.approx(LEFT + WIDTH - INDENT, abs=0.5)
    if kind.align == "centre":
        ink = found["masthead"].places
        assert (ink["ink_left"] + ink["ink_right"]) / 2 == pytest.approx(LEFT + WIDTH / 2, abs=1.5)


def test_the_measures_of_a_row_move_what_they_name() -> None:
    doc = issue("brief")
    lower = replace(doc, kind=msgspec.structs.replace(doc.kind, drop=doc.kind.drop + 9.5))
    before, after = (lines(one.layout(), engine.printed(one.layout()).pdf) for one in (doc, lower))
    moved = after["masthead"][0].places["base"] - before["masthead"][0].places["base"]
    assert moved == pytest.approx(9.5, abs=0.1)


@pytest.mark.parametrize("code", CODES)
def test_every_word_of_a_kind_is_on_its_pages_and_nothing_more(code: str) -> None:
    doc, made = issue(code), specimen(code)
    assert same_document(doc, made.pdf)
    assert not same_document(replace(doc, office=OFFICE + "厅"), made.pdf)
    assert engine.printed(doc.layout()).pdf == made.pdf
    keys = [element.key for element in doc.layout().elements]
    assert keys.index("masthead") < keys.index("title") < keys.index("body") < keys.index("colophon")
    assert all(element.text for element in doc.layout().elements)
    assert [mark.name for mark in made.marks if mark.name.startswith("item:")] == [
        f"item:{at}" for at in range(1, len(doc.items) + 1)
    ]


def test_the_ten_kinds_of_the_regulation_differ() -> None:
    assert "".join(kind.name for kind in MASTHEADS.values()) == (
        "专报信息值班信息简报监管参考送阅信息参阅件情况通报值班要情舆情专报通报"
    )
    faces = {
        kind.code: msgspec.to_builtins(kind) | {"code": "", "name": "", "template": ""} for kind in MASTHEADS.values()
    }
    assert len({str(face) for face in faces.values()}) == 10
    assert MASTHEADS["circular"].template == "circular.typ"
    assert masthead_named("unheard-of") is MASTHEADS["brief"]


ROW = {
    "code": "weekly",
    "name": "一周要览",
    "size": 48.0,
    "lines": [{"left": "number", "right": "date"}],
    "rule": "star",
}


def test_a_further_row_is_a_further_kind() -> None:
    doc = replace(issue("brief"), masthead="一周要览", kind=masthead_of(ROW))
    assert same_document(doc, engine.printed(doc.layout()).pdf)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"siize": 54}, "siize"),
        ({"size": 400}, "$.size"),
        ({"size": "54"}, "$.size"),
        ({"rule": "wavy"}, "$.rule"),
        ({"colour": "#C81010; x"}, "$.colour"),
        ({"lines": [{"middle": "number"}]}, "middle"),
        ({"lines": [{"left": "secret"}]}, "$.lines[0].left"),
        ({"template": "stamp.typ"}, "$.template"),
        ({"template": "bulletin-unknown.typ"}, "$.template"),
        ({"template": "../bulletin.typ"}, "$.template"),
        ({"drop": -1}, "$.drop"),
        ({"code": "Weekly 1"}, "$.code"),
        ({"marking": "机密★1年"}, "$.marking"),
        ({"marking": "内部★长期"}, "$.marking"),
        ({"marking": "秘密"}, "$.marking"),
    ],
    ids=str,
)
def test_a_row_that_no_page_can_follow_is_refused_by_name(change: dict[str, object], named: str) -> None:
    with pytest.raises(MastheadInvalid) as caught:
        masthead_of(ROW | change)
    assert named in str(caught.value.facts["reason"])


@pytest.mark.parametrize(
    ("style", "changes", "said"),
    [
        ("issue", {}, "第96期（总第1208期）"),
        ("issue", {"total": None}, "第96期"),
        ("year_issue", {}, "〔2026〕第96期（总第1208期）"),
        ("year", {"total": None}, "〔2026〕96号"),
        ("running", {}, "总第1208期"),
        ("running", {"total": None}, "第96期"),
        ("issue", {"supplement": True}, "增刊第96期"),
        ("issue", {"number": 0, "total": None}, "第　　期"),
    ],
)
def test_numbers_are_written_as_the_row_says(style: str, changes: dict[str, object], said: str) -> None:
    doc = issue("brief", **changes)
    doc = replace(doc, kind=msgspec.structs.replace(doc.kind, number=style))
    assert Element("number", said) in doc.layout().elements


def test_items_are_marked_in_three_ways() -> None:
    assert [marked("bracket", 3), marked("arabic", 12), marked("none", 1)] == ["【3】", "12. ", ""]
    assert [marked("han", at) for at in (1, 10, 11, 20, 99, 105)] == [
        "一、",
        "十、",
        "十一、",
        "二十、",
        "九十九、",
        "一〇五、",
    ]


@pytest.mark.requirement("PUB-03")
def test_short_items_stand_under_their_sections_with_the_source_after_the_last_word() -> None:
    said = drawn(text_of(specimen("daily").pdf))
    assert said.startswith("值班要情第96期（总第1208期）2026年11月21日星期六领导动态【1】市长主持")
    assert said.count("重要信息") == 1
    assert "起火原因正在调查。（北城区政府、市消防救援支队）【3】寒潮" in said
    assert "责任编辑：林知远签发：周启明电话：55660123共印80份" in said


@pytest.mark.thorough
@pytest.mark.parametrize("code", ["special", "duty", "daily", "circular"])
def test_marking_and_copy_number_stand_over_the_masthead_and_move_no_word(code: str) -> None:
    doc = issue(code)
    doc = replace(doc, kind=msgspec.structs.replace(doc.kind, marking="内部资料　注意保存"))
    plain, copied = (engine.printed(doc.layout(), overlay=over).pdf for over in (Overlay(), Overlay(number="000012")))
    assert same_document(doc, copied)
    words = [[(g.character, g.x, g.base) for g in glyphs(pdf) if not g.artifact] for pdf in (plain, copied)]
    assert words[0] == words[1]
    assert "".join(one[0] for one in words[0][:8]) == "内部资料注意保存"
    number = [g for g in glyphs(copied) if g.artifact and g.base < 45]
    assert "".join(g.character for g in number) == "000012"
    assert max(g.end for g in number) == pytest.approx(LEFT + WIDTH, abs=0.5)
    rest = [g for g in glyphs(copied) if not g.artifact and g.page == 1][8:]
    assert max(g.ink[3] for g in number) + 1 < min(g.ink[1] for g in rest)
    assert min(area[1] for area in red_areas(copied)) > max(g.ink[3] for g in number)


@pytest.mark.thorough
def test_three_hundred_readers_become_a_list_before_the_colophon() -> None:
    doc = issue("brief", copies=UNITS)
    made = printed_pages(doc)
    assert "发：见分送名单（300个）" in made[-1]
    assert all(drawn(name) in "".join(made) for name in UNITS)
    few = issue("brief", copies=UNITS[:12]).layout()
    assert "list" not in {element.key for element in few.elements}


def printed_pages(doc: BulletinDoc) -> list[str]:
    pdf = engine.printed(doc.layout()).pdf
    assert same_document(doc, pdf)
    pages: dict[int, str] = {}
    for glyph in glyphs(pdf):
        pages[glyph.page] = pages.get(glyph.page, "") + glyph.character
    return list(pages.values())


def test_the_colophon_covers_no_text_and_ends_on_the_last_line() -> None:
    for readers in (3, 40, 70, 120):
        doc = issue("special", copies=UNITS[:readers])
        found = lines(doc.layout(), engine.printed(doc.layout()).pdf)
        colophon = found["colophon"]
        last = colophon[-1].places
        body = [line for key in ("body", "list") for line in found.get(key, []) if line.glyphs[0].page == last["page"]]
        assert all(line.places["base"] < colophon[0].places["base"] - 5 for line in body)
        assert 250 < last["base"] < 262


@pytest.mark.thorough
def test_forty_items_with_long_titles_and_no_heading_at_a_page_foot() -> None:
    title = "关于进一步加强和改进新形势下全市政务信息报送工作着力提升信息质量和服务领导科学决策水平有关情况以及重点任务安排的报告"
    items = tuple(
        BulletinItem(title if at % 3 else f"第{at}条", "正文内容，" * (at % 9 + 2) + "完。", (OFFICE,))
        for at in range(40)
    )
    doc = issue("brief", items=items)
    found = lines(doc.layout(), engine.printed(doc.layout()).pdf)
    for at in range(1, 41):
        key = str(at) if at > 1 else ""
        head, body = found[f"title{key}"], found[f"body{key}"]
        assert {line.places["page"] for line in head} == {body[0].places["page"]}
        assert all(later.places["base"] > sooner.places["base"] for sooner, later in pairwise((*head, body[0])))
    entries = [line for line in found["contents"][1:] if line.text.startswith(("第", "关于"))]
    assert len({round(line.places["x"], 1) for line in entries}) == 1


def test_contents_tell_the_pages_on_which_items_begin() -> None:
    pdf = specimen("reference").pdf
    starts = [mark.page for mark in specimen("reference").marks if mark.name.startswith("item:")]
    told = [g.character for g in glyphs(pdf) if g.artifact and g.page == 1 and g.character.isdigit() and g.base < 200]
    assert [int(one) for one in told] == starts
    assert len(starts) == 2


@pytest.mark.thorough
def test_ten_thousand_characters_and_a_name_of_thirty() -> None:
    long = "滨海市金融监督管理系统政务信息与舆情应对工作动态简报汇编"
    for code in ("circulated", "daily"):
        doc = issue(code, masthead=long, office=OFFICE * 3, items=(BulletinItem("题", "很长的段落内容，" * 1250),))
        pdf = engine.printed(doc.layout()).pdf
        assert same_document(doc, pdf)
        name = lines(doc.layout(), pdf)["masthead"]
        assert len(name) == 2
        assert all(line.places["ink_left"] >= LEFT and line.places["ink_right"] <= LEFT + WIDTH for line in name)


def test_notes_of_editors_and_footnotes_are_elements() -> None:
    item = BulletinItem("题", "正文[^a]。\n\n[^a]: 注文。", foreword="按语。", author="张三")
    doc = issue("brief", items=(item,), foreword="")
    keys = [(one.key, one.text) for one in doc.layout().elements]
    assert ("foreword", "编者按：按语。") in keys
    assert ("author", "张三") in keys
    assert "footnotes" in dict(keys)
    assert "编者按：按语。" in drawn(text_of(engine.printed(doc.layout()).pdf))


HOSTILE: dict[str, dict[str, object]] = {
    "nothing": {"masthead": "", "office": "", "items": ()},
    "invisible": {"masthead": "\u200b", "office": "\u200b\u202e", "items": (BulletinItem("\u2067", ""),)},
    "markup": {
        "masthead": "#set page()",
        "office": "$x$ *b* @ref <label>",
        "items": (BulletinItem('#read("/etc/passwd")', "#x", ("*u*",), "_a_", "#t", "= s", "#f"),),
        "editor": "#e",
        "note": "#n",
    },
    "long words": {"masthead": "A" * 200, "items": (BulletinItem("x" * 500, "y" * 3000, ("u" * 300,)),)},
    "a title of a page": {"items": (BulletinItem("长标题" * 500, "正文"), BulletinItem("第一行\n第二行", "正文"))},
    "long lists": {"copies": ("某" * 80,) * 60, "reports": ("人" * 6,) * 300, "extra": ("x" * 50,) * 50},
    "people": {"editor": "编" * 60, "issuer": "签" * 60, "phone": "1" * 60, "number": -3, "total": 0, "print_run": 0},
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_are_printed_as_words(name: str) -> None:
    for code in ("reference", "daily"):
        doc = issue(code, **HOSTILE[name])
        assert same_document(doc, engine.printed(doc.layout()).pdf)


def test_the_file_of_rows_holds_no_word_the_classes_do_not_know() -> None:
    said = set(re.findall(r"^([a-z_]+) =", (TEMPLATES / "mastheads.toml").read_text(encoding="utf-8"), re.MULTILINE))
    assert said <= set(Masthead.__struct_fields__)
    assert BRIEF_TEXT
