"""The same texts for every typesetter: a bulletin of ours, a page of HTML, a docx.

- Words are invented (bench/texts.py). `number` changes the text, so that nobody can answer from what was laid out before.
- The HTML and the docx ask for the same paper, margins, faces, sizes and leading, and for a table with its head repeated.
  They have no masthead variants, tags of elements, places of seals or check of missing glyphs.
"""

import io
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bench.texts import Writer
from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.document import Layout
from typeset.fonts import FACES, REGISTRY

_DAY: Final = date(2026, 11, 21)
_OFFICE: Final = "滨海市金融监督管理局办公室"
_HEAD: Final = ("序号", "报送单位", "标题", "采用", "得分")
# About as many different characters as real texts have, 350 in 2,000 and 450 in 4,000: faces are cut to those on the pages.
_LEXICON: Final = 420
_ROWS_A_SHEET: Final = 1_249
_FANG: Final = FACES / "FandolFang-Regular.ttf"
_HEI: Final = REGISTRY / "NotoSansSC-Regular.otf"
_SONG: Final = FACES / "ZhengxunBiaosong-Bold.otf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of document: its name, characters of text, rows of its table."""

    name: str
    characters: int
    rows: int = 0


SHEETS: Final = (
    Sheet("300 characters", 300),
    Sheet("2,000 characters", 2_000),
    Sheet("4,000 characters + table", 4_000, 12),
    Sheet("table of 1,249 rows", 100, _ROWS_A_SHEET),
)
USUAL: Final = SHEETS[1]
WITH_TABLE: Final = SHEETS[2]
LONG: Final = SHEETS[3]
ISSUE: Final = Sheet("issue of five pages", 2_500)  # what copies are made of


@dataclass(frozen=True, slots=True)
class Words:
    """What one document says."""

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def words(sheet: Sheet, number: int) -> Words:
    """Another text for every number."""
    writer = Writer(number)
    del writer.words[_LEXICON:]
    writer._weights = writer._weights[:_LEXICON]  # noqa: SLF001 - another text, the same way of drawing words
    paragraphs, left = [], sheet.characters
    while left > 0:
        paragraphs.append(writer.body(min(left, 150), min(left, 300)))
        left -= len(paragraphs[-1])
    rows = tuple(
        (str(at), writer.title()[:8] + "局", writer.title(), str(at * 7 % 13), f"{at * 3 % 17}.5")
        for at in range(1, sheet.rows + 1)
    )
    return Words(writer.title(), tuple(paragraphs), rows)


def layout(said: Words, number: int) -> Layout:
    """As a bulletin of ours."""
    table = (
        "\n".join("|" + "|".join(row) + "|" for row in (_HEAD, ("-",) * len(_HEAD), *said.rows)) if said.rows else ""
    )
    item = BulletinItem(said.title, "\n\n".join((*said.paragraphs, table)))
    return BulletinDoc("滨海信息", number, _OFFICE, _DAY, (item,), sends=("市直有关单位",)).layout()


def page(said: Words, number: int) -> str:
    """As HTML with a style sheet for print."""
    table = ""
    if said.rows:
        head = "".join(f"<th>{one}</th>" for one in _HEAD)
        rows = "".join("<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>" for row in said.rows)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    body = "".join(f"<p>{escape(one)}</p>" for one in said.paragraphs)
    return f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{escape(said.title)}</title><style>
@font-face {{ font-family: fang; src: url({_FANG.as_uri()}) }}
@font-face {{ font-family: hei; src: url({_HEI.as_uri()}) }}
@font-face {{ font-family: song; src: url({_SONG.as_uri()}) }}
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center {{ content: "— " counter(page) " —" }} }}
body {{ font: 15.75pt/29.53pt fang, hei; text-align: justify; margin: 0 }}
h1 {{ font: 54pt song; color: #c81010; text-align: center }} h2 {{ font: 21pt/33pt song; text-align: center }}
p {{ text-indent: 2em; margin: 0 }} .head {{ display: flex; justify-content: space-between; border-bottom: 2pt solid #c81010 }}
table {{ border-collapse: collapse; width: 100%; font-size: 12pt; line-height: 18pt }} th {{ font-family: hei }}
td, th {{ border: 0.4pt solid; padding: 2pt }} thead {{ display: table-header-group }}
.foot {{ font-size: 14pt; border: solid; border-width: 1pt 0 }}
</style><h1>滨海信息</h1><p style="text-align:center">第{number}期</p>
<div class="head"><span>{_OFFICE}</span><span>2026年11月21日</span></div>
<h2>{escape(said.title)}</h2>{body}{table}<div class="foot">送：市直有关单位</div></html>"""


def document(said: Words, number: int) -> bytes:
    """As a docx."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "FandolFang R", Pt(15.75)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "FandolFang R")
    normal.paragraph_format.line_spacing = Pt(29.53)
    for line in ("滨海信息", f"第{number}期", f"{_OFFICE}  2026年11月21日", said.title, *said.paragraphs):
        made.add_paragraph(line)
    if said.rows:
        table = made.add_table(rows=1 + len(said.rows), cols=len(_HEAD), style="Table Grid")
        cells = iter(table._cells)  # noqa: SLF001 - asking row by row is quadratic
        for row in (_HEAD, *said.rows):
            for text in row:
                next(cells).text = text
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no call for it
    made.add_paragraph("送：市直有关单位")
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()
