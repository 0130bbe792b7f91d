"""The pages of an OFD as ofd-cli draws them, laid over the pages of its PDF as PDFium draws them.

- Both at DPI, in grey, each pixel the mean of the nine around it: a thin line that one program draws as one black pixel
  and the other as two grey ones is the same. A pixel differs when it is darker or lighter by more than FAR of 255 than
  all nine of the other picture, so that smoothing of edges by one pixel is no difference.
- `share` is the part of a page's pixels that differ. It is small for a moved line of text as well, since a page is
  mostly white: so `worst` tells how much of the worst TILE differs, and finds it.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from marking.pdf import opened
from tools import ofdcli

DPI, FAR, TILE = 144, 32, 45  # a tile is 8 mm wide
SHARE, WORST = 0.005, 0.12


@dataclass(frozen=True)
class Difference:
    share: float
    worst: float

    @property
    def small(self) -> bool:
        return self.share <= SHARE and self.worst <= WORST


def of_pdf(pdf: bytes, pages: Sequence[int]) -> list[Image.Image]:
    with opened(pdf) as document:
        return [document[page].render(scale=DPI / 72).to_pil().convert("L") for page in pages]


def of_ofd(data: bytes, folder: Path, pages: Sequence[int]) -> list[Image.Image]:
    """Its own pictures of some pages; it draws no stamps of signatures."""
    file = folder / "drawn.ofd"
    file.write_bytes(data)
    command = [str(ofdcli.ensure()), "render", "--dpi", str(DPI), "--prefix", "page", str(file), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return [on_white(Image.open(folder / f"page_doc0_page{page}.png")) for page in pages]


def accepted(data: bytes, folder: Path) -> bool:
    """Whether its own check of the standard finds nothing."""
    file = folder / "checked.ofd"
    file.write_bytes(data)
    done = subprocess.run([str(ofdcli.ensure()), "check", str(file)], check=False, capture_output=True)
    return done.returncode == 0


def on_white(picture: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("L")


def difference(one: Image.Image, other: Image.Image) -> Difference:
    assert one.size == other.size
    one, other = one.filter(ImageFilter.BoxBlur(1)), other.filter(ImageFilter.BoxBlur(1))
    mask = ImageChops.lighter(_beyond(one, other), _beyond(other, one))
    count = mask.histogram()[255]
    worst = max(mask.reduce(TILE).tobytes())
    return Difference(count / (mask.width * mask.height), worst / 255)


def _beyond(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where `one` is darker or lighter than all of `other` around."""
    darker = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), one)
    lighter = ImageChops.subtract(one, other.filter(ImageFilter.MaxFilter(3)))
    return ImageChops.lighter(darker, lighter).point(lambda value: 255 if value > FAR else 0)


def with_moved_lines(picture: Image.Image, top: float, height: float, down: float) -> Image.Image:
    """The picture with a strip of the page moved down; mm."""
    scale = DPI / 25.4
    box = (0, round(top * scale), picture.width, round((top + height) * scale))
    strip = picture.crop(box)
    made = picture.copy()
    made.paste(255, box)
    made.paste(strip, (0, box[1] + round(down * scale)))
    return made
