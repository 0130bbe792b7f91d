"""Personal seals and strips: order of reading, room, the spared form, the demonstration's word."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typeset.stamps.drawing import Drawing
from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.paths import Box, Part, Shape, bounds
from typeset.stamps.person import Ink, square, strip

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def characters(drawing: Drawing, part: Part = Part.NAME) -> list[Shape]:
    return [each for each in drawing.shapes if each.part is part and each.character]


def box(shape: Shape) -> Box:
    return bounds(shape.points())


def middle(shape: Shape) -> tuple[float, float]:
    left, top, right, bottom = box(shape)
    return (left + right) / 2, (top + bottom) / 2


def apart(one: Box, two: Box) -> bool:
    return one[2] < two[0] or two[2] < one[0] or one[3] < two[1] or two[3] < one[1]


def require_room(drawing: Drawing) -> None:
    frame = next(each for each in drawing.shapes if each.part is Part.FRAME)
    inside = frame.line + 0.2
    inked = [each for each in drawing.shapes if each.part is not Part.FRAME]
    for each in inked:
        left, top, right, bottom = box(each)
        assert min(left, top, drawing.width - right, drawing.height - bottom) > inside
    for one, two in combinations(map(box, inked), 2):
        assert apart(one, two)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("丁", ["丁"]),
        ("张三", ["张", "三"]),
        ("李四光", ["李", "四光"]),
        ("李四光印", ["李四", "光印"]),
        ("欧阳修文", ["欧阳", "修文"]),
        ("欧阳修文印", ["欧阳", "修文印"]),
        ("欧阳修文之印", ["欧阳修", "文之印"]),
    ],
)
@pytest.mark.parametrize("demo", [False, True])
def test_columns_are_read_from_the_right(name: str, columns: list[str], demo: bool) -> None:
    drawing = square(name, demo=demo)
    require_room(drawing)
    read = sorted(characters(drawing), key=lambda each: (-round(middle(each)[0] / 5), middle(each)[1]))
    assert "".join(each.character for each in read) == name == "".join(columns)
    assert len({round(middle(each)[0] / 5) for each in read}) == len(columns)
    assert "".join(each.character for each in characters(drawing, Part.DEMO)) == ("测试" if demo else "")


@pytest.mark.parametrize("demo", [False, True])
@pytest.mark.parametrize("name", ["丁一", "李四光", "欧阳修文", "阿卜杜拉·买买提"])
def test_a_strip_is_one_line(name: str, demo: bool) -> None:
    drawing = strip(name, demo=demo)
    require_room(drawing)
    assert "".join(each.character for each in characters(drawing)) == name
    across = [middle(each)[0] for each in characters(drawing)]
    assert across == sorted(across)
    assert drawing.width == round(drawing.width)
    left, right = box(characters(drawing)[0])[0], drawing.width - box(characters(drawing)[-1])[2]
    assert left == pytest.approx(right, abs=1.2)


@pytest.mark.thorough
@given(st.text(HAN, min_size=1, max_size=6), st.booleans())
@settings(max_examples=25, deadline=None)
def test_any_name_has_room(name: str, demo: bool) -> None:
    for drawing in (square(name, demo=demo), strip(name, demo=demo)):
        require_room(drawing)
        assert "".join(each.character for each in characters(drawing)) == name


def test_the_spared_form_is_one_shape_with_every_character_cut_out() -> None:
    drawing = square("李四光", ink=Ink.GROUND, demo=True)
    (ground,) = drawing.shapes
    assert ground.character.endswith("测试")
    assert ground.contours[0].area() > 0
    cut = square("李四光", demo=True)
    assert sum(each.area() for each in ground.contours[1:]) < 0
    assert len(ground.contours) - 1 == sum(len(each.contours) for each in cut.shapes if each.part is not Part.FRAME)


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("", 20, Why.EMPTY),
        ("一" * 7, 20, Why.TOO_LONG),
        ("一", 9, Why.SIZE),
        ("一", 31, Why.SIZE),
        ("ᠮ", 20, Why.SCRIPT),
    ],
)
def test_refusals(name: str, size: float, why: Why) -> None:
    with pytest.raises(StampRefused) as refused:
        square(name, size)
    assert refused.value.why is why
