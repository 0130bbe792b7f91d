"""Scanned first pages: none with a marking is let in, and it is called by its name; none without one is refused.

Four of the sixty by default, of different wears and formats; all under ZHENGXUN_TEST_LONG=1.
"""

import io
import os

import docx
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from marking.child import pool
from marking.verdict import Decision, Part, Unreadable, Verdict
from tests.corpus.scans.cases import SCANS, Scan, encoded, marked, ordinary
from tests.corpus.scans.pages import BODY, SANS, Sheet, page
from tests.corpus.scans.wear import WEARS
from tests.unit.marking.child.pictures import seal

pytestmark = [pytest.mark.requirement("SUB-11"), pytest.mark.thorough]

LONG = bool(os.environ.get("ZHENGXUN_TEST_LONG"))
PARAGRAPH = BODY[1]


def default() -> tuple[Scan, ...]:
    """Four wears, each as another format."""
    return marked()[1:5]


def seen(name: str, data: bytes) -> tuple[Verdict, ...]:
    examined = pool.examined(name, data)
    assert examined.seen.memory < 1 << 30
    return examined.verdicts


def written(*lines: str, size: int = 28) -> bytes:
    image = Image.new("RGB", (700, 60 + 50 * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((30, 30 + 50 * number), line, "black", ImageFont.truetype(SANS, size))
    return encoded(image, "png")


def document(picture: bytes, *lines: str) -> bytes:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    made.add_picture(io.BytesIO(picture))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("scan", marked() if LONG else default(), ids=lambda scan: scan.id)
def test_a_scan_with_a_marking_is_refused_by_its_name(scan: Scan) -> None:
    found = seen(scan.name, scan.made())
    assert found[0].decision is Decision.REFUSE, "held, not refused" if found else "let in"
    assert scan.level in found[0].words
    assert found[0].place.part is Part.PICTURE
    assert found[0].rule


@pytest.mark.parametrize("scan", ordinary() if LONG else [*ordinary()][6:7], ids=lambda scan: scan.id)
def test_a_scan_without_one_is_held_never_refused(scan: Scan) -> None:
    (found,) = seen(scan.name, scan.made())
    assert found.decision is Decision.HOLD
    assert found.reason in {Unreadable.IMAGE, Unreadable.SCAN}


def test_the_sixty() -> None:
    scans = marked()
    assert len({scan.id for scan in scans}) == SCANS
    assert {scan.wear for scan in scans} == set(WEARS)
    assert len({scan.wear for scan in default()}) == 4
    assert {scan.format for scan in default()} == {"png", "jpg", "tif", "pdf"}


@pytest.mark.parametrize("quarters", [1, 2, 3] if LONG else [3])
def test_a_page_that_lies_on_its_side_or_head(quarters: int) -> None:
    image = page(Sheet("秘密★1年", body=BODY[:2]), dpi=100)
    (found, *_) = seen("scan.png", encoded(image.rotate(90 * quarters, expand=True), "png"))
    assert found.decision is Decision.REFUSE
    assert "秘密" in found.words


@pytest.mark.parametrize("contrast", [0.05, -1.0], ids=["faint", "white-on-black"])
def test_faint_and_inverted(contrast: float) -> None:
    grey = np.asarray(page(Sheet("机密★3年", body=()), dpi=100).convert("L"), dtype=np.float32)
    image = Image.fromarray((grey * contrast + (255 if contrast < 0 else 120)).astype(np.uint8))
    assert seen("scan.png", encoded(image, "png"))[0].decision is Decision.REFUSE


def test_pictures_in_a_document_with_text() -> None:
    assert seen("a.docx", document(seal(), PARAGRAPH, PARAGRAPH)) == ()
    (held,) = seen("a.docx", document(written("某市分局", "联系电话"), PARAGRAPH, PARAGRAPH))
    assert (held.decision, held.reason) == (Decision.HOLD, Unreadable.IMAGE)
    (refused,) = seen("a.docx", document(written("绝密★30年"), PARAGRAPH, PARAGRAPH))
    assert (refused.decision, refused.words) == (Decision.REFUSE, "绝密★30年")


def test_a_picture_alone_never_passes() -> None:
    (alone,) = seen("a.png", seal())
    assert (alone.decision, alone.reason) == (Decision.HOLD, Unreadable.IMAGE)
    assert seen("a.docx", document(seal()))[0].reason is Unreadable.IMAGE
