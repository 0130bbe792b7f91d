"""The picture's three forms: each shows the same shapes, and is the same bytes every time."""

import io
import itertools
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from typeset.stamps.drawing import Drawing
from typeset.stamps.paths import Contour, Part, Point, Shape, circle, rectangle
from typeset.stamps.person import Ink, square, strip
from typeset.stamps.unit import round_seal

pytestmark = pytest.mark.thorough

PROJECT = Path(__file__).resolve().parents[4]
OFD = "{http://www.ofdspec.org/2016}"
OFFICE = "国家金融监督管理总局办公厅"
PICTURES = [
    round_seal(OFFICE, "报送专用章", demo=True),
    square("李四光印"),
    square("李四光", ink=Ink.GROUND),
    strip("欧阳修文"),
]
FORMS = {"svg": lambda each: each.svg().encode(), "png": lambda each: each.png(300), "ofd": lambda each: each.ofd()}
SCRIPT = """
import hashlib
from typeset.stamps.unit import round_seal
each = round_seal("国家金融监督管理总局办公厅", "报送专用章", demo=True)
print(*(hashlib.sha256(made).hexdigest() for made in (each.svg().encode(), each.png(300), each.ofd())))
"""


def files(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {each: archive.read(each) for each in archive.namelist()}


def cover_of(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGBA").getchannel("A")


def absolute(data: str, left: float, top: float) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """AbbreviatedData as marks with points on the page (GB/T 33190-2016, table 36)."""
    words = iter(data.split())
    for mark in words:
        count = {"M": 1, "L": 1, "B": 3, "C": 0}[mark]
        numbers = [float(next(words)) for _ in range(2 * count)]
        yield mark, tuple((left + x, top + y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))


def drawn(contours: tuple[Contour, ...]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    for each in contours:
        yield "M", (each.start,)
        for segment in each.segments:
            yield "L" if len(segment) == 1 else "B", segment
        yield "C", ()


@pytest.mark.parametrize("picture", PICTURES)
def test_the_package_holds_every_shape_where_it_is(picture: Drawing) -> None:
    found = files(picture.ofd())
    assert list(found) == ["OFD.xml", "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"]
    root, document, page = (fromstring(each) for each in found.values())
    size = f"0 0 {picture.width:g} {picture.height:g}"
    assert root.findtext(f".//{OFD}DocRoot") == "Doc_0/Document.xml"
    assert len(root.findtext(f".//{OFD}DocID")) == 32
    assert document.findtext(f".//{OFD}PhysicalBox") == page.findtext(f".//{OFD}PhysicalBox") == size
    assert document.find(f".//{OFD}Page").get("BaseLoc") == "Pages/Page_0/Content.xml"
    objects = page.findall(f".//{OFD}PathObject")
    assert len(objects) == len(picture.shapes)
    ids = [int(each.get("ID")) for each in page.iter() if each.get("ID")] + [
        int(document.find(f".//{OFD}Page").get("ID"))
    ]
    assert len(set(ids)) == len(ids)
    assert int(document.findtext(f".//{OFD}MaxUnitID")) == max(ids)
    for shape, path in zip(picture.shapes, objects, strict=True):
        left, top, _, _ = map(float, path.get("Boundary").split())
        assert path.get("Stroke" if shape.line else "Fill") == "true"
        assert path.get("Fill" if shape.line else "Stroke") == "false"
        assert (path.get("LineWidth") is not None) == bool(shape.line)
        pairs = itertools.zip_longest(
            absolute(path.findtext(f"{OFD}AbbreviatedData"), left, top), drawn(shape.contours)
        )
        for (mark, at), (wanted, there) in pairs:
            assert mark == wanted
            for one, two in zip(at, there, strict=True):
                assert one == pytest.approx(two, abs=0.0011)


@pytest.mark.parametrize("picture", PICTURES)
def test_boundaries_hold_all_ink_and_stay_on_the_page(picture: Drawing) -> None:
    page = fromstring(files(picture.ofd())["Doc_0/Pages/Page_0/Content.xml"])
    for shape, path in zip(picture.shapes, page.findall(f".//{OFD}PathObject"), strict=True):
        left, top, width, height = map(float, path.get("Boundary").split())
        assert left >= 0
        assert top >= 0
        assert left + width <= picture.width + 0.001
        assert top + height <= picture.height + 0.001
        for x, y in shape.points():
            assert left - 0.001 <= x - shape.line / 2
            assert y + shape.line / 2 <= top + height + 0.001


@pytest.mark.parametrize("form", FORMS)
def test_the_same_picture_is_the_same_bytes(form: str) -> None:
    made = [FORMS[form](round_seal(OFFICE, "报送专用章", demo=True)) for _ in range(2)]
    assert made[0] == made[1] == FORMS[form](PICTURES[0])
    assert FORMS[form](round_seal(OFFICE, "报送专用章")) != made[0]


def test_the_same_in_another_process() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=PROJECT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].split()) == 3


def test_pixels_are_red_on_clear_ground_at_the_resolution_asked_for() -> None:
    for dpi in (200, 300, 600):
        picture = Image.open(io.BytesIO(PICTURES[0].png(dpi)))
        pixels = picture.convert("RGBA")
        assert pixels.width == pixels.height == pytest.approx(42 / 25.4 * dpi, abs=1.01)
        assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.01)
        middle = pixels.width // 2
        for spot in ((middle, middle), (middle, round(0.6 / 25.4 * dpi))):  # the star, the ring
            ink = [pixels.getchannel(each).getpixel(spot) for each in "RGBA"]
            assert ink == [230, 0, 18, pytest.approx(0.88 * 255, abs=1)]
        cover, last = pixels.getchannel("A"), pixels.width - 1
        assert [cover.getpixel(corner) for corner in ((0, 0), (last, 0), (0, last), (last, last))] == [0] * 4


def test_pixels_are_symmetric_as_the_ring_is() -> None:
    ring = Drawing(42, 42, (Shape(Part.RING, (circle((21, 21), 20.35),), line=1.2),))
    alpha = cover_of(ring.png(200))
    inked = sum(alpha.tobytes()) / 255 / 0.88 / (200 / 25.4) ** 2
    assert inked == pytest.approx(3.14159265 * (20.95**2 - 19.75**2), rel=0.01)


def test_what_runs_the_other_way_round_is_spared() -> None:
    ground, hole = rectangle((0, 0, 10, 10)), rectangle((3, 3, 7, 7)).reversed()
    drawing = Drawing(10, 10, (Shape(Part.FRAME, (ground, hole)),))
    spared = cover_of(drawing.png(254))
    assert spared.getpixel((50, 50)) == 0
    assert spared.getpixel((10, 10)) == pytest.approx(224, abs=1)
    filled = Drawing(10, 10, (Shape(Part.FRAME, (ground, rectangle((3, 3, 7, 7)))),))
    assert cover_of(filled.png(254)).getpixel((50, 50)) == pytest.approx(224, abs=1)


def test_seals_are_small_enough_to_travel_with_each_document() -> None:
    densest = round_seal("龘" * 40, "龘" * 10, demo=True)
    assert len(densest.ofd()) < 120_000
    assert len(densest.png(300)) < 60_000
    assert len(PICTURES[0].ofd()) < 15_000
    assert len(PICTURES[0].png(300)) < 25_000
