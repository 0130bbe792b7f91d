"""Pictures made elsewhere: what is taken, what is refused and why, what is left of them."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat, PngImagePlugin

from typeset.stamps.errors import StampRefused, Why
from typeset.stamps.imported import LEAST_DPI, MOST_BYTES, MOST_DPI, MOST_PIXELS, read
from typeset.stamps.unit import round_seal

pytestmark = pytest.mark.thorough

MM = 42
DRAWN = Image.open(io.BytesIO(round_seal("中共滨海市委办公室").png(300))).convert("RGBA")


def scan(dpi: int = 300, mode: str = "RGB") -> Image.Image:
    """The seal on white paper."""
    side = round(MM / 25.4 * dpi)
    paper = Image.new("RGBA", (side, side), "white")
    paper.alpha_composite(DRAWN.resize((side, side)))
    return paper.convert(mode)


def saved(picture: Image.Image, form: str = "PNG", **how: object) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, form, **how)
    return packed.getvalue()


SMALL = {form: saved(scan(210).crop((100, 0, 183, 83)), form) for form in ("PNG", "JPEG", "BMP")}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGBA")


def why(data: bytes, width: float = MM, height: float = MM) -> Why:
    with pytest.raises(StampRefused) as refused:
        read(data, width, height)
    return refused.value.why


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("PNG", "1"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("BMP", "RGB"),
    ],
)
def test_three_kinds_are_taken_by_their_content(form: str, mode: str) -> None:
    made = read(saved(scan(mode=mode), form), MM, MM)
    assert made.data.startswith(b"\x89PNG")
    assert (made.width, made.height) == (MM, MM)
    assert made.dpi == pytest.approx(300, abs=1)
    assert opened(made.data).size == (496, 496)


def test_white_becomes_clear_and_the_ink_keeps_its_colour() -> None:
    made = opened(read(saved(scan(), "JPEG", quality=95), MM, MM, clear=True).data)
    cover = made.getchannel("A")
    assert [cover.getpixel(at) for at in ((2, 2), (248, 450), (248, 380))] == [0, 0, 0]
    inks = [made.getchannel(each).getpixel((248, 248)) for each in "RGBA"]
    assert inks == [
        pytest.approx(230, abs=12),
        pytest.approx(0, abs=12),
        pytest.approx(18, abs=12),
        pytest.approx(224, abs=9),
    ]
    again = Image.new("RGBA", made.size, "white")
    again.alpha_composite(made)
    apart = ImageChops.difference(again.convert("RGB"), scan())
    assert max(ImageStat.Stat(apart).mean) < 2
    unclear = opened(read(saved(scan()), MM, MM).data)
    assert unclear.getpixel((2, 2)) == (255, 255, 255, 255)


def test_nothing_but_pixels_remains() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "made by Zhang San")
    exif = Image.Exif()
    exif[0x010E] = "made by Zhang San"
    for data in (
        saved(scan(), pnginfo=notes, exif=exif),
        saved(scan(), "JPEG", exif=exif, comment=b"made by Zhang San"),
    ):
        assert b"Zhang San" in data
        assert b"Zhang San" not in read(data, MM, MM).data


def test_large_pictures_are_made_smaller() -> None:
    made = read(saved(scan(900)), MM, MM)
    assert opened(made.data).size == (496, 496)
    assert made.dpi == MOST_DPI


def test_the_demonstrations_word_is_printed_on_it() -> None:
    plain, marked = (opened(read(saved(scan()), MM, MM, demo=demo).data) for demo in (False, True))
    apart = ImageChops.difference(plain.convert("RGB"), marked.convert("RGB"))
    left, top, right, bottom = apart.getbbox() or (0, 0, 0, 0)
    assert top >= 496 * 0.83
    assert (left < 200, right > 290, bottom > 470) == (True, True, True)


def test_refusals_say_why() -> None:
    assert why(saved(scan(LEAST_DPI - 2))) is Why.PICTURE_COARSE
    assert read(saved(scan(LEAST_DPI)), MM, MM).dpi >= LEAST_DPI - 1
    assert why(saved(scan()), 42, 38) is Why.PICTURE_SHAPE
    assert why(saved(Image.new("RGB", (496, 496), "white"))) is Why.PICTURE_BLANK
    assert why(saved(Image.new("RGBA", (496, 496), (255, 0, 0, 0)))) is Why.PICTURE_BLANK
    assert why(saved(scan(), "GIF")) is Why.PICTURE_FORMAT
    assert why(b"<svg/>") is Why.PICTURE_FORMAT
    assert why(b"") is Why.PICTURE_FORMAT
    assert why(saved(scan())[:4000]) is Why.PICTURE_DAMAGED
    assert why(saved(scan(), "JPEG")[:4000]) is Why.PICTURE_DAMAGED
    assert why(bytes(MOST_BYTES + 1)) is Why.PICTURE_TOO_LARGE
    assert why(saved(scan()), 4, 4) is Why.SIZE
    assert why(saved(scan()), 42, float("nan")) is Why.SIZE


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (3001, 60_000, 2**31 - 1):
        header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        data = (
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(bytes(1 << 20), 9))
            + chunk(b"IEND", b"")
        )
        assert side * side > MOST_PIXELS
        assert why(data) is Why.PICTURE_TOO_LARGE


@given(st.binary(max_size=40), st.integers(0, 2000), st.sampled_from(sorted(SMALL)))
@settings(max_examples=60, deadline=None)
def test_damaged_pictures_are_refused_or_read_never_worse(junk: bytes, at: int, form: str) -> None:
    whole = SMALL[form]
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    try:
        made = read(damaged, 10, 10)
    except StampRefused as refused:
        outcome = refused.why.name
    else:
        outcome = opened(made.data).mode
    assert outcome == "RGBA" or outcome.startswith("PICTURE_")


def test_control_of_damage() -> None:
    assert [opened(read(each, 10, 10).data).mode for each in SMALL.values()] == ["RGBA"] * 3
