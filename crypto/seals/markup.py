"""The XML of an OFD: read within limits, written by a serialiser, one element put into others' text without touching it.

- A document type, entities and anything outside are refused; so are more bytes, elements or depth than any sane file has,
  and than all files of a sane package have together.
- Elements are found by their local name: vendors differ in prefixes and in the order of elements.
- Written is UTF-8 with the prefix `ofd:`, which some readers take for granted.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from crypto.errors import BadDocument
from crypto.seals.reasons import OfdReason

NAMESPACE = "http://www.ofdspec.org/2016"
BYTES, ELEMENTS, DEPTH = 8 << 20, 100_000, 32
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class Allowance:
    """What is left of the limits, for one file or for many."""

    def __init__(self, size: int = BYTES, elements: int = ELEMENTS) -> None:
        self._size, self._elements = size, elements

    def take(self, *, size: int = 0, elements: int = 0) -> bool:
        """Whether that much was left."""
        self._size, self._elements = self._size - size, self._elements - elements
        return self._size >= 0 and self._elements >= 0


class _Limited(TreeBuilder):
    def __init__(self, allowance: Allowance) -> None:
        super().__init__()
        self._allowance, self._depth = allowance, 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        if not self._allowance.take(elements=1) or self._depth > DEPTH:
            raise BadDocument(OfdReason.LIMIT, "elements")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(data: bytes, name: str, allowance: Allowance | None = None) -> Element:
    """The root element of the file `name`. `allowance`: shared with other files. Raises BadDocument."""
    allowance = allowance or Allowance()
    if len(data) > BYTES or not allowance.take(size=len(data)):
        raise BadDocument(OfdReason.LIMIT, name)
    parser = XMLParser(target=_Limited(allowance), forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        raise BadDocument(OfdReason.DTD, name) from None
    except (ParseError, ValueError, LookupError):
        raise BadDocument(OfdReason.XML, name) from None
    return root


def local(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(parent: Element | None, name: str) -> Iterator[Element]:
    """The children of this local name; none without a parent."""
    return (each for each in (() if parent is None else parent) if local(each) == name)


def child(parent: Element | None, name: str) -> Element | None:
    """The first of them."""
    return next(children(parent, name), None)


def words(element: Element | None) -> str:
    """The text of an element without blanks around it; empty without an element."""
    return "" if element is None else (element.text or "").strip()


def make(name: str, text: str | None = None, /, **attributes: str) -> Element:
    """An element of OFD's namespace."""
    made = Element(f"ofd:{name}", attributes)
    made.text = text
    return made


def document(root: Element) -> bytes:
    """A file with this root."""
    root.set("xmlns:ofd", NAMESPACE)
    return HEAD + tostring(root, encoding="unicode").encode()


def with_last_child(data: bytes, parent: str, name: str, text: str) -> bytes:
    """The file with one more element at the end of the first `parent`; every other byte stays. Raises BadDocument."""
    places: list[tuple[int, str]] = []
    encodings: list[str] = []
    reader = expat.ParserCreate()

    def ended(raw: str) -> None:
        if raw.rpartition(":")[2] == parent:
            places.append((reader.CurrentByteIndex, raw.rpartition(":")[0]))

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        encodings.append((encoding or "utf-8").lower())

    reader.EndElementHandler, reader.XmlDeclHandler = ended, declared
    try:
        reader.Parse(data, True)
    except expat.ExpatError:
        raise BadDocument(OfdReason.XML, parent) from None
    if not places or not data[places[0][0] :].startswith(b"</") or any(each != "utf-8" for each in encodings):
        raise BadDocument(OfdReason.LAYOUT, parent)
    at, prefix = places[0]
    added = Element(f"{prefix}:{name}" if prefix else name)
    added.text = text
    return data[:at] + tostring(added, encoding="unicode").encode() + data[at:]
