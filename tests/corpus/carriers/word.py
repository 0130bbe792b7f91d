"""Places of a Word document (ECMA-376 WordprocessingML) where words can stand."""

from tests.corpus.carriers.parts import ORDINARY, Maker, archive, compound, escape, quoteattr, xml

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_NAMES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def run(words: str, style: str = "") -> str:
    return f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def para(words: str, style: str = "") -> str:
    return f"<w:p>{run(words, style)}</w:p>"


def split(words: str) -> str:
    return "<w:p>" + "".join(map(run, words)) + "</w:p>"


def word(body: str = "", /, **more: str | bytes) -> bytes:
    """A document of `body` and an ordinary paragraph; further parts by path, with `__` for / and `_` for the last dot."""
    parts: dict[str, str | bytes] = {}
    for key, content in more.items():
        folder, _, ending = key.replace("__", "/").rpartition("_")
        parts[f"{folder}.{ending}"] = content
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_R}/{_kind(path)}" Target="{path.removeprefix("word/")}"/>'
        for number, path in enumerate(parts, 1)
        if path.startswith("word/")
    )
    overrides = "".join(f'<Override PartName="/{path}" ContentType="{_content(path)}"/>' for path in parts)
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>{overrides}</Types>'
    )
    document = f"<w:document {_NAMES}><w:body>{body}{para(ORDINARY)}<w:sectPr/></w:body></w:document>"
    root = f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    return archive({
        "[Content_Types].xml": xml(types),
        "_rels/.rels": xml(f'<Relationships xmlns="{_REL}">{root}</Relationships>'),
        "word/document.xml": xml(document),
        "word/_rels/document.xml.rels": xml(f'<Relationships xmlns="{_REL}">{relations}</Relationships>'),
        **parts,
    })  # fmt: skip


def _kind(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0].rstrip("0123456789")


def _content(path: str) -> str:
    return f"{_MAIN}.{_kind(path)}+xml" if path.endswith(".xml") else "application/octet-stream"


def part(root: str, inner: str) -> str:
    return xml(f"<w:{root} {_NAMES}>{inner}</w:{root}>")


def _box(words: str) -> str:
    inner = f"<w:txbxContent>{para(words)}</w:txbxContent>"
    return (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def _change(tag: str, words: str, text: str = "w:t") -> str:
    inner = f"<w:r><{text}>{escape(words)}</{text}></w:r>"
    return f'<w:p><w:{tag} w:id="1" w:author="x" w:date="2026-01-01T00:00:00Z">{inner}</w:{tag}></w:p>'


def _moved(words: str) -> str:
    return _change("moveFrom", words) + _change("moveTo", "见下页。")


def field(code: str, shown: str = "1") -> str:
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def _picture(**attributes: str) -> str:
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1"{said}/></wp:inline></w:drawing></w:r></w:p>'


def _core(**fields: str) -> str:
    inner = "".join(
        f"<{key.replace('_', ':')}>{escape(value)}</{key.replace('_', ':')}>" for key, value in fields.items()
    )
    return xml(
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{inner}</cp:coreProperties>'
    )


def _app(inner: str) -> str:
    return xml(
        f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">{inner}</Properties>'
    )


def _custom(words: str) -> str:
    return xml(
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="x"><vt:lpwstr>{escape(words)}</vt:lpwstr>'
        "</property></Properties>"
    )


def chart(words: str) -> str:
    return xml(
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>'
        f"{escape(words)}</a:t></a:r></a:p></c:rich></c:tx></c:title></c:chart></c:chartSpace>"
    )


def diagram(words: str) -> str:
    return xml(
        '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>'
        f"{escape(words)}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    )


def _wingdings(words: str) -> str:
    """The star as a character of a symbol font: Wingdings AB."""
    star = '<w:r><w:sym w:font="Wingdings" w:char="F0AB"/></w:r>'
    return "<w:p>" + star.join(run(piece) for piece in words.split("★")) + "</w:p>"


def _ole(words: str) -> bytes:
    return compound({"\x01CompObj": bytes(80), "Package": word(para(words))})


def _native(words: str) -> bytes:
    """A text file as the packager wraps it ([MS-OLEDS] 2.3.6)."""
    raw, name = words.encode("gb18030"), b"a.txt\0"
    body = b"\x02\0" + name + name + b"\0\0\x03\0" + len(name).to_bytes(4, "little") + name
    body += len(raw).to_bytes(4, "little") + raw
    return compound({"\x01Ole10Native": len(body).to_bytes(4, "little") + body})


def _utf16(words: str) -> bytes:
    document = f'<?xml version="1.0" encoding="UTF-16"?><w:comments {_NAMES}>{para(words)}</w:comments>'
    return word("", word__comments_xml=document.encode("utf-16"))


def _cells(words: str) -> str:
    return "<w:tbl><w:tr>" + "".join(f"<w:tc>{para(each)}</w:tc>" for each in words) + "</w:tr></w:tbl>"


PLACES: dict[str, Maker] = {
    "paragraph": lambda t: word(para(t)),
    "split runs": lambda t: word(split(t)),
    "table cell": lambda t: word(f"<w:tbl><w:tr><w:tc>{para('备注')}</w:tc><w:tc>{para(t)}</w:tc></w:tr></w:tbl>"),
    "one character a cell": lambda t: word(_cells(t)),
    "header": lambda t: word("", word__header1_xml=part("hdr", para(t))),
    "footer": lambda t: word("", word__footer1_xml=part("ftr", para(t))),
    "footnote": lambda t: word(
        "", word__footnotes_xml=part("footnotes", f'<w:footnote w:id="2">{para(t)}</w:footnote>')
    ),
    "endnote": lambda t: word("", word__endnotes_xml=part("endnotes", f'<w:endnote w:id="2">{split(t)}</w:endnote>')),
    "comment": lambda t: word(
        "", word__comments_xml=part("comments", f'<w:comment w:id="0" w:author="x">{para(t)}</w:comment>')
    ),
    "comment author": lambda t: word(
        "", word__comments_xml=part("comments", f'<w:comment w:id="0" w:author={quoteattr(t)}>{para("好")}</w:comment>')
    ),
    "comment in utf-16": _utf16,
    "tracked deletion": lambda t: word(_change("del", t, "w:delText")),
    "tracked insertion": lambda t: word(_change("ins", t)),
    "tracked move": lambda t: word(_moved(t)),
    "text box": lambda t: word(_box(t)),
    "watermark": lambda t: word(
        "",
        word__header1_xml=part(
            "hdr", f"<w:p><w:r><w:pict><v:shape><v:textpath string={quoteattr(t)}/></v:shape></w:pict></w:r></w:p>"
        ),
    ),
    "hidden text": lambda t: word(para(t, "<w:vanish/>")),
    "white text": lambda t: word(para(t, '<w:color w:val="FFFFFF"/>')),
    "one point": lambda t: word(para(t, '<w:sz w:val="2"/>')),
    "core title": lambda t: word("", docProps__core_xml=_core(dc_title=t)),
    "core keywords": lambda t: word("", docProps__core_xml=_core(dc_creator="x", cp_keywords=t)),
    "core category": lambda t: word("", docProps__core_xml=_core(cp_category=t)),
    "app company": lambda t: word("", docProps__app_xml=_app(f"<Company>{escape(t)}</Company>")),
    "custom property": lambda t: word("", docProps__custom_xml=_custom(t)),
    "alt text": lambda t: word(_picture(name="图片 1", descr=t)),
    "alt title": lambda t: word(_picture(name="图片 1", title=t)),
    "hyperlink tooltip": lambda t: word(
        f'<w:p><w:hyperlink w:anchor="a" w:tooltip={quoteattr(t)}>{run("见附件")}</w:hyperlink></w:p>'
    ),
    "field code": lambda t: word(field(f'QUOTE "{t}"')),
    "field result": lambda t: word(field("DOCPROPERTY x", t)),
    "form field": lambda t: word(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:name w:val='a'/><w:textInput>"
        f"<w:default w:val={quoteattr(t)}/></w:textInput></w:ffData></w:fldChar></w:r></w:p>"
    ),
    "content control list": lambda t: word(
        "<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="
        f"{quoteattr(t)} w:value='1'/></w:dropDownList></w:sdtPr><w:sdtContent>{para('选择')}</w:sdtContent></w:sdt>"
    ),
    "content control name": lambda t: word(
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(t)}/></w:sdtPr><w:sdtContent>{para('选择')}</w:sdtContent></w:sdt>"
    ),
    "chart title": lambda t: word("", word__charts__chart1_xml=chart(t)),
    "diagram": lambda t: word("", word__diagrams__data1_xml=diagram(t)),
    "custom xml": lambda t: word("", customXml__item1_xml=xml(f"<root><level>{escape(t)}</level></root>")),
    "embedded document": lambda t: word("", word__embeddings__a_docx=word(para(t))),
    "embedded compound file": lambda t: word("", word__embeddings__oleObject1_bin=_ole(t)),
    "packaged text file": lambda t: word("", word__embeddings__oleObject1_bin=_native(t)),
    "alternative chunk": lambda t: word("", word__afchunk_html=f"<html><body><p>{escape(t)}</p></body></html>"),
    "document variable": lambda t: word(
        "", word__settings_xml=part("settings", f"<w:docVars><w:docVar w:name='x' w:val={quoteattr(t)}/></w:docVars>")
    ),
    "building block": lambda t: word(
        "",
        word__glossary__document_xml=part(
            "glossaryDocument",
            f"<w:docParts><w:docPart><w:docPartBody>{para(t)}</w:docPartBody></w:docPart></w:docParts>",
        ),
    ),
    "style name": lambda t: word(
        "", word__styles_xml=part("styles", f"<w:style w:styleId='a'><w:name w:val={quoteattr(t)}/></w:style>")
    ),
    "list label": lambda t: word(
        "",
        word__numbering_xml=part(
            "numbering", f"<w:abstractNum><w:lvl w:ilvl='0'><w:lvlText w:val={quoteattr(t)}/></w:lvl></w:abstractNum>"
        ),
    ),
    "equation": lambda t: word(f"<w:p><m:oMath><m:r><m:t>{escape(t)}</m:t></m:r></m:oMath></w:p>"),
    "symbol font": lambda t: word(_wingdings(t)),
    "character references": lambda t: word(
        f"<w:p><w:r><w:t>{''.join(f'&#x{ord(each):X};' for each in t)}</w:t></w:r></w:p>"
    ),
    "character data": lambda t: word(f"<w:p><w:r><w:t><![CDATA[{t}]]></w:t></w:r></w:p>"),
    "part nobody refers to": lambda t: word("", spare__a_xml=xml(f"<x>{escape(t)}</x>")),
}
