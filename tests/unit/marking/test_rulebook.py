"""What the security administrator may make of the rules, and what is refused to him."""

import json
import time

import pytest

from marking.rulebook import (
    BUILT_IN,
    EXCUSABLE,
    EXCUSES,
    FIXED,
    MAX_EXCUSES,
    BadEdit,
    Change,
    Edit,
    Where,
    as_json,
    current,
    edited,
    from_json,
    use,
)
from marking.rules import RULES
from marking.scan import findings, scan
from marking.verdict import Decision

MARKED = "本件为机密★5年。"
PHRASE = Edit(Change.PHRASE, "own-1", "雷霆计划")


def test_the_built_in_table_is_in_force_until_another_is_put_there() -> None:
    assert current() is BUILT_IN
    book = edited([Edit(Change.SWITCH_OFF, "commercial-mark")], 2)
    use(book)
    try:
        assert current() is book
        assert scan("本项目为商密▲，").decision is Decision.ALLOW
    finally:
        use(BUILT_IN)
    assert scan("本项目为商密▲，").decision is Decision.REFUSE


def test_a_rule_is_switched_off_and_on_again() -> None:
    off = Edit(Change.SWITCH_OFF, "commercial-mark")
    assert scan("商密▲", book=edited([off], 1)).rule != "commercial-mark"
    assert scan("商密▲", book=edited([off, Edit(Change.SWITCH_ON, "commercial-mark")], 1)).rule == "commercial-mark"


def test_a_rule_holds_instead_of_refusing() -> None:
    book = edited([Edit(Change.VERDICT, "level-paren", verdict=Decision.HOLD)], 1)
    assert [(one.decision, one.rule) for one in findings("某项工作的报告（机密）", book=book)] == [
        (Decision.HOLD, "level-paren")
    ]


def test_words_before_or_behind_excuse_a_rule() -> None:
    book = edited(
        [
            PHRASE,
            Edit(Change.EXCUSE_BEFORE, "level-declared", "样本："),
            Edit(Change.EXCUSE_AFTER, "own-1", "（展览）"),
        ],
        1,
    )
    assert scan("样本：本件属于机密。", book=book).decision is Decision.ALLOW
    assert scan("样 本: 本件属于机密。", book=book).decision is Decision.ALLOW
    assert scan("雷霆计划(展览)", book=book).decision is Decision.ALLOW
    assert [scan(text, book=book).rule for text in ("本件属于机密。", "雷霆计划。")] == ["level-declared", "own-1"]


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
@pytest.mark.parametrize("change", sorted(EXCUSES))
def test_no_word_excuses_a_marking(rule: str, change: Change) -> None:
    if rule in EXCUSABLE:
        assert BUILT_IN.by_id[rule].verdict is Decision.HOLD
        assert len(edited([Edit(change, rule, "鑫")], 1).by_id[rule].guards) > len(BUILT_IN.by_id[rule].guards)
        return
    with pytest.raises(BadEdit) as caught:
        edited([Edit(change, rule, "鑫")], 1)
    assert (caught.value.field, caught.value.code) == ("rule", "fixed" if rule in FIXED else "guarded")


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("rule", sorted(FIXED))
def test_what_the_law_calls_a_marking_is_nobodys_to_change(rule: str) -> None:
    assert rule in BUILT_IN.by_id
    for edit in (Edit(Change.SWITCH_OFF, rule), Edit(Change.VERDICT, rule, verdict=Decision.HOLD)):
        with pytest.raises(BadEdit) as caught:
            edited([edit], 1)
        assert (caught.value.field, caught.value.code) == ("rule", "fixed")


@pytest.mark.parametrize(
    "text", ["推进雷霆计划。", "雷 霆 计 划", "雷<b>霆</b>计划", "雷\u200b霆計划".replace("計", "计"), "&#38647;霆计划"]
)
def test_a_phrase_is_found_however_it_is_written(text: str) -> None:
    verdict = scan(text, book=edited([PHRASE], 1))
    assert (verdict.decision, verdict.rule) == (Decision.REFUSE, "own-1")
    assert text[verdict.start : verdict.end] == verdict.words
    assert scan(text).decision is Decision.ALLOW


def test_a_phrase_alone_on_its_line_is_not_found_inside_other_words() -> None:
    book = edited([Edit(Change.PHRASE, "own-2", "内部资料", where=Where.ALONE, verdict=Decision.HOLD)], 1)
    assert scan("标题\n　【内部资料】\n正文", book=book).decision is Decision.HOLD
    assert scan("标题\n这是内部资料汇编\n正文", book=book).decision is Decision.ALLOW


def test_a_phrase_in_letters_is_a_word_of_its_own() -> None:
    book = edited([Edit(Change.PHRASE, "own-3", "Nova")], 1)
    assert scan("项目 NOVA 启动", book=book).decision is Decision.REFUSE
    assert scan("innovation", book=book).decision is Decision.ALLOW


def test_the_built_in_rules_stand_beside_a_phrase() -> None:
    assert {one.rule for one in findings(f"雷霆计划\n{MARKED}", book=edited([PHRASE], 1))} == {"own-1", "level-star"}


@pytest.mark.parametrize(
    ("edit", "field", "code"),
    [
        (Edit(Change.SWITCH_OFF, "no-such"), "rule", "unknown"),
        (Edit(Change.VERDICT, "level-paren", verdict=Decision.ALLOW), "verdict", "allow"),
        (Edit(Change.PHRASE, "own-1", "-" * 36 + "内"), "words", "too_short"),
        (Edit(Change.PHRASE, "level-star", "雷霆计划"), "rule", "malformed"),
        (Edit(Change.PHRASE, "own-1", "雷霆", verdict=Decision.ALLOW), "verdict", "allow"),
        (Edit(Change.PHRASE, "own-1", "雷"), "words", "too_short"),
        (Edit(Change.PHRASE, "own-1", "\u200b ，"), "words", "too_short"),
        (Edit(Change.PHRASE, "own-1", "雷" * 41), "words", "too_long"),
        (Edit(Change.EXCUSE_AFTER, "level-cell", " —"), "words", "too_short"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.change.value,
)
def test_an_edit_that_cannot_be_applied_says_which_field_is_wrong(edit: Edit, field: str, code: str) -> None:
    with pytest.raises(BadEdit) as caught:
        edited([Edit(Change.SWITCH_ON, "level-star"), edit], 1)
    assert (caught.value.field, caught.value.code, caught.value.number) == (field, code, 2)


@pytest.mark.parametrize("words", ["--------内部资料--------", "-" * 36 + "内部", "内-_-部…资——料"])
@pytest.mark.parametrize("where", list(Where))
def test_signs_in_a_phrase_do_not_count_and_make_no_search_slow(words: str, where: Where) -> None:
    book = edited([Edit(Change.PHRASE, "own-1", words, where), Edit(Change.EXCUSE_BEFORE, "own-1", "=" * 30 + "旧")], 1)
    began = time.process_time()
    for text in ("-" * 80, "-" * 80 + "内", "内" + "-" * 80 + "部资料", "-=" * 400):
        assert scan(f"标题\n{text}\n正文", book=book).decision is Decision.ALLOW
    assert time.process_time() - began < 1
    assert scan("标题\n--内 部 资 料--\n正文", book=book).rule == (
        "own-1" if "资" in words or where is Where.ANYWHERE else ""
    )


def test_there_are_no_more_excuses_than_can_be_tried() -> None:
    many = [Edit(Change.EXCUSE_AFTER, "level-cell", f"甲{number}") for number in range(MAX_EXCUSES + 1)]
    assert len(edited(many[:-1], 1).edits) == MAX_EXCUSES
    with pytest.raises(BadEdit) as caught:
        edited(many, 1)
    assert (caught.value.field, caught.value.code) == ("edits", "too_many")


def test_a_phrase_is_added_once() -> None:
    with pytest.raises(BadEdit) as caught:
        edited([PHRASE, PHRASE], 1)
    assert (caught.value.field, caught.value.code) == ("rule", "twice")


def test_edits_survive_their_way_through_json() -> None:
    edits = (PHRASE, Edit(Change.VERDICT, "level-paren", verdict=Decision.HOLD), Edit(Change.SWITCH_OFF, "level-cell"))
    book = edited(edits, 7)
    again = edited(from_json(as_json(book.edits)), book.version)
    assert again.edits == edits
    assert [rule.id for rule in again.rules] == [rule.id for rule in book.rules]


@pytest.mark.parametrize("text", ["", "{", "[1]", json.dumps([{"change": "no", "rule": "x"}]), "{}x"])
def test_json_that_is_no_list_of_edits_is_refused(text: str) -> None:
    with pytest.raises(BadEdit):
        from_json(text)


def test_every_rule_has_an_id_of_its_own_a_name_and_a_reason() -> None:
    assert len(BUILT_IN.by_id) == len(BUILT_IN.rules)
    assert all(rule.label and rule.reason for rule in BUILT_IN.rules)
    assert {rule.verdict for rule in BUILT_IN.rules} == {Decision.REFUSE, Decision.HOLD}
