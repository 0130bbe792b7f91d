"""A rule set as a form of rows: fields "lines.3.points"; every parser raises Invalid naming the part.

- A row without its first field is left out: so rows are taken away, and the blank ones at the end are nothing.
- What has no code of its own gets one nothing else has; a code that was given stays.
- A publication of a sample that is said to be one of the house's (`as`) takes its code, in the lines too, and
  its name.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from kernel.errors import Invalid
from kernel.web import Form
from scores.rules.checking import MOST_ROWS
from scores.rules.ruleset import MOST, RuleSet, Sharing

POINTS, TIMES, AWARDED = "points", "times", "awarded"
BLANKS = 3
DECIMALS, WHOLES = {"number", "factor", "most", "points"}, {"part", "need", "times"}
Row = dict[str, object]


def rules(form: Form, houses: Mapping[str, str]) -> tuple[RuleSet, dict[str, str]]:
    """The whole document, and the parts in which something is no number: there it is left out. Raises Invalid.

    `houses`: the house's own publications, code -> name.
    """
    wrong: dict[str, str] = {}
    document: Row = {
        "name": form.text("name"), "source": form.text("source"), "mode": form.text("mode"),
        "instructions": form.text("instructions"),
    }  # fmt: skip
    for part, (first, make) in _PARTS.items():
        rows = [make(_readable(given, part, wrong)) for given in _rows(form, part, first)]
        document[part] = _coded(part[0], rows)
    _renamed(form, document, houses)
    document["members"] = {
        name.removeprefix("member."): values[0]
        for name, values in form.fields.items()
        if name.startswith("member.") and values and values[0] and _is_id(name.removeprefix("member."))
    }
    try:
        return msgspec.convert(document, RuleSet), wrong
    except msgspec.ValidationError as error:
        part = str(error).rpartition("$.")[2].split("[", maxsplit=1)[0].strip("`.") or "lines"
        raise Invalid(fields={part if part in {*_PARTS, "mode", "instructions"} else "lines": "not_a_choice"}) from None


def number(form: Form, name: str, most: Decimal = MOST) -> Decimal:
    """A number of hundredths."""
    try:
        value = Decimal(form.text(name)).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise Invalid(fields={name: "not_a_number"}) from None
    if not -most <= value <= most:
        raise Invalid(fields={name: "not_a_number"})
    return value


def _rows(form: Form, part: str, first: str) -> list[Mapping[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for name in form.fields:
        head, _, rest = name.partition(".")
        at, _, column = rest.partition(".")
        if head == part and at.isdecimal() and int(at) < MOST_ROWS + BLANKS + 1 and column:
            found.setdefault(int(at), {})[column] = form.text(name)
    return [found[at] for at in sorted(found) if found[at].get(first, "")]


def _readable(given: Mapping[str, str], part: str, wrong: dict[str, str]) -> Mapping[str, str]:
    """A row without what is no number, so that the form can be shown again with everything else."""
    kept = dict(given)
    for names, read in ((DECIMALS, _number), (WHOLES, _whole)):
        for name in names & kept.keys():
            try:
                read(kept, name, part)
            except Invalid as refusal:
                wrong |= refusal.fields
                kept[name] = "" if name == "number" else "0"
    return kept


def _coded(letter: str, rows: Sequence[Row]) -> list[Row]:
    taken = {row["code"] for row in rows}
    free = (code for code in (f"{letter}{at}" for at in count(1)) if code not in taken)
    return [{**row, "code": row["code"] or next(free)} for row in rows]


def _renamed(form: Form, document: Mapping[str, Any], houses: Mapping[str, str]) -> None:
    tied = {each.get("code", ""): each["as"] for each in _rows(form, "outlets", "label") if each.get("as", "")}
    fresh = {code for old, code in tied.items() if old != code}
    for outlet in document["outlets"]:
        if outlet["code"] in fresh:
            outlet["label"] = houses.get(outlet["code"], outlet["label"])
    for line in document["lines"]:
        line["outlet"] = tied.get(line["outlet"], line["outlet"])


def _level(given: Mapping[str, str]) -> Row:
    return {"code": given.get("code", ""), "label": given["label"], "factor": _number(given, "factor", "levels") or "1"}


def _outlet(given: Mapping[str, str]) -> Row:
    code = given.get("as", "") or given.get("code", "")
    return {"code": code, "label": given["label"], "level": given.get("level", "")}


def _class(given: Mapping[str, str]) -> Row:
    return {"code": given.get("code", ""), "label": given["label"]}


def _line(given: Mapping[str, str]) -> Row:
    row: Row = {
        name: given.get(name, "") for name in ("code", "sort", "outlet", "level", "made", "genre", "rank", "category")
    }
    row["sharing"] = given.get("sharing", "")
    row["part"] = _whole(given, "part", "lines") if given.get("sharing") == Sharing.PART else 0
    match given.get("value", ""):
        case "times":
            row[TIMES] = _number(given, "number", "lines")
        case "awarded":
            row[AWARDED] = True
        case _:
            row[POINTS] = _number(given, "number", "lines")
    return row


def _cap(given: Mapping[str, str]) -> Row:
    return {
        "code": given.get("code", ""), "most": _number(given, "most", "caps"), "category": given.get("category", ""),
        "per": given.get("per", ""),
    }  # fmt: skip


def _quota(given: Mapping[str, str]) -> Row:
    return {
        "code": given.get("code", ""), "need": _whole(given, "need", "quotas"), "points": _number(given, "points", "quotas"),
        "per": given.get("per", ""), "unit_class": given.get("unit_class", ""), "category": given.get("category", "") or "basic",
        "genres": given.get("genres", "").split(),
    }  # fmt: skip


def _zeroing(given: Mapping[str, str]) -> Row:
    return {"code": given.get("code", ""), "sort": given.get("sort", ""), "times": _whole(given, "times", "zeroings")}


_PARTS: dict[str, tuple[str, Callable[[Mapping[str, str]], Row]]] = {
    "levels": ("label", _level), "outlets": ("label", _outlet), "classes": ("label", _class), "lines": ("sort", _line),
    "caps": ("most", _cap), "quotas": ("need", _quota), "zeroings": ("times", _zeroing),
}  # fmt: skip


def _number(given: Mapping[str, str], name: str, part: str) -> str | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Invalid(fields={part: "not_a_number"}) from None
    if not value.is_finite():
        raise Invalid(fields={part: "not_a_number"})
    return f"{value:f}"


def _whole(given: Mapping[str, str], name: str, part: str) -> int:
    text = given.get(name, "") or "0"
    if not text.isdecimal() or len(text) > 4:  # noqa: PLR2004 - no count or percent is longer
        raise Invalid(fields={part: "not_a_number"})
    return int(text)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
