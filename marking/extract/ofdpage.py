"""The parts of an OFD package: a page's objects, the lists of parts, the seals.

- A character stands where its code, the steps between codes, the object's matrix and its frame put it (GB/T 33190 §11).
- Heights are counted downwards in the file, upwards here, as marking/extract/layout.py wants them.
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from crypto.errors import CryptoError
from crypto.seals.reading import read_seal, read_signature
from marking.extract.layout import Glyph

MAX_STEPS = 100_000
_MEANINGLESS = re.compile("[\ue000-\uefff\uf100-\uf8ff\ufffd\0]")
_PATH = re.compile(r"([MSLQBAC])([^MSLQBAC]*)")
_CURVED = frozenset("QBA")
_WHITE = re.compile(r"(?:255|#?ff)\s+(?:255|#?ff)\s+(?:255|#?ff)", re.IGNORECASE)
_SPECKS, _SPECK, _BULLET = 60, 4.2, 1.8  # how many make a drawing; mm, as of a PDF (pdfpage.py)
_UNIT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Index:
    """A part that lists others, or holds words."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.values: list[str] = []
        self.pages: list[str] = []
        self.templates: dict[str, str] = {}
        self.media: dict[str, str] = {}
        self._media = ""
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._text = []
        if name == "Page" and "BaseLoc" in attributes:
            self.pages.append(attributes["BaseLoc"])
        elif name == "TemplatePage":
            self.templates[attributes.get("ID", "")] = attributes.get("BaseLoc", "")
        elif name == "MultiMedia":
            self._media = attributes.get("ID", "")
        self.values += [value for value in attributes.values() if not value.isascii() or " " in value]

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        text = "".join(self._text).strip()
        if text:
            self.words.append(text)
        if name == "MediaFile":
            self.media[self._media] = text
        self._text = []

    def comment(self, text: str) -> None:
        self.values.append(text)


class Page(Index):
    """A page, a template or the notes on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.glyphs: list[Glyph] = []
        self.used: list[str] = []
        self.unknown = self.outlines = False
        self._frame = (0.0, 0.0)
        self._matrix = _UNIT
        self._size, self._shown = 3.0, True
        self._code: dict[str, str] = {}
        self._steps = self._specks = 0
        self._turned = False  # a path whose matrix may make it larger

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if name == "TextObject":
            self._object(attributes)
        elif name == "TextCode":
            self._code = attributes
        elif name == "PathObject":
            self._turned = "CTM" in attributes
        elif name == "Template":
            self.used.append(attributes.get("TemplateID", ""))
        elif name == "ImageObject":
            self.media[attributes.get("ResourceID", "")] = ""
        elif name == "FillColor" and _WHITE.fullmatch(attributes.get("Value", "")):
            self._shown = False

    def end(self, name: str) -> None:
        text = "".join(self._text)
        if name == "TextCode":
            self._place(text)
        elif name == "AbbreviatedData":
            self._drawn(text)
            self._text = []
        super().end(name)

    def _drawn(self, path: str) -> None:
        size = 0.0 if self._turned else _longer_side(path)
        self._specks += size < _SPECK
        self.outlines |= self._specks > _SPECKS or ((self._turned or size > _BULLET) and could_be_letter(path))

    def _object(self, attributes: dict[str, str]) -> None:
        frame = [*_numbers(attributes.get("Boundary", "")), 0.0, 0.0]
        matrix = _numbers(attributes.get("CTM", ""))
        self._frame = (frame[0], frame[1])
        self._matrix = (matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]) if len(matrix) == 6 else _UNIT  # noqa: PLR2004
        self._size = next(iter(_numbers(attributes.get("Size", ""))), 3.0)
        unseen = attributes.get("Visible", "").lower() == "false" or attributes.get("Alpha", "") == "0"
        self._shown = not unseen

    def _place(self, text: str) -> None:
        x, y = (next(iter(_numbers(self._code.get(key, ""))), 0.0) for key in "XY")
        across, down = (self._deltas(self._code.get(key, "")) for key in ("DeltaX", "DeltaY"))
        a, b, c, d, e, f = self._matrix
        size = max(self._size * max(abs(d), abs(b)), 0.1)
        for index, character in enumerate(text):
            self.unknown |= bool(_MEANINGLESS.match(character))
            left = a * x + c * y + e + self._frame[0]
            height = b * x + d * y + f + self._frame[1]
            if not character.isspace():
                self.glyphs.append(Glyph(character, left, left + size, -height, size, self._shown))
            step = down[index] if index < len(down) else 0.0
            x += across[index] if index < len(across) else 0.0 if step or across or down else self._size
            y += step

    def _deltas(self, written: str) -> list[float]:
        """Steps, where `g n v` stands for n times v."""
        out: list[float] = []
        words = iter(written.split())
        for word in words:
            if word == "g":
                times, step = next(words, "0"), next(words, "0")
                self._steps += min(int(times), MAX_STEPS) if times.isdecimal() else 0
                out += _numbers(step) * (
                    min(int(times), MAX_STEPS) if times.isdecimal() and self._steps <= MAX_STEPS else 0
                )
            else:
                out += _numbers(word)
        return out


def could_be_letter(path: str) -> bool:
    """Whether a path has a slanted or bent stroke; frames, rules and bars have none."""
    last: list[float] = []
    for kind, written in _PATH.findall(path):
        if kind in _CURVED:
            return True
        at = _numbers(written)[:2]
        if kind == "L" and len(at) == len(last) == 2 and abs(at[0] - last[0]) > 0.3 < abs(at[1] - last[1]):  # noqa: PLR2004 - millimetres
            return True
        last = at or last
    return False


def _longer_side(path: str) -> float:
    """Of the box around all points, the ends of bends too. A path of arcs has no points of its bends: it is large."""
    if "A" in path:
        return float("inf")
    values = _numbers(re.sub("[A-Z]", " ", path))
    across, down = values[0::2], values[1::2]
    return max(max(across) - min(across), max(down) - min(down)) if down else 0.0


def seal_pictures(body: bytes) -> Iterator[bytes]:
    """The picture in a seal, or in the seal inside a signature."""
    try:
        yield read_seal(body).picture.data
    except (CryptoError, ValueError):
        with suppress(CryptoError, ValueError):
            yield read_signature(body).seal.picture.data


def _numbers(written: str) -> list[float]:
    out = []
    for word in written.replace(",", " ").split():
        try:
            out.append(float(word))
        except ValueError:
            continue
    return out
