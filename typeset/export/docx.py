"""A document as docx for those who edit outside: styles, page and margins of the print, the approved digest in the header.

- The built-in styles of every office program (标题, 标题 1–4, 正文, 列表, 网格型); a table's head comes again on each page.
- The same document gives the same bytes: dates are the document's, parts stand in order, without times.
- The words are those of the print. Footnotes stand after the text they belong to.
"""

import base64
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part as OpcPart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from typeset import importing
from typeset.document import Layout
from typeset.export.flow import Part, cells, parts, runs
from typeset.export.looks import BLOCK_LOOKS, FACES, HEADINGS, LINE, MARGINS, PAPER, PLAIN, RED, SIZE, Look, look_of
from typeset.export.phrases import approved_line
from typeset.origin import DIGEST, PROPERTIES, TAG, Stamp, stamped

_ALIGNS = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_NAMES = "http://schemas.openxmlformats.org/officeDocument/2006"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)")
_HEADER_SIZE, _TABLE_SIZE, _CODE_SIZE = 9.0, 12.0, 12.0
_STYLES = {
    "Normal",
    "Title",
    "heading 1",
    "heading 2",
    "heading 3",
    "heading 4",
    "List Bullet",
    "Table Grid",
    "Normal Table",
}
_STYLES |= {"header", "footer", "Default Paragraph Font", "No List"}
_UNASKED = ("stylesWithEffects", "customXml", "thumbnail")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def docx(layout: Layout, approved: str, key: bytes) -> bytes:
    """The file. `approved` is the digest that was approved, `key` the installation's key for its stamp."""
    document = Document()
    _styled(document)
    _paged(document, approved_line(approved))
    for part in parts(layout):
        _write(document, part)
    _described(document, layout)
    words = importing.read("export.docx", _saved(document)).words
    _stamp(document, stamped(approved, words, key))
    return _packed(_saved(document))


def _styled(document: Docx) -> None:
    _pruned(document)
    _faced(document.styles["Normal"], "fang", SIZE)
    normal = document.styles["Normal"].paragraph_format
    normal.line_spacing, normal.space_after, normal.space_before = Pt(LINE), Pt(0), Pt(0)
    _faced(document.styles["Title"], "biaosong", 21)
    for level, role in enumerate(HEADINGS, 1):
        style = document.styles[f"Heading {level}"]
        _faced(style, role, SIZE)
        style.font.bold = level == len(HEADINGS) - 1
        style.paragraph_format.first_line_indent = Pt(2 * SIZE)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    border = document.styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


def _pruned(document: Docx) -> None:
    """Takes out the library's hundred styles and parts of its own: nobody asked for them, every reader pays for them."""
    for relations in (document.part.rels, document.part.package.rels):
        for id_ in [id_ for id_, one in relations.items() if one.reltype.endswith(_UNASKED)]:
            del relations[id_]
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.name_val not in _STYLES:
            styles.remove(style)
        for link in style.findall(qn("w:link")):
            style.remove(link)


def _faced(style: Any, role: str, size: float) -> None:
    style.font.size, style.font.color.rgb, style.font.italic = Pt(size), RGBColor(0, 0, 0), False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    _set_face(fonts, role)


def _set_face(fonts: Any, role: str) -> None:
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FACES[role])


def _paged(document: Docx, line: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAPER[0]), Mm(PAPER[1])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (Mm(one) for one in MARGINS)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    header.paragraph_format.line_spacing = 1.0
    _run(header, {"text": line}, Look("song", _HEADER_SIZE))
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(footer.add_run("1")._r)  # noqa: SLF001 - the library has no call for fields
    footer._p.append(field)  # noqa: SLF001


def _write(document: Docx, part: Part) -> None:
    for block in part.blocks:
        look = look_of(part.key, sum(len(run["text"]) for run in runs(block)))
        match block.get("kind"):
            case "table":
                _table(document, block)
            case "figure":
                _figure(document, block)
            case _:
                _paragraph(document, part.key, block, look)
    if part.rule and document.paragraphs:
        _ruled(document.paragraphs[-max(1, len(part.blocks) if part.rule == "foot" else 1)], part.rule)


def _ruled(paragraph: Paragraph, rule: str) -> None:
    """The red line under the head, or the black one over the foot."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom" if rule == "head" else "w:top")
    sizes = {
        "val": "single",
        "sz": "16" if rule == "head" else "8",
        "space": "4",
        "color": RED if rule == "head" else "000000",
    }
    for name, value in sizes.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - the library has no call for borders
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )
    if rule == "foot":
        paragraph.paragraph_format.space_before = Pt(LINE)


def _paragraph(document: Docx, key: str, block: Mapping[str, Any], look: Look) -> None:
    look = BLOCK_LOOKS.get(str(block.get("kind")), look)
    style, align, indent = _placed(key, block, look)
    paragraph = document.add_paragraph(style=style)
    paragraph.alignment = _ALIGNS[align]
    if style in {"Normal", "Title"}:
        paragraph.paragraph_format.first_line_indent = Pt(indent * look.size)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(look.apart * LINE)
    if look.size > SIZE:
        paragraph.paragraph_format.line_spacing = 1.2
    marker = str(block.get("marker", ""))
    if marker and block.get("first", True):
        _run(paragraph, {"text": f"{marker} "}, look)
    heading = style.startswith("Heading")
    for run in runs(block):
        _run(paragraph, run, None if heading else look)


def _placed(key: str, block: Mapping[str, Any], look: Look) -> tuple[str, str, float]:
    """Style, alignment and indent of a paragraph."""
    kind = block.get("kind")
    if kind == "heading":
        return f"Heading {block['level']}", "center" if block.get("centred") else "left", 0
    if kind == "item" and not block.get("marker") and block.get("first", True):
        return "List Bullet", "left", 0
    if kind == "signature":
        return "Normal", "right", 0
    if kind == "code":
        return "Normal", "left", 0
    return ("Title" if key == "title" else "Normal"), look.align, look.indent


def _run(paragraph: Paragraph, run: Mapping[str, Any], look: Look | None) -> None:
    """Characters of one style; a line break of the text is one of the file."""
    for at, piece in enumerate(run["text"].split("\u2028")):
        if at:
            paragraph.add_run().add_break()
        made = paragraph.add_run(piece)
        if run.get("mark"):
            made.font.superscript = True
        if look is not None:
            role = "hei" if run.get("bold") else "kai" if run.get("italic") else look.role
            if (role, look.size) != (PLAIN.role, PLAIN.size):
                _set_face(made._r.get_or_add_rPr().get_or_add_rFonts(), role)  # noqa: SLF001 - no call for East Asian faces
                made.font.size = Pt(look.size)
            if look.red:
                made.font.color.rgb = RGBColor.from_string(RED)


def _table(document: Docx, block: Mapping[str, Any]) -> None:
    wide = bool(block.get("landscape"))
    if wide:
        _turn(document)
    rows = [block["head"], *block["rows"]]
    table = document.add_table(len(rows), max(len(row) for row in rows), style="Table Grid")
    for row, made in zip(rows, table.rows, strict=True):
        places = made.cells
        if len(row) < len(places):
            places[len(row) - 1].merge(places[-1])
        for cell, place in zip(cells(row), places, strict=False):
            paragraph = place.paragraphs[0]
            paragraph.paragraph_format.line_spacing = 1.0
            for run in cell:
                _run(paragraph, run, Look("hei" if row is rows[0] else "song", _TABLE_SIZE))
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)  # noqa: SLF001 - the library has no call for repeated heads
    if wide:
        _turn(document)


def _turn(document: Docx) -> None:
    """A new page lying on its side, or standing again."""
    last = document.sections[-1]
    section = document.add_section(WD_SECTION.NEW_PAGE)
    lying = last.orientation == WD_ORIENT.PORTRAIT
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = last.page_height, last.page_width
    top, right, bottom, left = (Mm(one) for one in (MARGINS[3:] + MARGINS[:3] if lying else MARGINS))
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left


def _figure(document: Docx, block: Mapping[str, Any]) -> None:
    if found := _PICTURE.search(str(block.get("svg", ""))):
        paragraph = document.add_paragraph()
        paragraph.alignment, paragraph.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, 1.0
        paragraph.add_run().add_picture(io.BytesIO(base64.b64decode(found[1])), width=Mm(block["width"]))
    caption = tuple(runs(block))
    if caption:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in caption:
            _run(paragraph, run, Look("hei", _TABLE_SIZE))


def _described(document: Docx, layout: Layout) -> None:
    about, day = document.core_properties, datetime.combine(layout.dated, time(), UTC).replace(tzinfo=None)
    about.title, about.author, about.last_modified_by = layout.title[:255], layout.office[:255], layout.office[:255]
    about.created = about.modified = day
    about.comments, about.keywords, about.revision = "", "", 1


def _stamp(document: Docx, stamp: Stamp) -> None:
    said = ((DIGEST, stamp.digest), (TAG, stamp.tag))
    rows = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{at}" name="{name}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        for at, (name, value) in enumerate(said, 2)
    )
    body = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_NAMES}/custom-properties" xmlns:vt="{_NAMES}/docPropsVTypes">{rows}</Properties>'
    )
    package = document.part.package
    part = OpcPart(PackURI(f"/{PROPERTIES}"), _CUSTOM, body.encode(), package)
    package.relate_to(part, _RELATION)


def _saved(document: Docx) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _packed(data: bytes) -> bytes:
    """The same parts without the times of their writing, the list of types first as readers expect it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name in _ordered(given.namelist()):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            made.writestr(info, given.read(name))
    return held.getvalue()


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
