"""Sixty scans of pages with a marking, and some of ordinary ones: which page, what befell it, as which file."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

import pypdfium2 as pdfium
from PIL import Image

from tests.corpus.scans.pages import SANS, SERIF, Sheet, page
from tests.corpus.scans.wear import WEARS

MARKINGS = (
    "机密★5年",
    "绝密★长期",
    "秘密★6个月",
    "机密★10年",
    "绝密★30年",
    "秘密★1年",
    "机密",
    "绝密★",
    "秘密★启用前",
    "机密★20年",
    "绝密",
    "秘密",
)
FORMATS = ("png", "jpg", "tif", "pdf")
SCANS = 60


@dataclass(frozen=True, slots=True)
class Scan:
    """One file to make. `level`: the word a finding must contain; empty for an ordinary page."""

    id: str
    level: str
    sheet: Sheet
    wear: str
    format: str
    seed: int

    @property
    def name(self) -> str:
        return f"scan.{self.format}"

    def made(self) -> bytes:
        return encoded(WEARS[self.wear](page(self.sheet), self.seed), self.format)


def marked() -> tuple[Scan, ...]:
    """The sixty: every wear with seven or eight markings, every marking with five wears."""
    formats, wears = cycle(FORMATS), tuple(WEARS)
    made = []
    for number in range(SCANS):
        marking = MARKINGS[number % len(MARKINGS)]
        wear = wears[(number + number // len(MARKINGS)) % len(wears)]
        sheet = Sheet(
            marking,
            urgency=("特急", "", "加急")[number % 3],
            right=number % 7 == 3,
            face=SERIF if number % 4 == 1 else SANS,
        )
        made.append(Scan(f"{number:02d}-{wear}-{marking}", marking[:2], sheet, wear, next(formats), number))
    return tuple(made)


def ordinary() -> Iterator[Scan]:
    """Pages without a marking, one a wear."""
    for number, wear in enumerate(WEARS):
        yield Scan(f"ordinary-{wear}", "", Sheet(urgency="特急"), wear, FORMATS[number % 4], number)


def encoded(image: Image.Image, kind: str) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    if kind == "pdf":
        image.save(out, "PDF", resolution=200)
        pdfium.PdfDocument(out.getvalue()).close()  # it is one
    elif kind == "jpg":
        image.save(out, "JPEG", quality=80)
    elif kind == "tif":
        image.save(out, "TIFF", compression="tiff_lzw")
    else:
        image.save(out, "PNG")
    return out.getvalue()
