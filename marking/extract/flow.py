"""The text of one XML part of an office file: paragraphs with their runs, tables, shapes, notes, changes, values.

- One handler for WordprocessingML, DrawingML, OpenDocument and every part nobody knows: what matters are the local names.
- A paragraph ends where its element ends; in parts without paragraphs every element ends a line.
- Values of attributes are text where they hold more than a program's own words.
"""

import re
from collections.abc import Iterator

from marking.extract.lines import Lines, Run, across
from marking.extract.shapes import Shape, rows_of
from marking.verdict import Part

_PARAGRAPHS = frozenset({"p", "h"})
_RUN_TEXT = frozenset({"t", "delText"})
_FIELD_TEXT = frozenset({"instrText", "delInstrText"})
_INSERTED = frozenset({"ins", "moveTo"})
_DELETED = frozenset({"del", "moveFrom"})
_BREAKS = {"br": "\n", "cr": "\n", "line-break": "\n", "tab": "\t", "ptab": "\t", "s": " ", "noBreakHyphen": "-"}
_TABLES = frozenset({"tbl", "table"})
_ROWS = frozenset({"tr", "table-row"})
_CELLS = frozenset({"tc", "table-cell", "covered-table-cell"})
_SHAPES = frozenset({"sp", "graphicFrame", "custom-shape", "frame", "text-box", "rect", "ellipse"})
# Elements that open a text of their own inside a paragraph, and which part of the file it is.
_ASIDE = {
    "txbxContent": Part.TEXT_BOX,
    "textbox": Part.TEXT_BOX,
    "text-box": Part.TEXT_BOX,
    "note": Part.NOTE,
    "footnote": Part.NOTE,
    "endnote": Part.NOTE,
    "comment": Part.COMMENT,
    "annotation": Part.COMMENT,
    "cm": Part.COMMENT,
    "deletion": Part.DELETED,
    "header": Part.HEADER,
    "header-left": Part.HEADER,
    "header-first": Part.HEADER,
    "footer": Part.FOOTER,
    "footer-left": Part.FOOTER,
    "footer-first": Part.FOOTER,
    "notes": Part.SPEAKER_NOTE,
    "title": Part.ALT_TEXT,
    "desc": Part.ALT_TEXT,
}
_PART_OF_ROOT = {
    "hdr": Part.HEADER,
    "ftr": Part.FOOTER,
    "footnotes": Part.NOTE,
    "endnotes": Part.NOTE,
    "comments": Part.COMMENT,
    "ThreadedComments": Part.COMMENT,
    "cmLst": Part.COMMENT,
    "notes": Part.SPEAKER_NOTE,
    "coreProperties": Part.PROPERTY,
    "Properties": Part.PROPERTY,
    "document-meta": Part.PROPERTY,
}
_ALT = frozenset({"descr", "title", "alt", "name"})
_WORDS = frozenset(
    {"descr", "title", "alt", "tooltip", "prompt", "error", "promptTitle", "errorTitle", "string", "display"}
)
_INVISIBLE = frozenset({"vanish", "webHidden", "specVanish"})
_WHITE = re.compile("#?f{6}", re.IGNORECASE)
_TINY = 4  # half-points
_SYMBOL_STARS = frozenset({0xAB, 0xAA, 0xAE, 0xB5, 0xB6})
_DRAWN = re.compile(r"(?:wingdings|webdings|zapf)", re.IGNORECASE)
_LOOSE = frozenset({"posOffset", "align", "pctWidth", "pctHeight", "pctPosHOffset", "pctPosVOffset"})


class Flow:
    """Collects the text of one part."""

    def __init__(self, root: str) -> None:
        self._texts = [Lines(_PART_OF_ROOT.get(root, Part.BODY))]
        self._done: list[Lines] = []
        self._path: list[str] = []
        self._changes = {True: 0, False: 0}  # depth inside insertions and deletions
        self._run, self._reading, self._rtl = Run.PLAIN, 0, 0
        self._tables: list[list[list[str]]] = []
        self._cells: list[tuple[Lines, int]] = []
        self._joins = False
        self._field: list[str] = []
        self.fields: list[str] = []
        self.values: dict[Part, list[str]] = {}
        self.shapes: list[Shape] = []
        self._shape: list[tuple[Shape, Lines, int]] = []
        self._boxes: list[str] = []
        self.across: list[str] = []

    def texts(self) -> Iterator[tuple[Part, list[str]]]:
        """What was collected, by part of the file."""
        for lines in [*self._texts, *self._done]:
            yield from lines.texts()
        yield from self.values.items()
        yield Part.HIDDEN, self.fields
        yield self._texts[0].part, [*self.across, *rows_of(self.shapes)]
        if len(self._boxes) > 1:
            yield Part.TEXT_BOX, ["\t".join(self._boxes)]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        aside = name in _ASIDE and self._opens_aside(name)
        if aside:
            self._texts.append(Lines(_ASIDE[name]))
        self._open_frame(name)
        if attributes:
            self._attributes(name, attributes)
        if self._path[-3:-1] == ["r", "rPr"] or self._path[-4:-2] == ["r", "rPr"]:
            self._look(name, attributes)
        if not aside:
            self._inside(name, attributes)

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "r":
            self._run = Run.PLAIN
        elif name in _INSERTED or name in _DELETED:
            self._changes[name in _INSERTED] += 1
            self._joins |= name == "del" and self._path[-3:-1] == ["pPr", "rPr"]
        elif name in _BREAKS:
            self._break(name, attributes)
        elif name in {"rt", "ruby-text"}:
            self._reading += 1
        elif name in {"bdo", "dir"}:
            self._texts[-1].run("\u202e" if "rtl" in attributes.values() else "\u202d")

    def text(self, text: str) -> None:
        name = self._path[-1] if self._path else ""
        if name in _RUN_TEXT or (name not in _FIELD_TEXT and _PARAGRAPHS.intersection(self._path[-6:])):
            if name not in _LOOSE:
                self._texts[-1].run(text, self._kind())
        elif name in _FIELD_TEXT:
            self._field.append(text)
        elif not text.isspace():
            self._texts[-1].run(text)

    def end(self, name: str) -> None:
        self._path.pop()
        if name in _PARAGRAPHS:
            self._end_paragraph()
        elif name in _INSERTED or name in _DELETED:
            self._changes[name in _INSERTED] -= 1
        elif name in {"rt", "ruby-text"}:
            self._reading -= 1
        elif name in {"bdo", "dir"}:
            self._texts[-1].run("\u202c")
        elif not _PARAGRAPHS.intersection(self._path[-8:]) and name not in {"t", "r", "span", "a"}:
            self._texts[-1].end()
        self._close_frame(name)
        if name in _ASIDE and len(self._texts) > 1 and self._texts[-1].part is _ASIDE[name]:
            aside = self._texts.pop()
            aside.end()
            self._done.append(aside)
            if name in {"txbxContent", "text-box"}:
                self._boxes.append(" ".join(aside.shown))

    def comment(self, text: str) -> None:
        self._value(Part.HIDDEN, text)

    def _opens_aside(self, name: str) -> bool:
        """A title or note as the outermost element, or one without content of its own, is the part's own text."""
        return len(self._path) > 1 and not (name in {"title", "desc", "notes"} and self._path[0] in _PART_OF_ROOT)

    def _kind(self) -> Run:
        kind = self._run
        if self._changes[True]:
            kind |= Run.INSERTED
        if self._changes[False]:
            kind |= Run.DELETED
        return kind | Run.READING if self._reading else kind

    def _end_paragraph(self) -> None:
        self._texts[-1].end(joins=self._joins)
        self._joins = False
        if self._field:
            self.fields.append("".join(self._field))
            self._field = []

    def _break(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"tab", "s"} and "tabs" in self._path:
            return
        times = next((value for key, value in attributes.items() if key.endswith(":c")), "1")
        self._texts[-1].run(_BREAKS[name] * (min(int(times), 64) if times.isdecimal() else 1), self._kind())

    def _open_frame(self, name: str) -> None:
        if name in _TABLES:
            self._tables.append([])
        elif name in _ROWS and self._tables:
            self._tables[-1].append([])
        elif name in _CELLS:
            self._texts[-1].end()
            self._cells.append((self._texts[-1], len(self._texts[-1].shown)))
        elif name in _SHAPES:
            self._texts[-1].end()
            around = self._shape[-1][0] if self._shape and name == "text-box" else Shape()
            self._shape.append((Shape(around.x, around.y), self._texts[-1], len(self._texts[-1].shown)))

    def _close_frame(self, name: str) -> None:
        if name in _CELLS and self._cells:
            lines, first = self._cells.pop()
            lines.end()
            if self._tables and self._tables[-1]:
                self._tables[-1][-1].append(" ".join(lines.shown[first:]))
        elif name in _TABLES and self._tables:
            self.across += across(self._tables.pop())
        elif name in _SHAPES and self._shape:
            shape, lines, first = self._shape.pop()
            lines.end()
            shape.text = " ".join(lines.shown[first:])
            self.shapes.append(shape)

    def _attributes(self, name: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            local = key.rpartition(":")[2]
            if local == "instr":
                self.fields.append(value)
            elif not value.isascii() or local in _WORDS:
                self._value(Part.ALT_TEXT if local in _ALT else Part.HIDDEN, value)
        if name == "sym":
            self._symbol(attributes)
        elif self._shape:
            self._shape[-1][0].stands(name, attributes)

    def _look(self, name: str, attributes: dict[str, str]) -> None:
        value = next((text for key, text in attributes.items() if key.endswith("val")), "")
        tiny = name == "sz" and value.isdecimal() and int(value) <= _TINY
        white = name in {"color", "srgbClr"} and _WHITE.fullmatch(value)
        if tiny or white or (name in _INVISIBLE and value not in {"0", "false", "off"}):
            self._run |= Run.HIDDEN

    def _symbol(self, attributes: dict[str, str]) -> None:
        """A character of a symbol font; the stars of the usual ones are read as a star."""
        font = next((value for key, value in attributes.items() if key.endswith("font")), "")
        code = next((value for key, value in attributes.items() if key.endswith("char")), "")
        if re.fullmatch("[0-9A-Fa-f]{1,4}", code):
            number = int(code, 16)
            star = _DRAWN.match(font) and number & 0xFF in _SYMBOL_STARS
            self._texts[-1].run("★" if star else chr(number), self._kind())

    def _value(self, part: Part, text: str) -> None:
        if text and not text.isspace():
            self.values.setdefault(part, []).append(text)
