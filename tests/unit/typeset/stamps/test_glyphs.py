"""Outlines: where a character stands in its square, every character of GBK, faces that have less than they say."""

import os
from collections.abc import Iterator

import pytest

from typeset import fonts
from typeset.stamps import glyphs as module
from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.glyphs import Glyph, glyphs, is_han
from typeset.stamps.paths import Box, Contour, bounds, circle, rectangle, star

EVERY = 1 if os.environ.get("ZHENGXUN_TEST_LONG") else 60
MOST = 0.62  # how far ink may reach from the middle of the unit square


def gbk() -> Iterator[str]:
    """Every Chinese character of GBK, 20,902 of them."""
    for head in range(0x81, 0xFF):
        for tail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            character = bytes((head, tail)).decode("gbk", "ignore")
            if len(character) == 1 and "\u4e00" <= character <= "\u9fff":
                yield character


def ink(glyph: Glyph) -> Box:
    return bounds(point for each in glyph.contours for point in each.flat())


@pytest.mark.thorough
def test_every_character_of_gbk_is_drawn_inside_its_square() -> None:
    characters = list(gbk())
    assert len(characters) == 20_902
    for role in ("song", "kai"):
        for each in glyphs("".join(characters[::EVERY]), role, 0.022):
            left, top, right, bottom = ink(each)
            assert max(-left, -top, right, bottom) < MOST, each.character
            assert right - left > 0.1 or bottom - top > 0.1, each.character
            assert each.width == 1


def test_signs_and_letters_are_as_wide_as_their_ink() -> None:
    for each in glyphs("（A1·", "song"):
        left, _, right, _ = ink(each)
        assert left == pytest.approx(-right, abs=1e-6)
        assert each.width == pytest.approx(right - left + 0.1, abs=0.02)
    assert [each for each in "中〇A（1\u3400\uf900" if is_han(each)] == ["中", "〇", "\u3400", "\uf900"]


def test_a_face_of_rare_characters_only_has_the_usual_body(monkeypatch: pytest.MonkeyPatch) -> None:
    where = fonts.face("中", "song")
    assert where is not None
    usual = module._body(*where, 0)
    monkeypatch.setattr(module, "_FRAME", "\U0002ffff")
    module._body.cache_clear()
    found = module._body(*where, 0)
    module._body.cache_clear()
    assert found == module._USUAL
    assert found == pytest.approx(usual, abs=0.03)


def test_a_face_that_lists_a_character_and_holds_nothing_for_it_is_no_face(monkeypatch: pytest.MonkeyPatch) -> None:
    module._glyph.cache_clear()
    monkeypatch.setattr(module, "_outline", lambda *_: ((), 1.0))
    with pytest.raises(StampRefused) as refused:
        glyphs("中", "song")
    module._glyph.cache_clear()
    module._body.cache_clear()
    assert (refused.value.why, refused.value.facts) == (Why.GLYPHS, {"characters": "中 U+4E2D"})


def test_quadratic_curves_are_raised_without_loss() -> None:
    pen = module._Pen(1)
    pen._move(0, 0, None)
    pen._raise((1, 2), (2, 0))
    pen._close(None)
    (contour,) = pen.contours
    for at, (x, y) in enumerate(contour.flat()):
        t = at / (len(contour.flat()) - 1)
        assert (x, -y) == pytest.approx((2 * t, 4 * t * (1 - t)))


@pytest.mark.parametrize("contour", [circle((3, 4), 2), star((0, 0), 5), rectangle((1, 2, 3, 5))])
def test_a_reversed_contour_is_the_same_line_the_other_way_round(contour: Contour) -> None:
    back = contour.reversed()
    assert contour.area() > 0
    assert back.area() == pytest.approx(-contour.area())
    assert {*back.handles()} == {*contour.handles()}
    assert back.reversed().area() == pytest.approx(contour.area())
