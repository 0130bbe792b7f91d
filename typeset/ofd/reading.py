"""The text of an OFD as a reader sees it, to prove that its pages say what the document says.

- The package is opened strictly (crypto/seals/package.py); a page is the text objects of its body layers in the order
  they are written. Background and foreground hold page furniture: watermarks, page numbers.
- A new line begins where a text object stands lower or higher than the one before.
"""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from crypto.errors import BadDocument
from crypto.seals import markup
from crypto.seals.documents import Document, resolve
from crypto.seals.markup import child, children
from crypto.seals.package import Package
from crypto.seals.reasons import OfdReason
from typeset.extract import PAGE_END, drawn
from typeset.extract import text_of as pdf_text

BODY: Final = "Body"
_SAME_LINE: Final = 0.5  # mm


def text_of(data: bytes) -> str:
    """The text of all pages without page furniture, a form feed between pages. Raises BadDocument."""
    package = Package(data)
    return PAGE_END.join("".join(_written(content, name)) for name, content in contents(package))


def same_text(data: bytes, pdf: bytes) -> bool:
    """Whether an OFD and a PDF say the same, character for character. Raises BadDocument."""
    return drawn(text_of(data)) == drawn(pdf_text(pdf))


def contents(package: Package) -> Iterator[tuple[str, Element]]:
    """The pages in their order: name of the file, root element. Raises BadDocument."""
    for path in Document(package).roots:
        root = markup.parse(package.read(path, markup.BYTES), path)
        for page in children(child(root, "Pages"), "Page"):
            name = resolve(package, path, page.get("BaseLoc", ""))
            yield name, markup.parse(package.read(name, markup.BYTES), name)


def texts(content: Element) -> Iterator[Element]:
    """The text objects of a page's body layers."""
    for layer in children(child(content, "Content"), "Layer"):
        if layer.get("Type", BODY) == BODY:
            yield from (each for each in layer.iter() if markup.local(each) == "TextObject")


def _written(content: Element, name: str) -> Iterator[str]:
    before: float | None = None
    for each in texts(content):
        line = _line(each, name)
        if before is not None and abs(line - before) > _SAME_LINE:
            yield "\n"
        before = line
        yield "".join(code.text or "" for code in children(each, "TextCode"))


def _line(text: Element, name: str) -> float:
    """How far below the page's upper edge the letters stand."""
    try:
        top = float(text.get("Boundary", "").split()[1])
        down = float(text.get("CTM", "1 0 0 1 0 0").split()[5])
        code = child(text, "TextCode")
        return top + down + (float(code.get("Y", "0")) if code is not None else 0)
    except (IndexError, ValueError):
        raise BadDocument(OfdReason.LAYOUT, name) from None
