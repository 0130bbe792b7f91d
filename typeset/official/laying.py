"""An official document as its template takes it, and its words in reading order (GB/T 9704-2012, GB/T 33480 4.1-4.18).

- Fixed words come from templates/print/official.toml, numbers and names from the document.
- Empty elements are not among the elements. 份号, page numbers and seals are no text of the document.
- What no page may show is refused before anything is laid out.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any

from typeset.document import TEMPLATES, Element, Layout
from typeset.laying import Body, body, breakable
from typeset.official import titles
from typeset.official.errors import ClassificationRefused, NoRoomForBody, PartMissing, TooManyNames, WrongNumber
from typeset.official.fitting import Fit, Wanted, fitted, short_body, signer_lines, text_lines
from typeset.official.forms import Form, Sealing, Urgency
from typeset.official.measures import DOUBLE_RULE, MEASURES
from typeset.official.rules import number_fault
from typeset.official.values import Content

MOST_OFFICES, MOST_PERSONS, MOST_TITLE = 12, 6, 10
_Data = dict[str, Any]


def laid_out(doc: Content) -> Layout:
    """The layout. Raises a Refusal of typeset.official.errors, or of typeset.laying."""
    _require(doc)
    say = _phrases()
    texts = _texts(doc)
    head = _head(doc, texts[0].text, say)
    data: _Data = {
        "form": doc.form.value,
        "numbered": doc.numbered,
        "duplex": doc.duplex,
        **head,
        "blocks": texts[0].data,
        "annex_note": _annex_note(doc, say),
        "sign": _signature(doc, say),
        "note": say["note"].format(note=doc.note) if doc.note else "",
        "attendance": _attendance(doc, say),
        "annexes": list(_annexes(doc, texts[1:], say)),
        "colophon": _colophon(doc, say, addressed=bool(head["addressee"])),
    }
    data = {key: value if key in {"blocks", "annexes"} else _readable(value) for key, value in data.items()}
    elements = tuple(each for each in _elements(data, texts) if each.text)
    title = breakable("".join(titles.lines(doc.title)))
    return Layout("official.typ", title, doc.issuing[0], doc.dated, data, elements)


def _readable(value: Any) -> Any:
    """Data whose texts break and keep the direction of reading."""
    match value:
        case str():
            return breakable(value)
        case list():
            return [_readable(each) for each in value]
        case dict():
            return {key: _readable(each) for key, each in value.items()}
    return value


def _require(doc: Content) -> None:
    if doc.classification:
        raise ClassificationRefused
    if doc.number and (fault := number_fault(doc.number, doc.form)):
        raise WrongNumber(doc.number, fault.label)
    needs_mark = doc.form in {Form.ORDER, Form.MINUTES}
    absent = (
        ("offices", not doc.offices),
        ("mark", needs_mark and not doc.mark),
        ("signers", doc.form is Form.UPWARD and not doc.signers),
        ("persons", doc.sealing is Sealing.NAME and doc.form is not Form.MINUTES and not doc.persons),
    )
    for part, lacking in absent:
        if lacking:
            raise PartMissing(_phrases()["parts"][part], doc.form.label)
    for part, names, most in (("offices", doc.offices, MOST_OFFICES), ("persons", doc.persons, MOST_PERSONS)):
        if len(names) > most:
            raise TooManyNames(_phrases()["parts"][part], most)
    if any(len(titles.lines(annex.title)) > MOST_TITLE for annex in doc.annexes):
        raise NoRoomForBody


@cache
def _phrases() -> Mapping[str, Any]:
    return tomllib.loads((TEMPLATES / "official.toml").read_text(encoding="utf-8"))


def _dated(day: date, say: Mapping[str, Any]) -> str:
    return str(say["date"].format(year=day.year, month=day.month, day=day.day))


def _texts(doc: Content) -> list[Body]:
    """The body and each annex laid out; their footnotes count on."""
    made: list[Body] = []
    for markdown in (doc.markdown, *(annex.markdown for annex in doc.annexes)):
        made.append(body(markdown, doc.figures, first_note=made[-1].next_note if made else 1))
    return made


def _head(doc: Content, text: str, say: Mapping[str, Any]) -> _Data:
    measures = MEASURES[doc.form]
    title = [] if doc.form is Form.ORDER else list(titles.lines(doc.title))
    names = say["name_separator"].join(doc.addressees)
    addressee = say["addressees"].format(names=names) if doc.addressees and doc.form is not Form.MINUTES else ""
    marks, suffix = _mark(doc, say)
    signers = doc.signers if doc.form is Form.UPWARD else ()
    fit = fitted(
        Wanted(
            measures.number,
            joint=max(len(marks) - 1, least := measures.lines_for(len(marks))),
            least=least,
            signers=signer_lines(len(signers)),
            blank=measures.blank + _more_lines(doc),
            title=len(title),
            addressee=text_lines(addressee),
            body=short_body(text, len(doc.issuing)),
        )
    )
    if not fit.whole:
        raise NoRoomForBody
    return {
        "mark": marks,
        "suffix": suffix,
        "number": doc.number,
        "signers": {"label": say["signers"], "names": list(signers)} if signers else None,
        "urgency": doc.urgency.label if doc.urgency is not Urgency.NONE else "",
        "title": title,
        "addressee": addressee if fit.addressed else "",
        "office_line": [doc.issuing[0], _dated(doc.dated, say)] if doc.form is Form.MINUTES else [],
        "measures": _measured(doc, fit, len(signers)),
    }


def _more_lines(doc: Content) -> int:
    """What stands below the number's line in the head: office and date of minutes, a letter's urgency under its 份号."""
    letter = doc.form is Form.LETTER and doc.numbered and doc.urgency is not Urgency.NONE
    return int(letter or doc.form is Form.MINUTES)


def _measured(doc: Content, fit: Fit, signers: int) -> _Data:
    measures = MEASURES[doc.form]
    more = fit.number - max(0, signer_lines(signers) - 1) - measures.number
    return {
        **asdict(measures),
        "mark_height": measures.height(more),
        "double_rule": DOUBLE_RULE,
        "head": fit.head,
        "number": fit.number,
    }


def _mark(doc: Content, say: Mapping[str, Any]) -> tuple[list[str], str]:
    """The names stacked in the mark, and the 文件 beside them where there are several."""
    if doc.mark:
        return [doc.mark], ""
    if doc.form is Form.LETTER:
        return [doc.offices[0]], ""
    if len(doc.offices) == 1:
        return [doc.offices[0] + say["file"]], ""
    return list(doc.offices), say["file"]


def _annex_note(doc: Content, say: Mapping[str, Any]) -> _Data | None:
    if not doc.annexes or doc.form is Form.ORDER:
        return None
    several = len(doc.annexes) > 1
    rows = [
        [say["annex_item"].format(number=at) if several else "", "".join(titles.lines(annex.title))]
        for at, annex in enumerate(doc.annexes, 1)
    ]
    return {"label": say["annex_note"], "rows": rows}


def _signature(doc: Content, say: Mapping[str, Any]) -> _Data | None:
    if doc.form is Form.MINUTES:
        return None
    persons = () if doc.sealing is Sealing.SEAL else doc.persons
    return {
        "kind": doc.sealing.value,
        "offices": list(doc.signatures or doc.issuing)[: len(doc.issuing)],
        "seals": list(doc.seal_offices),
        "persons": [[person.post, person.name] for person in persons],
        "date": _dated(doc.dated, say),
        "mm": doc.seal_mm,
    }


def _attendance(doc: Content, say: Mapping[str, Any]) -> list[list[str]]:
    if doc.form is not Form.MINUTES:
        return []
    who = doc.attendance
    kinds = (("present", who.present), ("excused", who.excused), ("observing", who.observing))
    return [[say[kind], say["name_separator"].join(names)] for kind, names in kinds if names]


def _annexes(doc: Content, texts: Sequence[Body], say: Mapping[str, Any]) -> Iterator[_Data]:
    for at, (annex, text) in enumerate(zip(doc.annexes, texts, strict=True), 1):
        label = say["annex_numbered"].format(number=at) if len(doc.annexes) > 1 else say["annex"]
        yield {
            "label": "" if doc.form is Form.ORDER else label,
            "title": _readable(list(titles.lines(annex.title, titles.LINE * (1.4 if annex.landscape else 1)))),
            "blocks": text.data,
            "landscape": annex.landscape,
        }


def _colophon(doc: Content, say: Mapping[str, Any], *, addressed: bool) -> _Data:
    names: list[list[str]] = []
    if doc.addressees and not addressed:
        names.append([say["to"], _names(doc.addressees, say)])
    if doc.carbon:
        names.append([say["carbon"], _names(doc.carbon, say)])
    letter = doc.form is Form.LETTER
    issued = say["issued"].format(date=_dated(doc.issued or doc.dated, say)) if doc.issuer and not letter else ""
    return {"names": names, "issuer": "" if letter else doc.issuer, "issued": issued, "ruled": not letter}


def _names(names: tuple[str, ...], say: Mapping[str, Any]) -> str:
    return str(say["names_end"].format(names=say["list_separator"].join(names)))


def _elements(data: _Data, texts: Sequence[Body]) -> Iterator[Element]:
    yield from _head_elements(data)
    yield Element("title", "\n".join(data["title"]))
    yield Element("addressee", data["addressee"])
    yield Element("body", texts[0].text)
    yield Element("footnotes", texts[0].notes)
    if note := data["annex_note"]:
        yield Element("annex_note", note["label"] + "\n".join("".join(row) for row in note["rows"]))
    yield from _signed_elements(data)
    yield Element("note", data["note"])
    yield Element("attendance", "\n".join("".join(row) for row in data["attendance"]))
    for annex, text in zip(data["annexes"], texts[1:], strict=True):
        yield Element("annex", "\n".join((annex["label"], *annex["title"], text.text)))
        yield Element("footnotes", text.notes)
    for label, names in data["colophon"]["names"]:
        yield Element("carbon" if label == _phrases()["carbon"] else "addressee", label + names)
    yield Element("issuer", data["colophon"]["issuer"])
    yield Element("issued", data["colophon"]["issued"])


def _head_elements(data: _Data) -> Iterator[Element]:
    first = data["form"] == Form.LETTER.value
    mark = Element("mark", "\n".join((*data["mark"], data["suffix"])).strip())
    urgency = Element("urgency", data["urgency"])
    yield from (mark, urgency) if first else (urgency, mark)
    yield Element("number", data["number"])
    if signers := data["signers"]:
        yield Element("signer", signers["label"] + "\n".join(signers["names"]))
    for key, words in zip(("signature", "dated"), data["office_line"], strict=False):
        yield Element(key, words)


def _signed_elements(data: _Data) -> Iterator[Element]:
    sign = data["sign"]
    if sign is None:
        return
    if sign["persons"]:
        stamped = sign["kind"] == Sealing.NAME.value
        yield Element("signature", "\n".join(post if stamped else post + name for post, name in sign["persons"]))
    else:
        yield Element("signature", "\n".join(sign["offices"]))
    yield Element("dated", sign["date"])
