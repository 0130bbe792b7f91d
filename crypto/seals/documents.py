"""What an OFD says about itself and its signatures (GB/T 33190-2016 §7.4, §18): paths, pages, list and descriptions.

- A location is absolute in the package, or relative to the file that names it; a few vendors mean the root instead.
- Reading a description believes nothing in it. Check values are SM3 only: MD5, the standard's old default, and SHA-1 are
  refused by name where they are met (crypto/seals/ofd.py).
- At most SIGNATURES in one package.
"""

import base64
import binascii
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from crypto import oids
from crypto.errors import BadDocument
from crypto.seals import markup
from crypto.seals.markup import child, children, words
from crypto.seals.package import FIRST, Package
from crypto.seals.reasons import OfdReason

SIGNATURES = 32
ALL_BYTES, ALL_ELEMENTS = 16 << 20, 200_000  # of all the XML read for one document
SEAL, SIGN = "Seal", "Sign"
SM3_NAMES = frozenset({"sm3", oids.SM3.dotted_string})
NUMBERS = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of Signatures.xml. `path`: the name of its Signature.xml in the package."""

    id: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres from the top left corner."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        return " ".join(f"{round(each, 3):g}" for each in (self.x, self.y, self.width, self.height))


@dataclass(frozen=True, slots=True)
class Description:
    """One Signature.xml: what it protects, and where the rest is. Paths are names in the package."""

    provider: str
    check_method: str
    references: Mapping[str, bytes]  # file → SM3; a file that is not there keeps the path as written
    pages: tuple[str, ...]  # ids of the pages that carry a stamp
    seal: str | None
    value: str

    @property
    def by_sm3(self) -> bool:
        """Whether the check values are SM3."""
        return self.check_method.lower() in SM3_NAMES


class Document:
    """The parts of a package that seals are about."""

    def __init__(self, package: Package) -> None:
        """Raises BadDocument."""
        self.package = package
        self._allowance = markup.Allowance(ALL_BYTES, ALL_ELEMENTS)
        root = self._root(FIRST)
        bodies = list(children(root, "DocBody"))
        self.roots = tuple(resolve(package, FIRST, words(child(each, "DocRoot"))) for each in bodies)
        if markup.local(root) != "OFD" or not bodies:
            raise BadDocument(OfdReason.LAYOUT, FIRST)
        named = [words(each) for body in bodies for each in children(body, "Signatures")]
        if len(named) > 1:
            raise BadDocument(OfdReason.LAYOUT, FIRST)
        self.list_named = named[0] if named else None
        self.list_path, self.listed = self._list()

    def _root(self, name: str) -> Element:
        return markup.parse(self.package.read(name, markup.BYTES), name, self._allowance)

    def _list(self) -> tuple[str | None, tuple[Listed, ...]]:
        if self.list_named is None:
            return None, ()
        path = resolve(self.package, FIRST, self.list_named)
        root = self._root(path)
        lines = list(children(root, "Signature"))
        if len(lines) > SIGNATURES:
            raise BadDocument(OfdReason.LIMIT, path)
        listed = tuple(
            Listed(each.get("ID", ""), each.get("Type", SEAL), resolve(self.package, path, each.get("BaseLoc", "")))
            for each in lines
        )
        if len({each.path for each in listed}) != len(listed) or len({each.id for each in listed}) != len(listed):
            raise BadDocument(OfdReason.LAYOUT, path)
        return path, listed

    def describe(self, listed: Listed) -> Description:
        """The Signature.xml of one signature. Raises BadDocument."""
        path = listed.path
        root = self._root(path)
        info = child(root, "SignedInfo")
        references, provider = child(info, "References"), child(info, "Provider")
        value, seal = words(child(root, "SignedValue")), words(child(child(info, "Seal"), "BaseLoc"))
        if references is None or not value:
            raise BadDocument(OfdReason.LAYOUT, path)
        return Description(
            provider="" if provider is None else provider.get("ProviderName", ""),
            check_method=references.get("CheckMethod", "MD5"),
            references=dict(_reference(self.package, path, each) for each in children(references, "Reference")),
            pages=tuple(each.get("PageRef", "") for each in children(info, "StampAnnot")),
            seal=resolve(self.package, path, seal) if seal else None,
            value=resolve(self.package, path, value),
        )

    def pages(self) -> dict[str, Box]:
        """The pages by id, in order, with their size as the document states it for all. Raises BadDocument."""
        found: dict[str, Box] = {}
        for path in self.roots:
            root = self._root(path)
            area = child(child(child(root, "CommonData"), "PageArea"), "PhysicalBox")
            for each in children(child(root, "Pages"), "Page"):
                own = self._own_area(path, each)
                found[each.get("ID", "")] = _box(words(area) if own is None else own, path)
        return found

    def _own_area(self, path: str, page: Element) -> str | None:
        name = resolve(self.package, path, page.get("BaseLoc", ""))
        # Asked only when sealing, for a document of ours: each page within the limit of one file.
        root = markup.parse(self.package.read(name, markup.BYTES), name)
        return words(child(child(root, "Area"), "PhysicalBox")) or None


def resolve(package: Package, base: str, location: str) -> str:
    """The name of the file that `location`, written in the file `base`, means. Raises BadDocument."""
    places = (
        [location[1:]] if location.startswith("/") else [posixpath.join(posixpath.dirname(base), location), location]
    )
    for place in places:
        name = posixpath.normpath(place)
        if location and name in package:
            return name
    raise BadDocument(OfdReason.MISSING, location[:200])


def _reference(package: Package, path: str, reference: Element) -> tuple[str, bytes]:
    location = reference.get("FileRef", "")
    try:
        value = base64.b64decode("".join(words(child(reference, "CheckValue")).split()), validate=True)
    except (binascii.Error, ValueError):
        raise BadDocument(OfdReason.LAYOUT, path) from None
    try:
        return resolve(package, path, location), value
    except BadDocument:
        return location, value


def _box(text: str, path: str) -> Box:
    try:
        numbers = [float(each) for each in text.split()]
    except ValueError:
        numbers = []
    if len(numbers) != NUMBERS or not all(abs(each) < 1e6 for each in numbers):  # noqa: PLR2004 - a kilometre; refuses NaN too
        raise BadDocument(OfdReason.LAYOUT, path)
    return Box(*numbers)
