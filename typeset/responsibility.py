"""The responsibility sheet of an issue: who answered for which step, when, over which text, and how they signed.

- Every word of the table is given; this module only sets it. The sheet is printed with the issue and filed with it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from typeset.document import TEMPLATES, Element, Layout
from typeset.laying import breakable

TEMPLATE = "responsibility.typ"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One step. `digest`: hexadecimal; `signed`: how, in words."""

    step: str
    who: str
    at: str
    what: str
    changed: str
    digest: str
    signed: str


@dataclass(frozen=True, slots=True)
class SheetReturn:
    """One sending back, in words."""

    at: str
    who: str
    source: str
    back_to: str
    code: str
    what: str


@dataclass(frozen=True, slots=True)
class ResponsibilityDoc:
    """One issue's sheet. `facts`: in the order of the template's labels; the last two are digests."""

    called: str
    office: str
    dated: date
    facts: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    returns: tuple[SheetReturn, ...] = ()

    def layout(self) -> Layout:
        """The sheet as its template takes it."""
        say = _phrases()
        labels = say["facts"]
        facts = [
            (label, breakable(words) if at < len(labels) - 2 else words, at >= len(labels) - 2)
            for at, (label, words) in enumerate(zip(labels, self.facts, strict=True))
            if words
        ]
        rows = [
            {
                "step": breakable(row.step), "who": breakable(row.who), "at": breakable(row.at),
                "what": breakable(row.what), "changed": breakable(row.changed), "digest": row.digest,
                "signed": breakable(row.signed),
            }
            for row in self.rows
        ]  # fmt: skip
        returns = [breakable(_returned(back, say)) for back in self.returns] or [say["no_returns"]]
        title = f"{say['title']} {self.called}"
        data = {
            "about": {"title": title, "office": self.office, "ymd": [self.dated.year, self.dated.month, self.dated.day]},
            "title": say["title"], "called": breakable(self.called), "facts": facts, "heads": say["heads"], "rows": rows,
            "returns_label": say["returns"], "returns": returns, "note": breakable(say["note"]),
        }  # fmt: skip
        return Layout(TEMPLATE, title, self.office, self.dated, data, self._elements(facts, rows, returns))

    def _elements(
        self, facts: list[tuple[str, str, bool]], rows: list[dict[str, str]], returns: list[str]
    ) -> tuple[Element, ...]:
        say = _phrases()
        said = "\n".join(f"{label}{words}" for label, words, _ in facts)
        table = "\n".join([*say["heads"], *("\n".join(row.values()) for row in rows)])
        return (
            Element("title", say["title"]),
            Element("office", breakable(self.called)),
            Element("body", said),
            Element("table", table),
            Element("note", "\n".join([say["returns"], *returns, breakable(say["note"])])),
        )


def _returned(back: SheetReturn, say: Mapping[str, Any]) -> str:
    made: str = say["return_line"].format(
        at=back.at, who=back.who, source=back.source, back_to=back.back_to, code=back.code, what=back.what
    )
    return made


@cache
def _phrases() -> Mapping[str, Any]:
    return tomllib.loads((TEMPLATES / "responsibility.toml").read_text(encoding="utf-8"))
