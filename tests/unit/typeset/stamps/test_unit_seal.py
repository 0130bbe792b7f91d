"""The round seal measured: where ring, star, name and lower lines stand, for names of every length and character."""

import math
import os
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typeset.stamps.drawing import Drawing
from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.paths import Box, Part, Point, Shape, bounds
from typeset.stamps.unit import LONGEST, LONGEST_BELOW, ROW, round_seal, rows_of

pytestmark = pytest.mark.thorough

SHORT = "政讯公司"
USUAL = "中共滨海市委办公室"
OFFICE = "国家金融监督管理总局办公厅"
LONG = "积石山保安族东乡族撒拉族自治县人民政府金融工作领导小组办公室"
LONGER = "双江拉祜族佤族布朗族傣族自治县人民代表大会常务委员会财政经济与预算工作委员会综"
NAMES = [SHORT, USUAL, OFFICE, "红河哈尼族彝族自治州人民政府办公室", "国" * 20, "国" * 21, LONG, LONGER, "国" * 40]
GBK = st.integers(0x8140, 0xFEFE).map(lambda code: code.to_bytes(2, "big").decode("gbk", "ignore"))
HAN = GBK.filter(lambda each: len(each) == 1 and "\u4e00" <= each <= "\u9fff")
THOROUGH = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
AIR = 0.3  # mm that must stay free between two marks


def parts(drawing: Drawing, part: Part) -> list[Shape]:
    return [each for each in drawing.shapes if each.part is part]


def said(shapes: list[Shape]) -> str:
    return "".join(each.character for each in shapes)


def polar(at: Point, drawing: Drawing) -> tuple[float, float]:
    """Distance from the middle, and the angle clockwise from the top in degrees."""
    x, y = at[0] - drawing.width / 2, at[1] - drawing.height / 2
    return math.hypot(x, y), math.degrees(math.atan2(x, -y))


@dataclass(frozen=True)
class Mark:
    """One shape measured: distances from the middle, angles clockwise from the top, and its box."""

    character: str
    near: float
    far: float
    first: float
    last: float
    box: Box
    polar: list[tuple[float, float]]


def measured(shape: Shape, drawing: Drawing) -> Mark:
    points = list(shape.points())
    found = [polar(each, drawing) for each in points]
    distances, angles = zip(*found, strict=True)
    return Mark(
        shape.character, min(distances), max(distances), min(angles), max(angles), bounds(points), found
    )  # fmt: skip


def marks(drawing: Drawing, part: Part) -> list[Mark]:
    return [measured(each, drawing) for each in parts(drawing, part)]


def inside_of_ring(drawing: Drawing) -> float:
    (ring,) = parts(drawing, Part.RING)
    return drawing.width / 2 - 0.05 * drawing.width / 42 - ring.line


def require_clear(drawing: Drawing) -> None:
    """No mark touches another: ring, star, each character, each lower line."""
    (star,) = marks(drawing, Part.STAR)
    names, lines = marks(drawing, Part.NAME), [marks(drawing, part) for part in (Part.BELOW, Part.DEMO)]
    for each in (*names, *lines[0], *lines[1]):
        assert each.far < inside_of_ring(drawing) - AIR
        assert each.near > star.far + AIR or each.box[1] > star.box[3] + AIR
    require_rows_clear(names)
    require_lines_clear([line for line in lines if line], names)


def require_rows_clear(names: list[Mark]) -> None:
    """Neighbours of a row do not share an angle; two rows do not share a distance."""
    outer, *rest = rows_of("".join(each.character for each in names))
    rows = [names[: len(outer)], names[len(outer) :]] if rest else [names]
    for row in rows:
        for one, two in pairwise(row):
            assert one.last < two.first
    if rest:
        assert min(each.near for each in rows[0]) > max(each.far for each in rows[1])


def require_lines_clear(lines: list[list[Mark]], names: list[Mark]) -> None:
    ends = max(max(-each.first, each.last) for each in names)
    foot = min(each.near for each in names)
    for line in lines:
        for one, two in pairwise(line):
            assert one.box[2] < two.box[0]
        for each in line:
            assert all(distance < foot or abs(turn) > ends for distance, turn in each.polar)
    for upper, lower in pairwise(lines):
        assert max(each.box[3] for each in upper) < min(each.box[1] for each in lower)


@pytest.mark.parametrize("name", NAMES, ids=len)
@pytest.mark.parametrize(
    ("below", "demo"), [("", False), ("", True), ("报送专用章", False), ("行政审批服务专用章", True)]
)
def test_every_mark_has_room(name: str, below: str, demo: bool) -> None:
    drawing = round_seal(name, below, demo=demo)
    assert said(parts(drawing, Part.NAME)) == name
    assert said(parts(drawing, Part.BELOW)) == below
    assert said(parts(drawing, Part.DEMO)) == ("测试" if demo else "")
    require_clear(drawing)


def test_control_of_room() -> None:
    good = round_seal(OFFICE, "报送专用章")
    name, below = parts(good, Part.NAME), parts(good, Part.BELOW)
    for wrong in (
        [each for each in good.shapes if each is not name[3]] + [name[4]],  # one character over another
        [
            *good.shapes,
            Shape(Part.BELOW, tuple(c.under((1, 0, 0, 1, 0, -8)) for c in below[0].contours)),
        ],  # in the star
        [
            *good.shapes,
            Shape(Part.BELOW, tuple(c.under((1, 0, 0, 1, -9, 0)) for c in below[0].contours)),
        ],  # in the ring
    ):
        with pytest.raises(AssertionError):
            require_clear(Drawing(42, 42, tuple(wrong)))


@pytest.mark.parametrize("name", NAMES, ids=len)
def test_the_name_is_even_and_symmetric(name: str) -> None:
    drawing = round_seal("国" * len(name))
    names, first = marks(drawing, Part.NAME), len(rows_of("国" * len(name))[0])
    for row in (names[:first], names[first:]):
        angles = [(each.first + each.last) / 2 for each in row]
        assert all(one < two for one, two in pairwise(angles))
        steps = [two - one for one, two in pairwise(angles)]
        assert not steps or max(steps) - min(steps) < 1e-6
        # The character's own ink is a little off the middle of its square, the same for each.
        assert not angles or abs(angles[0] + angles[-1]) < 1.5


@pytest.mark.parametrize("name", [SHORT, USUAL, LONGER])
@pytest.mark.parametrize("size", [38, 42, 45, 50])
def test_ring_and_star_are_centred_and_upright(name: str, size: float) -> None:
    drawing = round_seal(name, size_mm=size)
    (ring,), (star,) = parts(drawing, Part.RING), parts(drawing, Part.STAR)
    assert (drawing.width, drawing.height) == (size, size)
    assert ring.box() == pytest.approx(
        (0.05 * size / 42, 0.05 * size / 42, size * (1 - 0.05 / 42), size * (1 - 0.05 / 42))
    )
    corners = [polar(each, drawing) for each in star.points()]
    radius = corners[0][0]
    assert radius == pytest.approx((7 if len(name) <= ROW else 6) * size / 42)
    for at, (distance, turn) in enumerate(corners):
        assert distance == pytest.approx(
            radius * (1 if at % 2 == 0 else math.sin(math.pi / 10) / math.sin(0.3 * math.pi))
        )
        assert (turn - 36 * at) % 360 == pytest.approx(0, abs=1e-6) or (turn - 36 * at) % 360 == pytest.approx(360)


def test_the_star_is_the_one_of_five_crossing_chords() -> None:
    (star,) = parts(round_seal(USUAL), Part.STAR)
    corners = list(star.points())
    for at in range(0, 10, 2):
        (ax, ay), (bx, by) = corners[at], corners[(at + 4) % 10]
        for x, y in (corners[(at + 1) % 10], corners[(at + 3) % 10]):
            assert (bx - ax) * (y - ay) - (by - ay) * (x - ax) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("below", ["测试", "报送专用章", "行政审批服务专用章"])
def test_lower_lines_are_level_and_in_the_middle(below: str) -> None:
    drawing = round_seal("国" * 10, "国" * len(below))
    line = marks(drawing, Part.BELOW)
    assert len({(round(each.box[1], 6), round(each.box[3], 6)) for each in line}) == 1
    assert (line[0].box[0] + line[-1].box[2]) / 2 == pytest.approx(21, abs=0.25)


@given(st.lists(HAN, min_size=2, max_size=LONGEST), st.lists(HAN, max_size=LONGEST_BELOW), st.booleans())
@settings(max_examples=1000 if THOROUGH else 25, deadline=None)
def test_any_characters_of_gbk_have_room_and_are_all_drawn(name: list[str], below: list[str], demo: bool) -> None:
    drawing = round_seal("".join(name), "".join(below), demo=demo)
    drawn = [each.character for each in drawing.shapes if each.character]
    assert drawn == [*name, *below, *("测试" if demo else "")]
    assert all(each.contours for each in drawing.shapes)
    require_clear(drawing)


def test_every_character_of_gbk_has_room_in_the_fullest_seal() -> None:
    every = [bytes((head, tail)).decode("gbk", "ignore") for head in range(0x81, 0xFF) for tail in range(0x40, 0xFF)]
    han = [each for each in every if len(each) == 1 and "\u4e00" <= each <= "\u9fff"]
    step = LONGEST + LONGEST_BELOW
    for at in range(0, len(han), step * (1 if THOROUGH else 60)):
        row = "".join(han[at : at + step])
        require_clear(round_seal(row[:LONGEST], row[LONGEST:]))
        require_clear(round_seal(row[:ROW], demo=True))


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("国" * ROW, ("国" * ROW,)),
        ("国" * 30, ("国" * 17, "国" * 13)),
        ("国家金融监督管理总局滨海市监管局办公室党委", ("国家金融监督管理总局", "滨海市监管局办公室党委")),
        (LONG, ("积石山保安族东乡族撒拉族自治县人民政府", "金融工作领导小组办公室")),
        (LONGER, ("双江拉祜族佤族布朗族傣族自治县人民代表大会常务委员会", "财政经济与预算工作委员会综")),
        ("黔东南自治州黎平县肇兴侗寨文物保护与旅游开发办", ("黔东南自治州黎平县", "肇兴侗寨文物保护与旅游开发办")),
    ],
)
def test_long_names_are_parted_after_a_word(name: str, rows: tuple[str, ...]) -> None:
    assert rows_of(name) == rows


def test_the_second_row_may_be_named() -> None:
    drawing = round_seal("滨海市财政局", inner="国库集中支付中心")
    names = marks(drawing, Part.NAME)
    assert "".join(each.character for each in names) == "滨海市财政局国库集中支付中心"
    assert names[0].near > names[-1].far


def test_letters_digits_and_brackets_stand_in_the_row() -> None:
    drawing = round_seal("中国ABC（集团）12公司", "合同专用章(3)")
    require_clear(drawing)
    assert said(parts(drawing, Part.NAME)) == "中国ABC（集团）12公司"


@pytest.mark.parametrize(
    ("name", "below", "size", "why"),
    [
        ("", "", 42, Why.EMPTY),
        ("国" * 41, "", 42, Why.TOO_LONG),
        (USUAL, "国" * 11, 42, Why.BELOW_TOO_LONG),
        (USUAL, "", 29.9, Why.SIZE),
        (USUAL, "", 60.1, Why.SIZE),
        (USUAL, "", math.nan, Why.SIZE),
        ("内蒙古ᠮᠣᠩᠭᠣᠯ", "", 42, Why.SCRIPT),
        ("西藏བོད", "", 42, Why.SCRIPT),
        ("新疆شىنجاڭ", "", 42, Why.SCRIPT),
        ("滨海 市", "", 42, Why.SCRIPT),
        ("滨海\u0301", "", 42, Why.SCRIPT),
        ("滨海\U000e0100", "", 42, Why.SCRIPT),
        (USUAL, "🙂", 42, Why.SCRIPT),
        ("滨海\U00020000", "", 42, Why.GLYPHS),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(name: str, below: str, size: float, why: Why) -> None:
    with pytest.raises(StampRefused) as refused:
        round_seal(name, below, size)
    assert refused.value.why is why
    assert refused.value.code == f"stamp.{why}"


def test_the_refusal_names_each_character_once_with_its_code_point() -> None:
    with pytest.raises(StampRefused) as refused:
        round_seal("滨海\U00020000\U00020001\U00020000")
    assert refused.value.facts["characters"] == "\U00020000 U+20000、\U00020001 U+20001"
    with pytest.raises(StampRefused) as refused:
        round_seal("滨\u200b海")
    assert refused.value.facts["characters"] == "U+200B"
