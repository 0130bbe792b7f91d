"""Where a seal goes: pages by number, words by their place on them. Millimetres from a page's top left corner.

- In an OFD the words are those of its text objects in the order they are written (GB/T 33190-2016, 11.2): characters
  stand DeltaX apart, the first at X; a matrix of the object is applied. Fields of templates are not looked at.
- In a PDF they are what the reader's own text layer says.
- Page numbers and watermarks are nothing: other layers than the body's of an OFD, artifacts of a PDF.
- Found is the last occurrence: who signs stands at the end.
- A page that shows nothing, or only says that it has no text, takes no seal (EXC-03).
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element

from pypdfium2 import raw

from crypto.errors import BadDocument
from crypto.seals import markup
from crypto.seals.documents import Document, resolve
from crypto.seals.markup import child, children
from crypto.seals.package import Package
from crypto.seals.reasons import OfdReason
from kernel.errors import StartRefused
from marking.pdf import opened
from typeset.extract import is_artifact
from typeset.stamps.words import words

Character: TypeAlias = tuple[str, float, float]
_MM_PER_POINT: Final = 25.4 / 72
_HIGH: Final = 0.36  # the middle of a Chinese character above its baseline, in heights
_BODY: Final = "Body"
_SHOWN: Final = frozenset({"ImageObject", "PathObject", "CompositeObject"})


@dataclass(frozen=True, slots=True)
class Spot:
    """The middle of a seal: page from 1."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: its characters with their middles, and whether it draws anything at all."""

    characters: tuple[Character, ...]
    drawn: bool

    @property
    def text(self) -> str:
        """Without blanks."""
        return "".join(each[0] for each in self.characters if not each[0].isspace())


def require_content(page: Page, number: int) -> None:
    """Raises StartRefused for a page that is empty or says it has no text."""
    if not (page.drawn or page.text) or words().no_text in page.text:
        raise StartRefused("seal.empty_page", page=number)


def over(text: str, pages: Sequence[Page], page: int | None) -> Spot:
    """The middle of the last `text`; on one page when that is given. Raises StartRefused."""
    wanted = "".join(text.split())
    if not wanted:
        raise StartRefused("seal.words_missing", words=text)
    for number in [page] if page else range(len(pages), 0, -1):
        if not 1 <= number <= len(pages):
            raise StartRefused("seal.no_page", page=number, pages=len(pages))
        found = [each for each in pages[number - 1].characters if not each[0].isspace()]
        at = pages[number - 1].text.rfind(wanted)
        if at >= 0:
            across, down = zip(*((x, y) for _, x, y in found[at : at + len(wanted)]), strict=True)
            return Spot(number, (min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    raise StartRefused("seal.words_missing", words=text)


def of_pdf(data: bytes) -> list[Page]:
    """What each page shows. Raises marking.pdf.Unopened."""
    with opened(data) as document:
        return [Page(tuple(_of_pdf_page(page)), _draws(page)) for page in document]


def of_ofd(data: bytes) -> list[Page]:
    """What each page shows. Raises BadDocument."""
    package = Package(data)
    found = []
    for path in Document(package).roots:
        root = markup.parse(package.read(path, markup.BYTES), path)
        for page in children(child(root, "Pages"), "Page"):
            name = resolve(package, path, page.get("BaseLoc", ""))
            content = markup.parse(package.read(name, markup.BYTES), name)
            layers = [each for each in children(child(content, "Content"), "Layer") if each.get("Type", _BODY) == _BODY]
            objects = [each for layer in layers for each in layer.iter()]
            texts = [each for each in objects if markup.local(each) == "TextObject"]
            drawn = any(markup.local(each) in _SHOWN for each in objects)
            found.append(Page(tuple(each for text in texts for each in _of_object(text, name)), drawn))
    return found


def _draws(page: Any) -> bool:
    return any(not is_artifact(each.raw) for each in page.get_objects(max_depth=1))


def _of_pdf_page(page: Any) -> Iterator[Character]:
    text = page.get_textpage()
    _, height = page.get_size()
    whole = text.get_text_range()
    furniture: dict[int, bool] = {}
    for at in range(text.count_chars()):
        written = raw.FPDFText_GetTextObject(text, at)
        key = ctypes.addressof(written.contents) if written else 0
        if key not in furniture:
            furniture[key] = bool(written) and is_artifact(written)
        if furniture[key]:
            continue
        left, bottom, right, top = text.get_charbox(at)
        character = whole[at : at + 1]
        if character:
            yield character, (left + right) / 2 * _MM_PER_POINT, (height - (top + bottom) / 2) * _MM_PER_POINT


def _of_object(text: Element, name: str) -> Iterator[Character]:
    try:
        left, top, _, _ = map(float, text.get("Boundary", "").split())
        size = float(text.get("Size", ""))
        a, b, c, d, e, f = map(float, text.get("CTM", "1 0 0 1 0 0").split())
        for code in children(text, "TextCode"):
            x, y = float(code.get("X", "0")), float(code.get("Y", "0"))
            for character, right, down in _steps(code, size):
                p, q = x + right + size / 2, y + down - size * _HIGH
                yield character, left + a * p + c * q + e, top + b * p + d * q + f
    except ValueError:
        raise BadDocument(OfdReason.LAYOUT, name) from None


def _steps(code: Element, size: float) -> Iterator[tuple[str, float, float]]:
    """Each character with how far it stands from the first."""
    said = markup.words(code)
    across, down = (_deltas(code.get(each, ""), len(said)) for each in ("DeltaX", "DeltaY"))
    x = y = 0.0
    for at, character in enumerate(said):
        yield character, x, y
        x += across[at] if at < len(across) else 0 if down else size
        y += down[at] if at < len(down) else 0


def _deltas(text: str, most: int) -> list[float]:
    """At most so many distances; `g 3 5.5` stands for three times 5.5 (GB/T 33190-2016, 11.3)."""
    numbers: list[float] = []
    parts = iter(text.split())
    for part in parts:
        if part == "g":
            count = int(next(parts, ""))
            numbers += [float(next(parts, ""))] * min(count, most)
        else:
            numbers.append(float(part))
        if len(numbers) >= most:
            break
    return numbers
