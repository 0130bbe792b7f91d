"""Runs become lines in every way a reader may see them."""

from marking.extract.layout import Glyph, rows
from marking.extract.lines import Lines, Run, across
from marking.extract.shapes import Shape, rows_of
from marking.verdict import Part


def test_hidden_runs_are_left_out_of_the_shown_line_and_kept_beside_it() -> None:
    lines = Lines()
    lines.run("机")
    lines.run("器人", Run.HIDDEN)
    lines.run("密")
    assert dict(lines.texts()) == {Part.BODY: ["机密"], Part.HIDDEN: ["机器人密", "器人"]}


def test_a_change_is_read_before_and_after_and_as_marked() -> None:
    lines = Lines()
    lines.run("机", Run.INSERTED)
    lines.run("秘", Run.DELETED)
    lines.run("密")
    found = dict(lines.texts())
    assert found[Part.BODY] == ["机密"]
    assert set(found[Part.DELETED]) == {"机秘密", "秘密", "秘"}


def test_a_deleted_paragraph_end_joins_two_lines() -> None:
    lines = Lines()
    lines.run("机")
    lines.end(joins=True)
    lines.run("密")
    assert ("机密" in dict(lines.texts())[Part.DELETED], lines.shown) == (True, ["机", "密"])


def test_readings_above_the_line_do_not_part_the_line() -> None:
    lines = Lines()
    for text, kind in (("ji", Run.READING), ("机", Run.PLAIN), ("mi", Run.READING), ("密", Run.PLAIN)):
        lines.run(text, kind)
    assert dict(lines.texts())[Part.BODY] == ["机密"]


def test_rows_are_joined_and_columns_of_single_characters() -> None:
    assert list(across([["机", "", "密"], ["甲"], ["乙", "", "丙"]])) == ["机\t密", "乙\t丙", "机甲乙", "密丙"]


def test_shapes_on_one_height_are_one_row() -> None:
    left, right, below = Shape(10, 20, "机"), Shape(40, 22, "密"), Shape(10, 90, "三")
    assert "机\t密" in list(rows_of([right, below, left]))


def glyphs(text: str, left: float = 0, middle: float = 700) -> list[Glyph]:
    return [Glyph(one, left + 16 * at, left + 16 * at + 16, middle, 16) for at, one in enumerate(text)]


def test_characters_are_read_where_they_stand_not_when_they_were_drawn() -> None:
    drawn = [*reversed(glyphs("机密五年")), *glyphs("春耕安排", middle=730)]
    assert list(rows(drawn)) == ["春耕安排", "机密五年"]


def test_a_character_drawn_twice_is_read_once() -> None:
    assert list(rows([*glyphs("机密"), *glyphs("机密", left=1)])) == ["机密"]


def test_characters_below_each_other_are_read_downwards() -> None:
    assert list(rows([*glyphs("密", middle=600), *glyphs("机", middle=640)]))[-1] == "机密"
