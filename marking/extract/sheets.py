"""Workbooks: cells as they are shown and as they are made, row by row; sheets, names, formats, checks of input.

- Shared strings stand a line each; a row is joined, and short cells of a column are too.
- A formula is text; the words in its quotation marks are joined as it would join them.
- A number format that holds words is shown with the cell's number in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import basename

from marking.extract import markup
from marking.extract.lines import across
from marking.extract.parts import Piece
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

ROOTS = frozenset({"sst", "styleSheet", "workbook", "worksheet", "chartsheet", "dialogsheet"})
_TARGET = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_GIVEN = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_COLUMN = re.compile(r"([A-Z]{1,3})")
_CODES = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-F]{6}|K\d\d[+-]\d{3}|[LCR]|\d{1,3}|[A-Z])", re.IGNORECASE)
_QUOTED = re.compile(r"\"((?:[^\"]|\"\")*)\"")
_CODE_CALL = re.compile(r"(?:_xlfn\.)?UNICHAR\(\s*(\d{1,7})\s*\)", re.IGNORECASE)
_FORMAT_NOISE = re.compile(r"\[[^\]]*\]|[\"\\]|_.|\*.")
_PLACES = re.compile(r"[0#?][0#?.,]*|General|@|G/通用格式")
_HEADED = frozenset({"oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter"})
_LEAVES = _HEADED | {"si", "is", "v", "f", "formula", "formula1", "formula2", "definedName"}
_SPREAD = 400


@dataclass(slots=True)
class Book:
    """What the sheets of a workbook share."""

    strings: list[str] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    styles: list[str] = field(default_factory=list)
    sheets: list[tuple[str, bool]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)

    def relations(self, name: str, text: str) -> None:
        """Takes which part a sheet of the workbook is."""
        if basename(name).startswith("workbook"):
            for found in _TARGET.finditer(text):
                given = {key: one or two for key, one, two in _GIVEN.findall(found[1])}
                self.targets[given.get("Id", "")] = basename(given.get("Target", ""))

    def place(self, name: str) -> tuple[int, bool]:
        """Number of the sheet that the part is, and whether it is hidden."""
        for number, (relation, hidden) in enumerate(self.sheets, 1):
            if self.targets.get(relation) == basename(name):
                return number, hidden
        return 0, False

    def shown(self, style: str, value: str) -> str:
        """The number as its format shows it, when the format holds words; else empty."""
        code = self.styles[int(style)] if style.isdecimal() and int(style) < len(self.styles) else ""
        code = self.formats.get(code, "")
        if not code or code.isascii():
            return ""
        first = code.split(";")[0]
        return _PLACES.sub(lambda _: value, _FORMAT_NOISE.sub("", first), count=1)


def read(source: Source, name: str, text: str, book: Book) -> Iterator[Piece]:
    """One part of a workbook."""
    number, hidden = book.place(name)
    sheet = _Sheet(book)
    try:
        markup.walk(text, sheet)
    except Broken as broken:
        if broken.reason is Unreadable.DAMAGED:
            yield from source.lines(markup.stripped(text), number=number)
        yield source.hole(broken.reason, number=number)
    body = Part.HIDDEN_SHEET if hidden else Part.BODY
    yield from source.lines(sheet.cells, body, number)
    yield from source.lines(sheet.rows(), body, number)
    yield from source.lines(sheet.formulas, Part.FORMULA, number)
    yield from source.lines(sheet.names, Part.SHEET_NAME, number)
    yield from source.lines(sheet.heads, Part.HEADER, number)
    yield from source.lines(sheet.values, Part.HIDDEN, number)


class _Sheet:
    """Collects what one part of a workbook says."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.cells: list[str] = []
        self.formulas: list[str] = []
        self.names: list[str] = []
        self.heads: list[str] = []
        self.values: list[str] = []
        self._rows: list[list[str]] = []
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._value = self._leaf = ""
        self._path: list[str] = []

    def rows(self) -> Iterator[str]:
        """The rows joined, then the columns of single characters."""
        return across(row for row in self._rows if any(not cell.isascii() for cell in row) or len(row) > 1)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if name == "c":
            self._cell, self._value = attributes, ""
        elif name == "row":
            self._rows.append([])
        elif name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self._book.sheets.append((next((v for k, v in attributes.items() if k.endswith(":id")), ""), hidden))
            self.names.append(attributes.get("name", ""))
        elif name == "numFmt":
            self._format(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name == "xf" and "cellXfs" in self._path:
            self._book.styles.append(attributes.get("numFmtId", ""))
        elif name in _LEAVES:
            self._text, self._leaf = [], name
        if name != "c":
            self.values += [value for value in attributes.values() if not value.isascii() or " " in value]

    def text(self, text: str) -> None:
        if self._leaf and "rPh" not in self._path:
            self._text.append(text)
        elif not text.isspace():
            self.values.append(text)

    def end(self, name: str) -> None:
        self._path.pop()
        if name == "c":
            self._end_cell()
        elif name in _LEAVES:
            self._end_leaf(name, "".join(self._text))
            self._text, self._leaf = [], ""

    def _end_leaf(self, name: str, text: str) -> None:
        if name == "si":
            self._book.strings.append(text)
            self.cells.append(text)
        elif name in _HEADED:
            self.heads += [text, *re.split("&[LCR]", text), _CODES.sub("", text)]
        elif name in {"v", "is"}:
            self._value = text
        else:
            self._formula(text)

    def comment(self, text: str) -> None:
        self.values.append(text)

    def _end_cell(self) -> None:
        kind, value = self._cell.get("t", "n"), self._value
        if kind == "s":
            at = int(value) if value.strip().isdecimal() else -1
            shown = self._book.strings[at] if 0 <= at < len(self._book.strings) else ""
        else:
            shown = value if kind in {"str", "inlineStr"} else self._book.shown(self._cell.get("s", ""), value)
            if shown:
                self.cells.append(shown)
        self._place(shown or value)

    def _place(self, text: str) -> None:
        """Puts the cell into its column; sheets written without addresses count their cells."""
        if not self._rows:
            self._rows.append([])
        row, found = self._rows[-1], _COLUMN.match(self._cell.get("r", ""))
        if found:
            column = 0
            for letter in found[1]:
                column = column * 26 + ord(letter) - 64
            row += [""] * (min(column - 1, len(row) + _SPREAD) - len(row))
        row.append(text)

    def _formula(self, text: str) -> None:
        if not text:
            return
        said = _CODE_CALL.sub(lambda found: f'"{chr(min(int(found[1]), 0x10FFFF))}"', text)
        words = [found.replace('""', '"') for found in _QUOTED.findall(said)]
        if words or not text.isascii():
            self.formulas += [text, *(["".join(words)] if words else [])]

    def _format(self, number: str, code: str) -> None:
        self._book.formats[number] = code
        if not code.isascii():
            self.values += [_FORMAT_NOISE.sub("", one) for one in code.split(";")]
