"""Verdicts as lines and exit codes."""

import json

from marking.report import batch, exit_code, report
from marking.rules import BY_ID, RULES
from marking.scan import scan, scan_file
from marking.verdict import Decision

CLEAN, MARKED, UNREADABLE = scan("保密工作", "a"), scan("机密★5年", "b"), scan_file("c", b"\x89PNG\r\n")


def test_exit_codes_follow_the_gravest_verdict() -> None:
    assert exit_code([CLEAN]) == 0
    assert exit_code([CLEAN, UNREADABLE]) == 4
    assert exit_code([UNREADABLE, MARKED, CLEAN]) == 3


def test_json_lines_carry_place_and_rule_but_no_words() -> None:
    line = report([MARKED], as_json=True)
    assert json.loads(line) == {"id": "b", "verdict": "refuse", "rule": "level-star", "start": 0, "end": 5}


def test_a_line_for_a_person_says_what_why_and_where() -> None:
    line = report([CLEAN, MARKED, UNREADABLE]).splitlines()
    assert line[0] == f"a\t{Decision.ALLOW.label}"
    assert "机密★5年" in line[1]
    assert BY_ID["level-star"].reason in line[1]
    assert UNREADABLE.reason is not None
    assert UNREADABLE.reason.label in line[2]


def test_a_batch_answers_every_line_and_holds_what_is_no_case() -> None:
    cases = ['{"id": 1, "text": "机密★5年"}', "", '{"id": 2, "text": "商业秘密"}', "not json", '{"id": 3, "text": 5}']
    assert [(v.where, v.decision) for v in batch(cases)] == [
        ("1", Decision.REFUSE),
        ("2", Decision.ALLOW),
        ("line 4", Decision.HOLD),
        ("3", Decision.HOLD),
    ]


def test_rules_have_one_id_each_and_say_their_name_and_reason() -> None:
    assert len(BY_ID) == len(RULES)
    assert all(rule.label and rule.reason for rule in RULES)
