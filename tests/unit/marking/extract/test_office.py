"""Parts of office files as their programs show them."""

import pytest

from marking.extract.parts import Text
from marking.verdict import Part, Unreadable
from tests.corpus.carriers.parts import archive
from tests.unit.marking.extract.pieces import holes, lines, pieces

WORD = "<w:document><w:body>{}</w:body></w:document>"
SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"


def package(**parts: str | bytes) -> bytes:
    return archive(
        {"[Content_Types].xml": "<Types/>"} | {name.replace("__", "/"): body for name, body in parts.items()}
    )


def word(body: str) -> bytes:
    return package(**{"word/document.xml": WORD.format(body)})


def run(text: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize("look", ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'])
def test_words_nobody_sees_do_not_part_a_line(look: str) -> None:
    data = word(f"<w:p>{run('机')}{run('会', look)}{run('密')}</w:p>")
    assert (lines(data, Part.BODY), "机会密" in lines(data, Part.HIDDEN)) == (["机密"], True)


def test_a_property_switched_off_hides_nothing() -> None:
    shown = run("春耕", '<w:vanish w:val="0"/>')
    assert lines(word(f"<w:p>{shown}</w:p>")) == ["春耕"]


def test_a_star_of_a_symbol_font_is_a_star() -> None:
    assert lines(word('<w:p><w:r><w:t>机密</w:t><w:sym w:font="Wingdings" w:char="F0AB"/></w:r></w:p>')) == ["机密★"]


def test_numbers_of_drawings_do_not_part_a_line() -> None:
    drawing = "<w:r><w:drawing><wp:posOffset>914400</wp:posOffset></w:drawing></w:r>"
    assert lines(word(f"<w:p>{run('机')}{drawing}{run('密')}</w:p>")) == ["机密"]


def test_a_text_box_stands_beside_its_paragraph_and_boxes_are_joined() -> None:
    boxes = "".join(f"<w:txbxContent><w:p>{run(one)}</w:p></w:txbxContent>" for one in ("机", "密★"))
    data = word(f"<w:p>{run('春')}<w:r>{boxes}</w:r>{run('耕')}</w:p>")
    assert (lines(data, Part.BODY), lines(data, Part.TEXT_BOX)) == (["春耕"], ["机", "密★", "机\t密★"])


def test_cells_of_a_row_are_joined() -> None:
    cells = "".join(f"<w:tc><w:p>{run(one)}</w:p></w:tc>" for one in ("机", "密"))
    assert "机\t密" in lines(word(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))


def test_a_field_that_fetches_is_unsafe_and_a_link_is_not() -> None:
    field = "<w:p><w:r><w:instrText>{}</w:instrText></w:r></w:p>"
    assert holes(word(field.format(" DDEAUTO c:\\\\cmd.exe "))) == {Unreadable.UNSAFE}
    assert holes(word(field.format(" HYPERLINK &quot;http://example.invalid&quot; "))) == set()


@pytest.mark.parametrize(
    ("kind", "target", "unsafe"),
    [
        ("attachedTemplate", "http://example.invalid/a.dotm", True),
        ("attachedTemplate", "file:///C:/Users/a/Normal.dotm", False),
        ("oleObject", "\\\\example\\share\\a.xlsx", True),
        ("hyperlink", "http://example.invalid/", False),
    ],
)
def test_what_is_fetched_from_elsewhere_is_unsafe(kind: str, target: str, unsafe: bool) -> None:
    relation = f'<Relationship Id="a" Type="http://x/{kind}" Target="{target}" TargetMode="External"/>'
    data = package(**{"word/_rels/document.xml.rels": f"<Relationships>{relation}</Relationships>"})
    assert holes(data) == ({Unreadable.UNSAFE} if unsafe else set())
    assert target in lines(data)


def test_broken_xml_is_read_with_a_hole() -> None:
    data = package(**{"word/document.xml": "<w:document><w:p><w:t>机密</w:t></w:x></w:document>"})
    assert ("机密" in lines(data), holes(data)) == (True, {Unreadable.DAMAGED})


def test_entities_are_never_expanded() -> None:
    data = package(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "机密">]><a>&b;</a>'})
    assert holes(data) == {Unreadable.UNSAFE}


def test_cells_are_shown_with_shared_strings_rows_and_columns() -> None:
    strings = "<sst><si><t>机</t><phoneticPr/></si><si><r><t>密★</t></r><r><t>5年</t></r></si></sst>"
    cells = (
        '<row><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row><c r="A2" t="inlineStr"><is><t>密</t></is></c></row>'
    )
    found = lines(package(**{"xl/worksheets/sheet1.xml": SHEET.format(cells), "xl/sharedStrings.xml": strings}))
    assert {"机", "密★5年", "机\t密★5年", "机密"} <= set(found)


def test_words_of_a_formula_are_joined_as_it_joins_them() -> None:
    cell = '<row><c r="A1"><f>"机"&amp;UNICHAR(23494)&amp;"★"</f><v>0</v></c></row>'
    assert "机密★" in lines(package(**{"xl/worksheets/sheet1.xml": SHEET.format(cell)}), Part.FORMULA)


def test_a_number_is_shown_in_the_words_of_its_format() -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="&quot;机密★&quot;0&quot;年&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    cell = '<row><c r="A1" s="1"><v>5</v></c><c r="B1" s="0"><v>7</v></c></row>'
    found = lines(package(**{"xl/worksheets/sheet1.xml": SHEET.format(cell), "xl/styles.xml": styles}), Part.BODY)
    assert found[0] == "机密★5年"


def test_a_hidden_sheet_is_told_by_number() -> None:
    sheets = '<sheet name="甲" r:id="a"/><sheet name="乙" state="veryHidden" r:id="b"/>'
    relation = '<Relationship Id="b" Target="worksheets/x.xml"/>'
    data = package(
        **{
            "xl/workbook.xml": f"<workbook><sheets>{sheets}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships>{relation}</Relationships>",
            "xl/worksheets/x.xml": SHEET.format('<row><c t="str"><v>春耕</v></c></row>'),
        }
    )
    hidden = [
        piece.place for piece in pieces(data) if isinstance(piece, Text) and piece.place.part is Part.HIDDEN_SHEET
    ]
    assert [place.number for place in hidden] == [2]


def test_codes_of_a_sheets_header_are_left_out() -> None:
    head = '<oddHeader>&amp;L&amp;"宋体,常规"机&amp;14密&amp;C第&amp;P页</oddHeader>'
    sheet = f"<worksheet><headerFooter>{head}</headerFooter></worksheet>"
    assert "机密第页" in lines(package(**{"xl/worksheets/sheet1.xml": sheet}), Part.HEADER)


def test_shapes_on_one_height_of_a_slide_are_joined() -> None:
    shape = '<p:sp><p:spPr><a:off x="{}" y="900000"/></p:spPr><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>'
    slide = f"<p:sld>{shape.format(5000000, '密★')}{shape.format(900000, '机')}</p:sld>"
    assert "机\t密★" in lines(package(**{"ppt/slides/slide1.xml": slide}))
