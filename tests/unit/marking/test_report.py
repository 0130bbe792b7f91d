"""Verdicts as JSON lines and exit codes."""

import json
from typing import Any

import pytest

from marking.report import answers, exit_code, file_line
from marking.verdict import Decision, Part, Place, Unreadable, Verdict, held

ALLOW, HOLD, REFUSE = Decision.ALLOW, Decision.HOLD, Decision.REFUSE


def answered(*lines: str) -> list[dict[str, Any]]:
    given = [(number, line.encode("utf-8", "surrogatepass")) for number, line in enumerate(lines, 1)]
    return [json.loads(answer.line) for answer in answers(given)]


@pytest.mark.parametrize(
    ("decisions", "code"),
    [((), 0), ((ALLOW,), 0), ((ALLOW, HOLD), 4), ((HOLD, REFUSE, ALLOW), 3), ((REFUSE, HOLD), 3)],
)
def test_exit_codes_follow_the_gravest_verdict(decisions: tuple[Decision, ...], code: int) -> None:
    assert exit_code(iter(decisions)) == code


def test_a_batch_gives_every_id_back_as_it_came_with_the_range_in_the_text() -> None:
    text = "关于检查的通知\n机密★5年\n各单位"
    asked: list[dict[str, Any]] = [
        {"id": 7, "text": text},
        {"id": "七", "text": "普通"},
        {"id": None, "text": ""},
        {"id": 1.5, "text": "密"},
    ]
    found = answered(*(json.dumps(one) for one in asked))
    assert found[0] == {"id": 7, "verdict": "refuse", "rule": found[0]["rule"], "start": 8, "end": 13}
    assert text[found[0]["start"] : found[0]["end"]] == "机密★5年"
    assert found[0]["rule"]
    assert found[1:] == [{"id": one["id"], "verdict": "allow", "rule": "", "start": 0, "end": 0} for one in asked[1:]]


def test_what_is_no_case_is_held_and_counted() -> None:
    wrong = ["not json", "[]", '"text"', '{"id": 1}', '{"text": "机密★5年"}', '{"id": [1], "text": ""}', "[" * 100_000,
             '{"id": 9, "text": 5}', "\ud800", '{"id": 1, "text": "a"} {"id": 2, "text": "b"}', "NaN"]  # fmt: skip
    found = answers([(number, line.encode("utf-8", "surrogatepass")) for number, line in enumerate(wrong, 1)])
    assert [(answer.decision, answer.case) for answer in found] == [(HOLD, False)] * len(wrong)
    said = [json.loads(answer.line) for answer in found]
    assert [one["id"] for one in said] == [
        9 if number == 8 else f"line {number}" for number in range(1, len(wrong) + 1)
    ]
    assert {one["rule"] for one in said} == {"unreadable:format"}


def test_blank_lines_are_no_cases_and_a_mark_of_the_encoding_is_no_part_of_one() -> None:
    assert answers([(1, b""), (2, b"  \r\n")]) == []
    assert [one["id"] for one in answered("\ufeff" + '{"id": 1, "text": ""}\r')] == [1]


def test_lines_can_be_written_whatever_stands_in_them() -> None:
    found = answers([(1, b'{"id": "\\ud800", "text": "\\ud800"}'), (2, '{"id": "\u202e七", "text": ""}'.encode())])
    assert all(answer.line.encode().decode() == answer.line and answer.line.isprintable() for answer in found)
    assert [json.loads(answer.line)["id"] for answer in found] == ["\ud800", "\u202e七"]


def test_a_file_has_one_line_with_every_place_and_no_words() -> None:
    place = Place(Part.HEADER, 2, ("附件.docx",))
    marked = Verdict(REFUSE, "a.zip", "level-star", 3, 8, "机密★5年", None, place, "前文", "后文")
    line = file_line("包/a.zip", [held("a.zip", Unreadable.IMAGE), marked])
    said = json.loads(line)
    assert said | {"findings": ()} == {
        "id": "包/a.zip", "verdict": "refuse", "rule": "level-star", "start": 3, "end": 8, "findings": (),
    }  # fmt: skip
    assert [(one["rule"], one["part"], one["number"], one["inside"]) for one in said["findings"]] == [
        ("unreadable:image", "body", 0, []),
        ("level-star", "header", 2, ["附件.docx"]),
    ]
    assert not any(word in line for word in ("机密", "前文", "后文"))
    assert json.loads(file_line("b", []))["verdict"] == "allow"
