"""What `python -m bench.marking` reads: invented official texts, and files of every kind made of them.

- Clean: no character of a marking in it, the common case. Ordinary: every tenth sentence speaks of secrecy, as texts of
  an office do. Dense: every sentence does. Long: one text instead of many.
- Files are those a unit sends: a report of some pages, a table, a bulletin of 84 pages, a page of a scanner.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

import pypdfium2 as pdfium

from tests.corpus import prose
from tests.corpus.carriers import ofd, sheets, slides, word
from tests.corpus.carriers.parts import archive
from typeset import pdf
from typeset.bulletin import BulletinDoc, BulletinItem

SEED = 4
TEXT, LONG = 400, 700_000  # characters
CLEAN, ORDINARY, DENSE, WHOLE = "clean", "ordinary", "dense", "long, clean"
PAGES = 84
DPI = 200
_TRIGGERS = frozenset("密绝机秘商★☆*※&<")


@dataclass(frozen=True, slots=True)
class Specimen:
    """A file and its name."""

    kind: str
    name: str
    data: bytes


def texts(total: int) -> dict[str, list[str]]:
    """About `total` characters of each kind."""
    return {
        CLEAN: _many(total, lambda dice, _: _clean(dice)),
        ORDINARY: _many(total, lambda dice, at: prose.with_secrecy(dice) if at % 10 == 0 else prose.sentence(dice)),
        DENSE: _many(total, lambda dice, _: prose.with_secrecy(dice)),
        WHOLE: [_text(Random(SEED), min(LONG, total), lambda dice, _: _clean(dice))],
    }


def files(pages: int = PAGES) -> list[Specimen]:
    """One of each kind."""
    dice = Random(SEED)
    paragraphs = [prose.paragraph(dice) for _ in range(60)]
    report = word.word("".join(word.para(each) for each in paragraphs))
    rows = "".join(
        f'<row r="{at}">'
        + "".join(sheets.inline(f"{column}{at}", prose.title(dice)) for column in "ABCDEFGH")
        + "</row>"
        for at in range(2, 502)
    )
    bulletin = _bulletin(dice, pages)
    scan = _scan(bulletin)
    lines = [ofd.code(each[:30]).replace('"10 10', f'"10 {20 + at * 8}') for at, each in enumerate(paragraphs[:30])]
    return [
        Specimen("one line of text", "通知.txt", paragraphs[0].encode()),
        Specimen("docx, 60 paragraphs", "报告.docx", report),
        Specimen("xlsx, 4,000 cells", "台账.xlsx", sheets.workbook(rows)),
        Specimen("pptx, 20 shapes", "汇报.pptx", slides.deck(*(slides.shape(each) for each in paragraphs[:20]))),
        Specimen("ofd, 1 page", "通知.ofd", ofd.ofd(*lines)),
        Specimen(f"pdf, {pages} pages", "刊物.pdf", bulletin),
        Specimen(
            "zip of docx and xlsx", "附件.zip", archive({"报告.docx": report, "台账.xlsx": sheets.workbook(rows)})
        ),
        Specimen(f"scanned page, {DPI} dpi", "扫描.png", scan),
    ]


def _many(total: int, write: Callable[[Random, int], str]) -> list[str]:
    dice = Random(SEED)
    return [_text(dice, TEXT, write) for _ in range(max(1, total // TEXT))]


def _text(dice: Random, length: int, write: Callable[[Random, int], str]) -> str:
    parts: list[str] = []
    size = 0
    while size < length:
        sentence = write(dice, len(parts))
        parts.append(sentence + ("\n　　" if len(parts) % 4 == 3 else ""))  # noqa: PLR2004 - a paragraph
        size += len(sentence)
    return "".join(parts)


def _clean(dice: Random) -> str:
    while _TRIGGERS & set(sentence := prose.sentence(dice)):
        continue
    return sentence


def _bulletin(dice: Random, pages: int) -> bytes:
    """Typeset until it has the pages."""
    items = max(1, pages // 2)
    while True:
        made = pdf.document(
            BulletinDoc("滨海信息", 3, "滨海市", date(2026, 11, 2), tuple(
                BulletinItem(prose.title(dice), "\n\n".join(prose.paragraph(dice, 3, 4) for _ in range(8)))
                for _ in range(items)
            ))
        )  # fmt: skip
        with pdfium.PdfDocument(made) as document:
            if len(document) >= pages:
                return made
        items += max(1, items // 4)


def _scan(document: bytes) -> bytes:
    with pdfium.PdfDocument(document) as opened:
        picture = opened[0].render(scale=DPI / 72).to_pil().convert("L")
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    return packed.getvalue()
