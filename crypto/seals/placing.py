"""Where the pictures of a seal stand on the pages: single stamps, and one stamp across the edges of several pages.

- Millimetres from the top left corner of the page. The page itself is not touched: readers draw the picture there.
- Across pages, each page shows one strip at its right edge; the pages laid edge behind edge show the whole seal. Strips
  narrower than NARROWEST would show nothing: a long document carries several such seals, one for each group of pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from crypto.errors import BadDocument
from crypto.seals.documents import Box
from crypto.seals.reasons import OfdReason

NARROWEST = 4.0  # millimetres


@dataclass(frozen=True, slots=True)
class Stamp:
    """One picture on one page. `clip`: the part of `box` that is drawn, from the corner of `box`; None: all of it."""

    page: str
    box: Box
    clip: Box | None = None


def require(stamps: tuple[Stamp, ...], pages: Mapping[str, Box]) -> None:
    """Return only when every stamp has a size and touches its page. Raises BadDocument."""
    for each in stamps:
        page, box = pages.get(each.page), each.box
        if page is None or not _overlaps(box, page) or (each.clip is not None and not _sized(each.clip)):
            raise BadDocument(OfdReason.PAGE, each.page)


def across(pages: Mapping[str, Box], width: float, height: float, top: float) -> tuple[Stamp, ...]:
    """A seal of this size over the right edges of these pages, its upper side `top` below theirs."""
    ids = list(pages)
    groups = ceil(len(ids) / max(2, int(width / NARROWEST)))
    found = []
    for number in range(groups):
        group = ids[number * len(ids) // groups : (number + 1) * len(ids) // groups]
        strip = width / len(group)
        for place, page in enumerate(group):
            box = Box(pages[page].width - (place + 1) * strip, top, width, height)
            found.append(Stamp(page, box, Box(place * strip, 0, strip, height)))
    return tuple(found)


def _overlaps(box: Box, page: Box) -> bool:
    # A page's own box may start elsewhere than at zero; positions on it do not.
    return _sized(box) and -box.width < box.x < page.width and -box.height < box.y < page.height


def _sized(box: Box) -> bool:
    return box.width > 0 and box.height > 0
