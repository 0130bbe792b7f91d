"""A seal on an OFD: where the template kept room for it, or over words that stand on the pages.

- A place is the middle of the seal. The template's marks are `seal:` and the office's name; a joint document has one for
  each office, and each office seals for itself: the package takes one more signature until one closes it.
- A page that shows nothing, or only says that it has no text, takes no seal (EXC-03).
- Signing is crypto/seals/ofd.py's; what was there stays as it is, byte for byte.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from crypto.certificates.signer import Signer
from crypto.seals.documents import Box, Document
from crypto.seals.ofd import sign_ofd
from crypto.seals.package import Package
from crypto.seals.placing import Stamp
from crypto.seals.signing import usable
from kernel.errors import StartRefused
from typeset.document import Printed
from typeset.stamps import places
from typeset.stamps.places import Spot

MARK: Final = "seal:"


def spots(printed: Printed, office: str) -> tuple[Spot, ...]:
    """Where the template keeps room for the seal of this office; raises StartRefused where it keeps none."""
    found = tuple(Spot(mark.page, mark.x, mark.y) for mark in printed.marked(MARK + office))
    if not found:
        raise StartRefused("seal.no_room", office=office)
    return found


def over(data: bytes, words: str, page: int | None = None) -> tuple[Spot, ...]:
    """The middle of the last such words. Raises StartRefused, BadDocument."""
    return (places.over(words, places.of_ofd(data), page),)


def seal(  # noqa: PLR0913 - the last has a default
    data: bytes, seal_der: bytes, signer: Signer, at: datetime, where: Sequence[Spot], *, closed: bool = False
) -> bytes:
    """The package with one more seal on it. Raises BadDocument, BadSeal, StartRefused."""
    picture = usable(seal_der, signer.certificate, at).picture
    shown = places.of_ofd(data)
    ids = tuple(Document(Package(data)).pages())
    stamps = []
    for spot in where:
        if not 1 <= spot.page <= len(ids):
            raise StartRefused("seal.no_page", page=spot.page, pages=len(ids))
        places.require_content(shown[spot.page - 1], spot.page)
        left, top = spot.x - picture.width / 2, spot.y - picture.height / 2
        stamps.append(Stamp(ids[spot.page - 1], Box(left, top, picture.width, picture.height)))
    return sign_ofd(data, seal_der, signer, tuple(stamps), at, closed=closed)
