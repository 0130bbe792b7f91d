"""OpenDocument: text, sheets and slides; every XML part, objects inside, pictures.

- Deleted text stands apart, as the file keeps it. Encrypted parts say so in the manifest.
- Macros are unsafe, contents fetched from elsewhere too.
"""

import re
from collections.abc import Iterator

from marking.extract import archives, markup, office
from marking.extract.parts import Piece
from marking.extract.previews import Previews
from marking.extract.source import Broken, Source
from marking.verdict import Part, Unreadable

MARKER = "content.xml"
_ENCRYPTED = re.compile(r"<(?:\w+:)?encryption-data\b")
_MACRO = re.compile(r"<(?:script:module|\w+:module|library:element)\b")
_LIBRARY = re.compile(r"(?:script|dialog)-l[bc]\.xml$")  # the lists of modules, written even when there are none
_REMOTE = re.compile(
    r"<(?:draw:(?:image|object|object-ole|plugin|floating-frame|applet)|text:section-source|table:(?:cell-range|table)-source)\b"
    r"[^>]*xlink:href\s*=\s*[\"'](?:https?:|ftp:|//|\\\\)",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"formula=\"([^\"]*)\"")
_SAID = re.compile(r"&quot;(.*?)&quot;")


def read(source: Source, archive: archives.Archive) -> Iterator[Piece]:
    """Everything in the package."""
    previews, later = Previews(archive.names), []
    for member in archive.members:
        if member.folder:
            continue
        try:
            body, wrong = archive.body(member, source)
            if previews.may_be(member.name):
                later.append((member.name, body))
            else:
                yield from _part(source, member.name, body, previews)
        except Broken as broken:
            wrong = broken.reason
        if wrong:
            yield source.hole(wrong)
        if wrong is Unreadable.TOO_LARGE:
            return
    for name, body in later:
        yield from office.other(source, name, body, preview=previews.is_one(name))


def _part(source: Source, name: str, body: bytes, previews: Previews) -> Iterator[Piece]:
    if not name.isascii():
        yield source.text(name.replace("/", "\n"), Part.FILE_NAME)
    if name.startswith(("Basic/", "Scripts/")) and not _LIBRARY.search(name):
        yield source.hole(Unreadable.UNSAFE, Part.SCRIPT)
    if name.startswith("Fonts/"):
        yield source.hole(Unreadable.FONT)
    elif not markup.is_xml(body):
        yield from office.other(source, name, body)
    else:
        text = markup.source_of(body)
        root = markup.root_of(text)
        previews.take(name, root, text)
        if _ENCRYPTED.search(text):
            yield source.hole(Unreadable.ENCRYPTED)
        if _MACRO.search(text) or _REMOTE.search(text):
            yield source.hole(Unreadable.UNSAFE)
        yield from office.flowing(source, text, root, name)
        said = ["".join(_SAID.findall(formula)) for formula in _FORMULA.findall(text)]
        yield from source.lines(said, Part.FORMULA)
