"""The proof: who makes it, what it carries, what a declaration is for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import sm3
from marking import rulebook
from marking.cleared import Cleared, clear, passage
from marking.errors import Held, MarkingFound
from marking.rulebook import Change, Edit, Where, edited
from marking.verdict import Decision, Unreadable, Verdict

pytestmark = pytest.mark.requirement("SUB-11")
QUOTE = "首页标有“机密★5年”字样的，一律退回。"
OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
BROKEN = b"PK\x03\x04" + bytes(40)
BLANKS = " \t　\u200b\u2060\u00ad"


def held(words: str, before: str = "", after: str = "") -> Verdict:
    return Verdict(Decision.HOLD, "body", "quoted-marking", words=words, before=before, after=after)


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
            clear(parts, files, declared=True)


def test_a_marking_behind_many_quotations_is_not_declared_away_with_them() -> None:
    quotations = [QUOTE.replace("首页", f"第 {number} 件首页") for number in range(150)]
    assert clear({"body": "\n\n".join(quotations)}, declared=True).holds
    for text in ("\n\n".join([*quotations, "机密★5年"]), "\n".join([*quotations, "机密★5年"])):
        for parts, files in (({"body": text}, []), ({}, [("附表.txt", text.encode())])):
            with pytest.raises(MarkingFound):
                clear(parts, files, declared=True)


def test_what_must_be_mended_is_stopped_however_it_is_declared() -> None:
    with pytest.raises(Held) as stopped:
        clear({}, [("附表.docx", BROKEN), ("旧稿.doc", OLD)], declared=True)
    assert not stopped.value.releasable


def test_a_declaration_is_for_what_was_held_and_nothing_else() -> None:
    with pytest.raises(Held):
        clear({"body": QUOTE})
    (hold,) = clear({"body": QUOTE}, declared=True).holds
    assert (hold.where, hold.content, hold.code) == ("body", b"", "quoted-marking")
    assert clear({"title": QUOTE}, answered=[hold.digest]).holds[0].where == "title"
    assert not clear({"body": QUOTE}, answered=[hold.digest]).declared
    with pytest.raises(Held):
        clear({"body": QUOTE.replace("退回", "留用")}, answered=[hold.digest])


def test_a_file_is_held_as_a_whole_and_its_name_by_its_words() -> None:
    (hold,) = clear({}, [("旧稿.doc", OLD)], declared=True).holds
    assert hold.reason in (Unreadable.OLD_OFFICE, Unreadable.FORMAT)
    assert hold.content == sm3.hash(OLD)
    assert clear({}, [("改名.doc", OLD)], answered=[hold.digest]).holds[0].digest == hold.digest
    with pytest.raises(Held):
        clear({}, [("旧稿.doc", OLD + b"1")], answered=[hold.digest])
    with pytest.raises(Held):
        clear({"body": QUOTE}, [("旧稿.doc", OLD)], answered=[hold.digest])
    one, other = (clear({}, [("甲.txt", f"{QUOTE}{more}".encode())], declared=True).holds for more in ("", "\n另起"))
    assert one[0].digest != other[0].digest


def test_two_files_of_one_name_are_two_matters() -> None:
    holds = clear({}, [("旧稿.doc", OLD), ("旧稿.doc", OLD + b"1"), ("附表.txt", b"1")], declared=True).holds
    assert [hold.content for hold in holds] == [sm3.hash(OLD), sm3.hash(OLD + b"1")]


def test_other_rules_give_another_answer_and_are_named() -> None:
    book = edited([Edit(Change.PHRASE, "own-1", "青岚行动", Where.ANYWHERE, Decision.HOLD)], 4)
    assert clear({"body": "青岚行动"}).holds == ()
    with pytest.raises(Held):
        clear({"body": "青岚行动"}, book=book)
    passed = clear({"body": "青岚行动"}, book=book, declared=True)
    assert (passed.rules, [hold.rule for hold in passed.holds]) == (4, ["own-1"])


@given(
    st.text("甲乙丙，。“”★年0", min_size=1, max_size=12),
    st.lists(st.sampled_from(BLANKS), max_size=4),
    st.integers(0, 12),
)
def test_blanks_and_unseen_marks_make_no_other_passage(words: str, blanks: list[str], at: int) -> None:
    spread = words[:at] + "".join(blanks) + words[at:]
    assert passage(held(spread)) == passage(held(words))


@given(st.text("甲乙丙", min_size=1, max_size=6), st.text("甲乙丙", min_size=1, max_size=6))
def test_other_words_or_another_rest_of_the_line_are_another_passage(one: str, other: str) -> None:
    assert (passage(held(one)) == passage(held(other))) is (one == other)
    assert (passage(held("机密", one)) == passage(held("机密", other))) is (one == other)
    assert (passage(held("机密", after=one)) == passage(held("机密", after=other))) is (one == other)
    assert passage(held("机密", f"{other}\n{one}", f"{one}\n{other}")) == passage(held("机密", one, one))
