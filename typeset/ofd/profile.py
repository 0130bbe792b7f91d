"""Whether a package may be kept as OFD-A (GB/T 42133): everything to show it is inside, and nothing in it acts.

- One document of the type OFD-A. No permissions, preferences, extensions or encryption; actions only lead to a place in it.
- Every face is embedded and has the characters it draws; pictures are of the six kinds, none is smoothed by the reader;
  no sound, no film; every location is in the package.
- Blocks of a page are nested three deep at most; ids are there once.
- Signatures may stay: of a seal when it is of GB/T 38540 by a certificate that an authority issued. Whether any of them
  holds is crypto/seals/ofd.py's to say.
- Each check is a row of CHECKS. Reading is strict (crypto/seals/package.py); what it refuses is no package at all.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from xml.etree.ElementTree import Element

import uharfbuzz as hb

from crypto.certificates.certificate import Certificate
from crypto.errors import CryptoError
from crypto.seals import markup
from crypto.seals.documents import SEAL, Document, resolve
from crypto.seals.markup import child, children, local, words
from crypto.seals.package import FIRST, Package
from crypto.seals.reading import read_signature

DEEPEST: Final = 3
_PICTURES: Final = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"\x97JB2\r\n\x1a\n": "JBIG2",
    b"\0\0\0\x0cjP  ": "JPEG2000",
    b"\xff\x4f\xff\x51": "JPEG2000",
}
_BANNED: Final = frozenset({"Permissions", "VPreferences", "Extensions", "Encryptions"})
_ACTING: Final = frozenset({"URI", "GotoA", "Sound", "Movie"})
_LOCATIONS: Final = frozenset(
    {"FileLoc", "MediaFile", "FontFile", "SchemaLoc", "PublicRes", "DocumentRes", "PageRes", "Annotations", "DocRoot"}
)
_SOUNDING: Final = frozenset({"Audio", "Video"})
_ELSEWHERE: Final = ("://", "..", "\\")


class Check(StrEnum):
    """What is asked."""

    TYPE = "type"
    BODIES = "bodies"
    BANNED = "banned"
    ACTIONS = "actions"
    FACES = "faces"
    CHARACTERS = "characters"
    PICTURES = "pictures"
    SMOOTHING = "smoothing"
    MEDIA = "media"
    DEPTH = "depth"
    IDS = "ids"
    LOCATIONS = "locations"
    SIGNATURES = "signatures"


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against keeping it, and in which file or object."""

    check: Check
    where: str


class _Opened:
    """A package with all its XML read."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self.document = Document(self.package)
        named = [name for name in self.package.names if name.lower().endswith(".xml")]
        self.files = {name: markup.parse(self.package.read(name, markup.BYTES), name) for name in named}
        self.root = self.files[FIRST]

    def all(self, name: str) -> Iterator[tuple[str, Element]]:
        """Every element of this name, with its file."""
        return ((where, each) for where, root in self.files.items() for each in root.iter() if local(each) == name)

    def file(self, where: str, location: str, under: str = "") -> str | None:
        """The name of the file a location means; `under` is a resource list's folder."""
        for said in (f"{under}/{location}" if under else location, location):
            try:
                return resolve(self.package, where, said)
            except CryptoError:
                continue
        return None


def problems(data: bytes) -> tuple[Problem, ...]:
    """All there are, check by check. Raises BadDocument."""
    opened = _Opened(data)
    return tuple(Problem(check, where) for check, ask in CHECKS.items() for where in ask(opened))


def _type(opened: _Opened) -> Iterator[str]:
    said = opened.root.get("DocType", "")
    if said != "OFD-A":
        yield said


def _bodies(opened: _Opened) -> Iterator[str]:
    if len(opened.document.roots) != 1:
        yield FIRST


def _banned(opened: _Opened) -> Iterator[str]:
    yield from (where for name in sorted(_BANNED) for where, _ in opened.all(name))


def _actions(opened: _Opened) -> Iterator[str]:
    yield from (where for where, action in opened.all("Action") if any(local(each) in _ACTING for each in action))


def _faces(opened: _Opened) -> Iterator[str]:
    yield from (font.get("FontName", "") for _, font, name in _fonts(opened) if name is None)


def _characters(opened: _Opened) -> Iterator[str]:
    """Characters that a named glyph stands for need no line in the face's table."""
    drawn: dict[str, set[str]] = {}
    for _, text in opened.all("TextObject"):
        inside = drawn.setdefault(text.get("Font", ""), set())
        named = [
            (int(each.get("CodePosition", "0")), int(each.get("CodeCount", "1")))
            for each in children(text, "CGTransform")
        ]
        for code in children(text, "TextCode"):
            covered = {at for start, count in named for at in range(start, start + count)}
            inside.update(each for at, each in enumerate(code.text or "") if at not in covered and not each.isspace())
    for id, font, name in _fonts(opened):
        if name is not None and id in drawn:
            have = set(hb.Face(hb.Blob(opened.package.read(name))).unicodes)
            lacking = sorted(each for each in drawn[id] if ord(each) not in have)
            if lacking:
                yield f"{font.get('FontName', '')}: {''.join(lacking[:20])}"


def _fonts(opened: _Opened) -> Iterator[tuple[str, Element, str | None]]:
    for where, root in opened.files.items():
        for listed in children(root, "Fonts"):
            for font in children(listed, "Font"):
                said = words(child(font, "FontFile"))
                file = opened.file(where, said, root.get("BaseLoc", "")) if said else None
                yield font.get("ID", ""), font, file


def _pictures(opened: _Opened) -> Iterator[str]:
    for where, medium in opened.all("MultiMedia"):
        base = opened.files[where].get("BaseLoc", "")
        name = opened.file(where, words(child(medium, "MediaFile")), base)
        if medium.get("Type") == "Image" and name is not None:
            head = opened.package.read(name)[:12]
            if not any(head.startswith(mark) for mark in _PICTURES):
                yield name


def _smoothing(opened: _Opened) -> Iterator[str]:
    for name in ("Image", "ImageObject"):
        yield from (where for where, each in opened.all(name) if each.get("Interpolate", "false") == "true")


def _media(opened: _Opened) -> Iterator[str]:
    yield from (where for where, each in opened.all("MultiMedia") if each.get("Type") in _SOUNDING)


def _depth(opened: _Opened) -> Iterator[str]:
    def deep(block: Element) -> int:
        return 1 + max((deep(each) for each in children(block, "PageBlock")), default=0)

    for where, layer in opened.all("Layer"):
        if any(deep(block) > DEEPEST for block in children(layer, "PageBlock")):
            yield where


def _ids(opened: _Opened) -> Iterator[str]:
    """Ids of objects, layers, pages, resources; lists of attachments and signatures number for themselves."""
    counted = Counter(
        each.get("ID", "")
        for root in opened.files.values()
        if local(root) in {"Page", "Document", "Res"}
        for each in root.iter()
        if "ID" in each.keys()  # noqa: SIM118 - an element's own length is that of its children
    )
    yield from (id for id, count in counted.items() if count > 1)


def _locations(opened: _Opened) -> Iterator[str]:
    for where, root in opened.files.items():
        base = root.get("BaseLoc", "") if local(root) == "Res" else ""
        for each in root.iter():
            said = words(each) if local(each) in _LOCATIONS else each.get("BaseLoc", "") if each is not root else ""
            if said and (any(part in said for part in _ELSEWHERE) or opened.file(where, said, base) is None):
                yield f"{where}: {said[:80]}"


def _signatures(opened: _Opened) -> Iterator[str]:
    for listed in opened.document.listed:
        try:
            described = opened.document.describe(listed)
            issued = listed.kind != SEAL or _issued(opened.package.read(described.value))
        except CryptoError:
            issued = False
        if not issued:
            yield listed.path


def _issued(value: bytes) -> bool:
    """Whether the signer's certificate names somebody else as the one who issued it."""
    certificate = Certificate(read_signature(value).signer.certificate)
    return certificate.issuer_der != certificate.subject_der


CHECKS: Final[Mapping[Check, Callable[[_Opened], Iterator[str]]]] = {
    Check.TYPE: _type,
    Check.BODIES: _bodies,
    Check.BANNED: _banned,
    Check.ACTIONS: _actions,
    Check.FACES: _faces,
    Check.CHARACTERS: _characters,
    Check.PICTURES: _pictures,
    Check.SMOOTHING: _smoothing,
    Check.MEDIA: _media,
    Check.DEPTH: _depth,
    Check.IDS: _ids,
    Check.LOCATIONS: _locations,
    Check.SIGNATURES: _signatures,
}
