"""The PDF of a layout as an OFD of GB/T 33190: the same pages, text as text, and what the document says of itself.

- Pages are drawn from the PDF's own objects: what is printed and what is read are one thing.
- The same print gives the same bytes: no clock, no chance; DocID is drawn from the content, the creation date is the
  document's, and the archive has one form (crypto/seals/package.py).
- Nothing outside the package is named, no script, no sound: a package is its pages.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Final

from crypto import sm3
from crypto.seals.markup import document
from crypto.seals.package import FIRST, pack
from typeset.document import TEMPLATES, Layout, Printed
from typeset.fonts import DEFAULT, FontSet
from typeset.ofd import pages, parts, pdfsheets
from typeset.ofd.elements import owners
from typeset.ofd.options import Options
from typeset.ofd.pages import Numbers, Resources

PLAIN: Final = Options()


def ofd(printed: Printed, layout: Layout, fonts: FontSet = DEFAULT, options: Options = PLAIN) -> bytes:
    """The package. Raises NotConverted."""
    sheets = pdfsheets.sheets(printed.pdf)
    elements = layout.elements if options.tags else ()
    owned = owners(sheets, elements)
    laid = [pages.laid(number, sheet, owned) for number, sheet in enumerate(sheets)]
    shared = Resources(fonts, Numbers())
    for page in laid:
        shared.take(page)
    shared.subset()
    listed = {shared.numbers.next(): page for page in laid}
    found = {
        f"{parts.ROOT}/{parts.location(at)}": document(pages.written(id, page, shared))
        for at, (id, page) in enumerate(listed.items())
    }
    found |= {f"{parts.ROOT}/PublicRes.xml": parts.public(shared), **parts.files(shared)}
    if shared.pictures:
        found[f"{parts.ROOT}/DocumentRes.xml"] = parts.media(shared)
    if shared.tags:
        found |= parts.tagged(layout, shared, names())
    if options.attachments:
        found |= parts.attached(layout, options.attachments)
    places = pdfsheets.places(printed.pdf, sheets) if options.outline else ()
    listing = parts.Listing(listed, shared.numbers.last, places, bool(shared.pictures), bool(shared.tags))
    found[f"{parts.ROOT}/Document.xml"] = parts.main(listing, options)
    return pack({FIRST: parts.ofd(layout, _document_id(layout, options, found), options), **found})


@cache
def names() -> Mapping[str, str]:
    """What elements are called, by their keys (GB/T 33480, 4.1 to 4.18, and the bulletins' own)."""
    told: Mapping[str, str] = tomllib.loads((TEMPLATES / "elements.toml").read_text(encoding="utf-8"))
    return told


def _document_id(layout: Layout, options: Options, files: Mapping[str, bytes]) -> str:
    running = sm3.hasher()
    for part in (parts.ofd(layout, "", options), *(files[name] for name in sorted(files))):
        running.update(sm3.hash(part))
    return running.digest()[:16].hex()
