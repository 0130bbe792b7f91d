"""A mark is found wherever a file can carry words; the same file with ordinary words in that place passes.

Every place carries a third of the marks, each in turn; all of them with ZHENGXUN_TEST_LONG=1.
"""

import os
from collections.abc import Iterable, Iterator

import pytest

from marking.child import pool
from marking.child.job import file_findings
from marking.extract.parts import Picture
from marking.rulebook import BUILT_IN
from marking.verdict import Decision, Part, Unreadable, Verdict, held, worst
from tests.corpus.carriers.catalogue import CLEAN, FORMATS, MARKS, NAMED, Carrier, carriers

pytestmark = pytest.mark.thorough

EVERY = 1 if os.environ.get("ZHENGXUN_TEST_LONG") else 3
HELD = {
    # What a page does when it is opened cannot be read from it.
    "html: script": Unreadable.UNSAFE, "html: escapes in a script": Unreadable.UNSAFE,
    # Too few characters to tell the encoding; formats the gate does not know.
    "txt: big5": Unreadable.ENCODING, "odt: flat": Unreadable.FORMAT, "xml: flat package": Unreadable.FORMAT,
    "xml: word 2003": Unreadable.FORMAT, "xml: any": Unreadable.FORMAT, "epub: chapter": Unreadable.FORMAT,
}  # fmt: skip
SAID = {
    "docx: header": Part.HEADER, "docx: footer": Part.FOOTER, "docx: footnote": Part.NOTE, "docx: comment": Part.COMMENT,
    "docx: tracked deletion": Part.DELETED, "docx: text box": Part.TEXT_BOX, "docx: core title": Part.PROPERTY,
    "docx: alt text": Part.ALT_TEXT, "docx: file name": Part.FILE_NAME, "docx: hidden text": Part.HIDDEN,
    "docx: white text": Part.HIDDEN, "xlsx: sheet name": Part.SHEET_NAME, "xlsx: cell comment": Part.COMMENT,
    "xlsx: hidden sheet": Part.HIDDEN_SHEET, "xlsx: header": Part.HEADER, "xlsx: formula": Part.FORMULA,
    "pptx: speaker notes": Part.SPEAKER_NOTE, "odt: header": Part.HEADER, "odt: tracked deletion": Part.DELETED,
    "rtf: annotation": Part.COMMENT, "pdf: note": Part.ANNOTATION, "pdf: form field": Part.FORM_FIELD,
    "pdf: outline": Part.OUTLINE, "pdf: title": Part.PROPERTY, "ofd: annotation": Part.ANNOTATION, "eml: subject": Part.PROPERTY,
    "zip: member's name": Part.FILE_NAME, "html: script": Part.SCRIPT,
}  # fmt: skip


def unseen(name: str) -> Verdict:
    return held(name, Unreadable.IMAGE)


def found(name: str, data: bytes) -> list[Verdict]:
    def look(_picture: Picture) -> tuple[Verdict, ...]:
        return (unseen(name),)

    return list(file_findings(name, data, BUILT_IN, look))


def of(form: str) -> list[tuple[int, Carrier]]:
    return [(number, carrier) for number, carrier in enumerate(carriers()) if carrier.form == form]


def missed(places: Iterable[tuple[int, Carrier]]) -> Iterator[tuple[str, str, str]]:
    for number, carrier in places:
        for mark in MARKS[number % EVERY :: EVERY]:
            verdict = worst(found(*carrier.file(mark)), "")
            if verdict.decision is not Decision.REFUSE:
                yield carrier.id, mark, verdict.decision


def test_there_are_enough_of_them() -> None:
    every = [*carriers()]
    assert len(MARKS) == 12
    assert len(FORMATS) >= 8
    assert all(len(FORMATS[form]) >= 20 for form in ("docx", "xlsx", "pptx", "odt", "rtf", "pdf", "ofd", "eml", "html"))
    assert len(every) == len({carrier.id for carrier in every})
    assert len(every) * len(MARKS) >= 900
    assert {carrier.id for carrier in every} >= {*HELD, *SAID}
    assert NAMED.keys() <= FORMATS.keys()


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("form", FORMATS)
def test_a_mark_is_found_wherever_a_file_carries_it(form: str) -> None:
    assert list(missed(of(form))) == []


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_file_with_ordinary_words_passes(form: str) -> None:
    stopped = {}
    for _, carrier in of(form):
        if verdicts := found(*carrier.file(CLEAN)):
            stopped[carrier.id] = worst(verdicts, "").reason
    assert stopped == {name: reason for name, reason in HELD.items() if name.startswith(f"{form}:")}


@pytest.mark.requirement("SUB-11")
def test_the_part_that_bears_the_mark_is_named() -> None:
    said = {}
    for carrier in carriers():
        if carrier.id in SAID:
            refused = [verdict for verdict in found(*carrier.file(MARKS[4])) if verdict.decision is Decision.REFUSE]
            said[carrier.id] = SAID[carrier.id] if SAID[carrier.id] in {each.place.part for each in refused} else None
    assert said == SAID


@pytest.mark.requirement("SUB-11")
@pytest.mark.parametrize("form", FORMATS)
def test_the_gate_says_the_same_of_a_file(form: str) -> None:
    number, carrier = of(form)[0]
    marked = pool.examine({}, [carrier.file(MARKS[number % len(MARKS)])])
    assert worst(marked, "").decision is Decision.REFUSE
    clean = pool.examine({"title": CLEAN}, [carrier.file(CLEAN)])
    assert {verdict.reason for verdict in clean} == {HELD[carrier.id] for _ in clean}
    assert bool(clean) == (carrier.id in HELD)
