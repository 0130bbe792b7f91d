"""The proof: who makes it, what it carries, what a declaration is for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import sm3
from marking import rulebook
from marking.cleared import Cleared, clear, passage
from marking.errors import Held, MarkingFound
from marking.rulebook import Change, Edit, Where, edited
from marking.verdict import Decision, Part, Unreadable
from tests.simulators.declared import EVERYTHING

pytestmark = pytest.mark.requirement("SUB-11")
QUOTE = "首页标有“机密★5年”字样的，一律退回。"
OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
BROKEN = b"PK\x03\x04" + bytes(40)
BLANKS = " \t　\u200b\u2060\u00ad"


def test_only_the_gate_makes_a_proof() -> None:
    with pytest.raises(TypeError):
        Cleared(parts={"body": "正文"})
    passed = clear({"body": "正文"}, [("附表.txt", "数据".encode())])
    assert (passed.text("body"), passed.text("title"), passed.holds) == ("正文", "", ())
    assert passed.files[0].digest == sm3.hash("数据".encode())
    assert passed.rules == rulebook.BUILT_IN.version


def test_a_marking_is_stopped_however_it_is_declared() -> None:
    for parts, files in (
        ({"body": "机密★5年"}, []),
        ({}, [("甲.txt", "机密★5年".encode())]),
        ({}, [("机密★5年.txt", b"1")]),
    ):
        with pytest.raises(MarkingFound):
            clear(parts, files, declared=EVERYTHING)


def test_a_marking_behind_many_quotations_is_not_declared_away_with_them() -> None:
    quotations = [QUOTE.replace("首页", f"第 {number} 件首页") for number in range(150)]
    with pytest.raises(Held) as stopped:
        clear({"body": "\n\n".join(quotations)}, declared=EVERYTHING)
    assert not stopped.value.releasable
    for text in ("\n\n".join([*quotations, "机密★5年"]), "\n".join([*quotations, "机密★5年"])):
        for parts, files in (({"body": text}, []), ({}, [("附表.txt", text.encode())])):
            with pytest.raises(MarkingFound):
                clear(parts, files, declared=EVERYTHING)


def test_what_must_be_mended_is_stopped_however_it_is_declared() -> None:
    with pytest.raises(Held) as stopped:
        clear({}, [("附表.docx", BROKEN), ("旧稿.doc", OLD)], declared=EVERYTHING)
    assert not stopped.value.releasable


def test_a_declaration_is_for_what_was_held_and_nothing_else() -> None:
    with pytest.raises(Held):
        clear({"body": QUOTE})
    (hold,) = clear({"body": QUOTE}, declared=EVERYTHING).holds
    assert (hold.where, hold.content, hold.code) == ("body", b"", "quoted-marking")
    assert clear({"title": QUOTE}, answered=[hold.digest]).holds[0].where == "title"
    assert not clear({"body": QUOTE}, answered=[hold.digest]).declared
    with pytest.raises(Held):
        clear({"body": QUOTE.replace("退回", "留用")}, answered=[hold.digest])


def test_a_file_is_held_as_a_whole_and_its_name_by_its_words() -> None:
    (hold,) = clear({}, [("旧稿.doc", OLD)], declared=EVERYTHING).holds
    assert hold.reason in (Unreadable.OLD_OFFICE, Unreadable.FORMAT)
    assert hold.content == sm3.hash(OLD)
    assert clear({}, [("改名.doc", OLD)], answered=[hold.digest]).holds[0].digest == hold.digest
    with pytest.raises(Held):
        clear({}, [("旧稿.doc", OLD + b"1")], answered=[hold.digest])
    with pytest.raises(Held):
        clear({"body": QUOTE}, [("旧稿.doc", OLD)], answered=[hold.digest])
    one, other = (
        clear({}, [("甲.txt", f"{QUOTE}{more}".encode())], declared=EVERYTHING).holds for more in ("", "\n另起")
    )
    assert one[0].digest != other[0].digest


def test_two_files_of_one_name_are_two_matters() -> None:
    holds = clear({}, [("旧稿.doc", OLD), ("旧稿.doc", OLD + b"1"), ("附表.txt", b"1")], declared=EVERYTHING).holds
    assert [hold.content for hold in holds] == [sm3.hash(OLD), sm3.hash(OLD + b"1")]


def test_a_quotation_in_a_text_in_a_name_and_in_a_file_are_three_matters() -> None:
    words = QUOTE.removesuffix("。")
    files = [(f"{words}.txt", b"1"), ("附表.txt", words.encode()), (words, b"1")]
    holds = clear({"body": words}, files, declared=EVERYTHING).holds
    assert [hold.place.part for hold in holds] == [Part.BODY, Part.FILE_NAME, Part.BODY, Part.FILE_NAME]
    assert len({hold.digest for hold in holds}) == 4
    for hold in holds[1:]:
        with pytest.raises(Held):
            clear({"body": words}, answered=[hold.digest])


def test_a_name_answers_for_no_other_file_of_that_name() -> None:
    name = f"{QUOTE}.txt"
    first, second = clear({}, [(name, b"1"), (name, b"2")], declared=EVERYTHING).holds
    assert (first.content, second.content) == (sm3.hash(b"1"), sm3.hash(b"2"))
    with pytest.raises(Held):
        clear({}, [(name, b"2")], answered=[first.digest])


def test_what_was_not_shown_is_not_declared() -> None:
    with pytest.raises(Held) as stopped:
        clear({"body": QUOTE})
    shown = stopped.value.digests
    assert clear({"body": QUOTE}, declared=shown).declared == frozenset(shown)
    with pytest.raises(Held) as again:
        clear({"body": f"{QUOTE}\n{QUOTE.replace('机密', '秘密')}"}, declared=shown)
    assert [verdict.words for verdict in again.value.verdicts] == ["机密★5年", "秘密★5年"]
    assert (again.value.digests[0],) == shown
    assert len(set(again.value.digests)) == 2


def test_far_away_words_of_the_line_belong_to_the_declaration() -> None:
    far = "，各单位收到以后应当逐件登记、当面清点、及时归还，并在月底以前把办理结果书面报来" * 2
    line = f"{QUOTE.removesuffix('。')}{far}"
    (hold,) = clear({"body": line}, declared=EVERYTHING).holds
    with pytest.raises(Held):
        clear({"body": f"{line}另加"}, answered=[hold.digest])


def test_other_rules_give_another_answer_and_are_named() -> None:
    book = edited([Edit(Change.PHRASE, "own-1", "青岚行动", Where.ANYWHERE, Decision.HOLD)], 4)
    assert clear({"body": "青岚行动"}).holds == ()
    with pytest.raises(Held):
        clear({"body": "青岚行动"}, book=book)
    passed = clear({"body": "青岚行动"}, book=book, declared=EVERYTHING)
    assert (passed.rules, [hold.rule for hold in passed.holds]) == (4, ["own-1"])


@given(
    st.text("甲乙丙，。“”★年0", min_size=1, max_size=12),
    st.lists(st.sampled_from(BLANKS), max_size=4),
    st.integers(0, 12),
)
def test_blanks_and_unseen_marks_make_no_other_passage(words: str, blanks: list[str], at: int) -> None:
    spread = words[:at] + "".join(blanks) + words[at:]
    assert passage(spread, 0, len(spread)) == passage(words, 0, len(words))


@given(st.text("甲乙丙", max_size=6), st.text("甲乙丙", max_size=6), st.integers(0, 60))
def test_other_words_anywhere_in_the_line_are_another_passage(one: str, other: str, far: int) -> None:
    for lines in ((f"机密{'丁' * far}{one}", f"机密{'丁' * far}{other}"), (f"{one}机密", f"{other}机密")):
        first, second = (passage(line, line.index("机"), line.index("密") + 1) for line in lines)
        assert (first == second) is (one == other)
    around = f"{other}\n{one}机密\n{other}"
    assert passage(around, len(other) + len(one) + 1, len(other) + len(one) + 3) == f"{one}机密".encode()


def test_every_line_of_a_finding_is_in_its_passage() -> None:
    text = "前\n首行\n末行\n后"
    assert passage(text, 3, 6) == "首行\n末行".encode()
    assert passage(text, 2, 4) == "首行".encode()
