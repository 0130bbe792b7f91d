"""Web pages and SVG, read as a browser shows them and as they are written.

- Shown text has inline elements joined and hidden ones left out; beside it stands everything, comments, styles and
  scripts included. Scripts that run are unsafe: what they write is not seen.
- Values of attributes are text; pictures in data addresses are read; an SVG's outlines are a hole.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from marking.encoding import Undecodable, decoded
from marking.extract import plain
from marking.extract.lines import Lines, Run, across
from marking.extract.parts import Piece
from marking.extract.shapes import Shape, rows_of
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE
)
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "meter", "nobr", "output", "q", "rb", "rp", "rt", "ruby", "s", "samp", "slot", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tspan", "tt", "u", "var", "wbr",
))
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
))
# fmt: on
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0*\.?\d?(?:px|pt|em|%)?\s*(?:;|$|!)"
    r"|opacity\s*:\s*0*(?:\.0+)?\s*(?:;|$|!)|(?<![-\w])color\s*:\s*(?:white|transparent|#fff(?:fff)?\b|rgba?\([^)]*,\s*0\s*\))",
    re.IGNORECASE,
)
_RULE = re.compile(r"\.([\w-]+)\s{0,9}\{([^}]{0,2000})\}")
_TURNED = re.compile(r"unicode-bidi\s*:\s*(?:bidi-override|isolate-override)", re.IGNORECASE)
_ACTIVE = frozenset({"script", "iframe", "frame", "object", "embed", "applet"})
_RUNS = re.compile(r"$|module|.*(?:java|ecma|vb|j)script", re.IGNORECASE)
_LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
_ESCAPE = re.compile(r"\\u\{?([0-9A-Fa-f]{4,6})\}?|\\x([0-9A-Fa-f]{2})|\\([0-9A-Fa-f]{4,6})\s?")
MAX_TAGS = 200_000
_TAG = re.compile(r"<[^<>]*>")
_ENDLESS = re.compile("<[^<>\"']{100000}")  # the parser keeps every attribute of a tag
_WHOLE = re.compile(r"<(?:!doctype|html|head|body|\w*:?svg)\b", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_OUTLINE = re.compile(r"<(?:\w+:)?(?:path|image|polygon|polyline|use)\b", re.IGNORECASE)
_REMOTE = re.compile(r"<\?xml-stylesheet|\bxlink:href\s*=\s*[\"']\s*(?:https?:|file:|//)", re.IGNORECASE)


def read(source: Source) -> Iterator[Piece]:
    """A page: what is shown, what is written, what it carries."""
    text = _source(source.data)
    if _ENTITY.search(text):
        yield source.hole(Unreadable.UNSAFE)
    if text.count("<") > MAX_TAGS or _ENDLESS.search(text):
        yield source.text(unescape(_TAG.sub("", text)))
        raise Broken(Unreadable.TOO_LARGE)
    if not _WHOLE.search(text[:4000]):  # a Markdown text may begin with a tag, and its lines are lines
        yield source.text(text)
    page = _Page()
    page.feed(text)
    page.close()
    for part, lines in page.texts():
        yield from source.lines(lines, part)
    if "<svg" in text and _OUTLINE.search(text):
        yield source.hole(Unreadable.IMAGE, Part.PICTURE)
    if page.active:
        yield source.hole(Unreadable.UNSAFE, Part.SCRIPT)
    for inner in page.pages:
        yield from source.below("srcdoc", f"<html>{inner}".encode("utf-8", "replace"))
    yield from plain.written_in(source, text)


def read_svg(source: Source) -> Iterator[Piece]:
    """An SVG: its text, and what it fetches."""
    yield from read(source)
    if _REMOTE.search(_source(source.data)):
        yield source.hole(Unreadable.UNSAFE)


def literals(script: str) -> str:
    """The words in quotation marks of a script, joined, escapes undone."""
    joined = "".join(one or two or three for one, two, three in _LITERAL.findall(script))
    return _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2] or found[3], 16), 0x10FFFF)), joined)


def _source(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    if found and b"\0" not in data[:100] and not data.startswith(b"\xef\xbb\xbf"):
        name = (found[1] or found[2]).decode("ascii").lower()
        try:
            return data.decode("gb18030" if name in {"gb2312", "gbk"} else name)
        except (LookupError, UnicodeError):
            pass
    try:
        return decoded(data)
    except Undecodable as error:
        for name in ("utf-8", "gb18030", "big5"):
            try:
                return data.decode(name)
            except UnicodeError:
                continue
        raise Broken(Unreadable.ENCODING) from error


def _fetches(given: dict[str, str]) -> bool:
    """Whether an element shows or runs what stands elsewhere."""
    return any(given.get(key, "data:")[:5].lower() not in {"data:", ""} for key in ("src", "data", "href", "code"))


class _Page(HTMLParser):
    """Collects what is shown and what is not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.active = False
        self._lines = Lines()
        self._open: list[tuple[str, Run, str]] = []
        self._depth: Counter[str] = Counter()
        self._rows: list[list[str]] = []
        self._cell = 0
        self._tables: list[str] = []
        self._unseen: set[str] = set()
        self.pages: list[str] = []
        self._shapes: list[tuple[Shape, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        for key, value in given.items():
            if key not in {"class", "id", "style"} or not value.isascii():
                self._value(key, value)
        self.active |= any(key.startswith("on") for key in given) or (tag in _ACTIVE and _fetches(given))
        if given.get("srcdoc"):
            self.pages.append(given["srcdoc"])
        if tag not in _INLINE:
            self._lines.end()
        self._cells(tag)
        if tag == "text":
            shape = Shape()
            shape.stands("text", given)
            self._shapes.append((shape, len(self._lines.shown)))
        if tag not in _VOID:
            turned = tag == "bdo" and given.get("dir", "").lower() == "rtl"
            turned |= bool(_TURNED.search(given.get("style", ""))) and "rtl" in given.get("style", "") + given.get(
                "dir", ""
            )
            if turned:
                self._lines.run("\u202e")
            self._open.append((tag, self._kind(tag, given), "\u202c" if turned else ""))
            self._depth[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._depth[tag]:
            while True:
                closed, _, turned = self._open.pop()
                self._depth[closed] -= 1
                if turned:
                    self._lines.run(turned)
                if closed == tag:
                    break
        if tag not in _INLINE:
            self._lines.end()
        if tag == "text" and self._shapes:
            shape, first = self._shapes[-1]
            shape.text = " ".join(self._lines.shown[first:])
        if tag in {"td", "th"} and self._rows:
            self._rows[-1].append(" ".join(self._lines.shown[self._cell :]))
        elif tag == "table":
            self._tables += across(self._rows)
            self._rows = []

    def handle_data(self, data: str) -> None:
        tag, kind, _ = self._open[-1] if self._open else ("", Run.PLAIN, "")
        if tag in {"script", "style"}:
            self.active |= tag == "script" and kind is Run.PLAIN and not data.isspace()
            self._lines.also(Part.SCRIPT if tag == "script" else Part.HIDDEN, data)
            self._lines.also(Part.SCRIPT if tag == "script" else Part.HIDDEN, literals(data))
            self._unseen.update(name for name, style in _RULE.findall(data) if _HIDDEN_STYLE.search(style))
        elif tag in {"pre", "textarea"}:
            self._lines.run(data, kind)
        elif data:
            self._lines.run(re.sub(r"[\s]+", " ", data), kind)

    def handle_comment(self, data: str) -> None:
        self._lines.also(Part.HIDDEN, data)

    def unknown_decl(self, data: str) -> None:
        self._lines.run(data.removeprefix("CDATA["))

    def handle_pi(self, data: str) -> None:
        self._lines.also(Part.HIDDEN, data)

    def handle_decl(self, decl: str) -> None:
        self._lines.also(Part.HIDDEN, decl)

    def texts(self) -> Iterator[tuple[Part, list[str]]]:
        yield from self._lines.texts()
        yield Part.BODY, [*self._tables, *across(self._rows), *rows_of(shape for shape, _ in self._shapes)]

    def _kind(self, tag: str, given: dict[str, str]) -> Run:
        kind = self._open[-1][1] if self._open else Run.PLAIN
        styled = _HIDDEN_STYLE.search(given.get("style", "")) or self._unseen.intersection(
            given.get("class", "").split()
        )
        if "hidden" in given or tag == "template" or styled:
            kind |= Run.HIDDEN
        if tag == "script" and not _RUNS.match(given.get("type", "")):
            kind |= Run.HIDDEN
        if tag in {"del", "s", "strike"}:
            kind |= Run.DELETED
        return kind | Run.READING if tag in {"rt", "rp"} else kind

    def _value(self, key: str, value: str) -> None:
        if key in {"href", "src"} and value.strip().lower().startswith("javascript:"):
            self.active = True
        if value and not value.startswith("data:"):
            self._lines.also(Part.ALT_TEXT if key in {"alt", "title"} else Part.HIDDEN, value)

    def _cells(self, tag: str) -> None:
        if tag == "br":
            self._lines.end()
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"td", "th"}:
            self._cell = len(self._lines.shown)
