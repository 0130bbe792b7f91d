"""Rich text: groups and control words read as a word processor reads them.

- Ordinary text in order; header, footer, notes, properties, fields and every destination nobody knows beside it.
- Hidden, deleted, white and tiny runs are left out of the shown line and kept in another.
- Pictures and objects written in hexadecimal are read as the files they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from marking.extract import images, kinds, ole, sweep
from marking.extract.lines import Lines, Run, across
from marking.extract.parts import Piece
from marking.extract.rtfwords import ANSI, BREAKS, CODEPAGES, HEX, PARTS, SIGNS
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MAX_GROUPS = 2_000
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(\r?\n|[^A-Za-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)
_REMOTE = re.compile(
    r"(?:^|\s)DDE(?:AUTO)?\s|\b(?:INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT)\b[^\n]*(?:https?:|\\\\)", re.IGNORECASE
)
_TEMPLATE = re.compile(r"\s*(?:https?:|ftp:|\\\\)", re.IGNORECASE)
_TINY, _WHITE = 4, (255, 255, 255)


@dataclass(slots=True)
class _State:
    """What a group hands down to the groups inside it."""

    lines: Lines
    kind: Run = Run.PLAIN
    codepage: str = "gb18030"
    fallback: int = 1
    hexadecimal: str = ""
    own: bool = False


class _Reader:
    """Goes through the file once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.body = Lines()
        self.done: list[Lines] = []
        self.fonts: dict[int, str] = {}
        self.colours: list[tuple[int, int, int]] = []
        self.state = _State(self.body)
        self.stack: list[_State] = []
        self.skip = 0
        self.font = 0
        self.codepage = "gb18030"
        self.pending = bytearray()
        self.colour = [0, 0, 0]
        self.in_colours = 0
        self.starred = False
        self.hex: list[bytes] = []
        self.templates: list[Lines] = []
        self.files: list[tuple[str, bytes]] = []
        self.row: list[str] = []
        self.rows: list[list[str]] = []
        self.row_from = 0

    def run(self, data: bytes) -> int:
        """Where the last group ended."""
        at = 0
        while token := _TOKEN.search(data, at):
            at = token.end()
            word, number, byte, sign, brace, text = token.groups()
            if word == b"bin":
                size = max(int(number or 0), 0)
                self.hex.append(data[at : at + size].hex().encode())
                at += size
            elif word is not None:
                self._flush()
                self._word(word.decode("ascii"), int(number) if number else None)
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
                if not self.stack:
                    return at
            else:
                self._characters(byte, sign, text)
        raise Broken(Unreadable.DAMAGED)

    def _characters(self, byte: bytes | None, sign: bytes | None, text: bytes | None) -> None:
        if byte is not None:
            self._byte(int(byte, 16))
        elif sign is not None:
            self._sign(sign)
        elif text is not None:
            self._text(text)

    def _open(self) -> None:
        self._flush()
        self.stack.append(self.state)
        if len(self.stack) > MAX_GROUPS:
            raise Broken(Unreadable.TOO_LARGE)
        self.state = replace(self.state, own=False)
        self.starred = False

    def _close(self) -> None:
        self._flush()
        state = self.state
        if state.own and state.hexadecimal:
            self.files.append((state.hexadecimal, _unhexed(b"".join(self.hex))))
            self.hex = []
        elif state.own:
            state.lines.end()
            if state.lines is not self.body:
                self.done.append(state.lines)
        if self.stack:
            self.state = self.stack.pop()
        self.in_colours = min(self.in_colours, len(self.stack))

    def _word(self, word: str, number: int | None) -> None:
        if word == "u":
            code = (number or 0) & 0xFFFF
            self.state.lines.run(chr(code), self.state.kind)
            self.skip = self.state.fallback
        elif word in PARTS or word in HEX or (self.starred and not self.state.own):
            self._destination(word, number)
        elif word in BREAKS:
            self._break(word)
        elif word in SIGNS:
            self.state.lines.run(SIGNS[word], self.state.kind)
        elif word == "colortbl":
            self.in_colours = len(self.stack)
        elif word in {"red", "green", "blue"} and self.in_colours:
            self.colour[("red", "green", "blue").index(word)] = number or 0
        else:
            self._formatted(word, number)
        self.starred = False

    def _destination(self, word: str, number: int | None) -> None:
        if word == "comment" and self.starred:
            return
        if word in HEX:
            self.state = replace(self.state, hexadecimal=word, own=True)
            self.hex = []
        elif word in {"listtext", "pntext"}:
            self.state.kind |= Run.READING
        else:
            del number
            self.state = replace(self.state, lines=Lines(PARTS.get(word, Part.HIDDEN)), own=True, kind=Run.PLAIN)
            self.templates += [self.state.lines] if word == "template" else []

    def _formatted(self, word: str, number: int | None) -> None:
        """Character formatting and how the bytes that follow are to be read."""
        on = number != 0
        match word:
            case "v" | "webhidden":
                self._mark(Run.HIDDEN, on=on)
            case "deleted":
                self._mark(Run.DELETED, on=on)
            case "revised":
                self._mark(Run.INSERTED, on=on)
            case "cf":
                white = 0 <= (number or 0) < len(self.colours) and self.colours[number or 0] == _WHITE
                self._mark(Run.HIDDEN, on=white)
            case "fs" if (number or 24) <= _TINY:
                self._mark(Run.HIDDEN, on=True)
            case "plain":
                self.state.kind = Run.PLAIN
            case _:
                self._coded(word, number or 0)

    def _coded(self, word: str, number: int) -> None:
        match word:
            case "uc":
                self.state.fallback = min(max(number, 0), 16)
            case "f" | "af":
                self.font = number
                self.state.codepage = self.fonts.get(number, self.codepage)
            case "fcharset":
                self.state.codepage = self.fonts[self.font] = CODEPAGES.get(number, "gb18030")
            case "ansicpg":
                self.state.codepage = self.codepage = ANSI.get(number, "gb18030")

    def _mark(self, kind: Run, *, on: bool) -> None:
        self.state.kind = self.state.kind | kind if on else self.state.kind & ~kind

    def _break(self, word: str) -> None:
        lines = self.state.lines
        lines.end()
        if lines is self.body and word in {"cell", "row"}:
            if word == "cell":
                self.row.append(" ".join(lines.shown[self.row_from :]))
            else:
                self.rows.append(self.row)
                self.row = []
        if lines is self.body and word in {"cell", "row", "par"} and not (word == "par" and self.row):
            self.row_from = len(lines.shown)

    def _byte(self, code: int) -> None:
        if self.skip:
            self.skip -= 1
        else:
            self.pending.append(code)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        elif self.skip:
            self.skip -= 1
        elif sign in {b"\n", b"\r\n", b"\r"}:
            self._flush()
            self.state.lines.end()
        else:
            self.pending += {b"~": b" ", b"_": b"-", b"-": b""}.get(sign, sign)

    def _text(self, text: bytes) -> None:
        if self.skip:
            cut = min(self.skip, len(text))
            self.skip -= cut
            text = text[cut:]
        if self.in_colours and b";" in text:
            self.colours.append((self.colour[0], self.colour[1], self.colour[2]) if self.colours else (0, 0, 0))
            self.colour = [0, 0, 0]
        elif self.state.hexadecimal:
            self.hex.append(text)
        else:
            self.pending += text

    def _flush(self) -> None:
        if self.pending:
            data, self.pending = bytes(self.pending), bytearray()
            if self.state.hexadecimal:
                return
            codepage = "gb18030" if self.state.codepage == "cp1252" else self.state.codepage
            self.state.lines.run(data.decode(codepage, "replace"), self.state.kind)


def read(source: Source) -> Iterator[Piece]:
    """Text, then the files inside."""
    reader = _Reader(source)
    end = len(source.data)
    try:
        end = reader.run(source.data)
    except Broken as broken:
        yield source.hole(broken.reason)
    hidden: list[str] = []
    for lines in [reader.body, *reader.done]:
        for part, found in lines.texts():
            texts = [_whole(text) for text in found]
            hidden += texts if part is Part.HIDDEN else []
            yield from source.lines(texts, part)
    yield from source.lines(across(reader.rows))
    if any(map(_REMOTE.search, hidden)) or any(_TEMPLATE.match("".join(lines.shown)) for lines in reader.templates):
        yield source.hole(Unreadable.UNSAFE)
    for kind, body in reader.files:
        yield from _file(source, kind, body)
    if source.data[end:].strip(b"\0\r\n\t "):
        yield source.hole(Unreadable.MIXED)
        yield from source.lines([sweep.strings(source.data[end:])], Part.HIDDEN)


def _file(source: Source, kind: str, body: bytes) -> Iterator[Piece]:
    if not body:
        return
    source.budget.spend(len(body))
    if kind == "pict":
        inner = source.same(body)
        if kinds.kind_of(body) is kinds.Kind.PICTURE:
            yield from images.read(inner, page=False)
        else:
            yield from images.metafile(inner)
    elif kind == "objdata":
        yield from _object(source, body)
    elif kinds.kind_of(body) is not kinds.Kind.ZIP:
        yield from source.lines([sweep.strings(body)], Part.HIDDEN)


def _object(source: Source, body: bytes) -> Iterator[Piece]:
    """An OLE 1 object: the file inside it, wherever it begins."""
    starts = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-", b"{\\rtf")
    found = [at for at in (body.find(start) for start in starts) if at >= 0]
    package = body.find(b"Package\0")
    if 0 <= package < 32:  # noqa: PLR2004 - the class name stands in the head
        yield from ole.native(source, body[package + 16 :])
    elif found:
        yield from source.below("objdata", body[min(found) :])
    else:
        yield source.hole(Unreadable.FORMAT)
    yield from source.lines([sweep.strings(body)], Part.HIDDEN)


def _unhexed(text: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", text)
    return bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))


def _whole(text: str) -> str:
    """Characters beyond the first plane are written in two halves."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
