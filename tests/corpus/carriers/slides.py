"""Places of a presentation (ECMA-376 PresentationML) where words can stand."""

from tests.corpus.carriers.parts import ORDINARY, Maker, Parts, archive, escape, quoteattr, xml
from tests.corpus.carriers.sheets import inline, workbook
from tests.corpus.carriers.word import chart, diagram

_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml"
_NAMES = f'xmlns:p="{_P}" xmlns:a="{_A}" xmlns:r="{_R}"'


def shape(*runs: str, attributes: str = "", style: str = "") -> str:
    text = "".join(f"<a:r>{style}<a:t>{escape(each)}</a:t></a:r>" for each in runs)
    named = f'<p:nvSpPr><p:cNvPr id="2" name="x"{attributes}/></p:nvSpPr>'
    return f"<p:sp>{named}<p:spPr/><p:txBody><a:p>{text}</a:p></p:txBody></p:sp>"


def tree(kind: str, *shapes: str, attributes: str = "") -> str:
    return xml(f"<p:{kind} {_NAMES}{attributes}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:{kind}>")


def deck(*shapes: str, more: Parts | None = None, inside: str = "", attributes: str = "") -> bytes:
    """One slide of an ordinary shape and `shapes`; `inside` stands in the presentation part."""
    more = more or {}
    overrides = "".join(
        f'<Override PartName="/{path}" ContentType="{_MAIN}.{_kind(path)}+xml"/>' for path in more if "ppt/" in path
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{_MAIN}.presentation.main+xml"/>'
        f'<Override PartName="/ppt/slides/slide1.xml" ContentType="{_MAIN}.slide+xml"/>{overrides}</Types>'
    )
    listed = '<p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>'
    return archive({
        "[Content_Types].xml": xml(types),
        "_rels/.rels": xml(
            f'<Relationships xmlns="{_REL}"><Relationship Id="rId1" Type="{_R}/officeDocument" Target="ppt/presentation.xml"/>'
            "</Relationships>"
        ),
        "ppt/presentation.xml": xml(f"<p:presentation {_NAMES}>{listed}{inside}</p:presentation>"),
        "ppt/_rels/presentation.xml.rels": xml(
            f'<Relationships xmlns="{_REL}"><Relationship Id="rId1" Type="{_R}/slide" Target="slides/slide1.xml"/></Relationships>'
        ),
        "ppt/slides/slide1.xml": tree("sld", shape(ORDINARY), *shapes, attributes=attributes),
        **_linked(more),
        **more,
    })  # fmt: skip


def _kind(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0].rstrip("0123456789")


def _linked(more: Parts) -> Parts:
    """The slide leads to its further parts."""
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_R}/{_kind(path)}" Target="../{path.removeprefix("ppt/")}"/>'
        for number, path in enumerate(more, 1)
        if path.startswith("ppt/")
    )
    return {"ppt/slides/_rels/slide1.xml.rels": xml(f'<Relationships xmlns="{_REL}">{links}</Relationships>')}


def _table(words: str) -> str:
    cells = "".join(
        f"<a:tc><a:txBody><a:p><a:r><a:t>{escape(each)}</a:t></a:r></a:p></a:txBody></a:tc>" for each in ("级别", words)
    )
    return (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>{cells}</a:tr>"
        f"</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _remark(words: str) -> str:
    return xml(f'<p:cmLst {_NAMES}><p:cm authorId="0" idx="1"><p:text>{escape(words)}</p:text></p:cm></p:cmLst>')


_LINK = '<p:sp><p:nvSpPr><p:cNvPr id="3" name="y"><a:hlinkClick r:id="" tooltip={}/></p:cNvPr></p:nvSpPr></p:sp>'
_WHITE = '<a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr>'
_AWAY = (
    '<p:sp><p:spPr><a:xfrm><a:off x="-9999999" y="-9999999"/></a:xfrm>'
    "</p:spPr><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>"
)

PLACES: dict[str, Maker] = {
    "slide": lambda t: deck(shape(t)),
    "split runs": lambda t: deck(shape(*t)),
    "hidden slide": lambda t: deck(shape(t), attributes=' show="0"'),
    "off the slide": lambda t: deck(_AWAY.format(escape(t))),
    "white text": lambda t: deck(shape(t, style=_WHITE)),
    "one point": lambda t: deck(shape(t, style='<a:rPr sz="100"/>')),
    "group": lambda t: deck(f"<p:grpSp><p:grpSp>{shape(t)}</p:grpSp></p:grpSp>"),
    "table cell": lambda t: deck(_table(t)),
    "speaker notes": lambda t: deck(more={"ppt/notesSlides/notesSlide1.xml": tree("notes", shape(t))}),
    "master": lambda t: deck(more={"ppt/slideMasters/slideMaster1.xml": tree("sldMaster", shape(t))}),
    "layout": lambda t: deck(more={"ppt/slideLayouts/slideLayout1.xml": tree("sldLayout", shape(t))}),
    "layout name": lambda t: deck(
        more={
            "ppt/slideLayouts/slideLayout1.xml": xml(
                f"<p:sldLayout {_NAMES}><p:cSld name={quoteattr(t)}/></p:sldLayout>"
            )
        }
    ),
    "handout master": lambda t: deck(more={"ppt/handoutMasters/handoutMaster1.xml": tree("handoutMaster", shape(t))}),
    "notes master": lambda t: deck(more={"ppt/notesMasters/notesMaster1.xml": tree("notesMaster", shape(t))}),
    "comment": lambda t: deck(more={"ppt/comments/comment1.xml": _remark(t)}),
    "alt text": lambda t: deck(shape("图", attributes=f" descr={quoteattr(t)}")),
    "shape name": lambda t: deck(f"<p:sp><p:nvSpPr><p:cNvPr id='3' name={quoteattr(t)}/></p:nvSpPr></p:sp>"),
    "hyperlink tooltip": lambda t: deck(_LINK.format(quoteattr(t))),
    "chart title": lambda t: deck(more={"ppt/charts/chart1.xml": chart(t)}),
    "workbook of a chart": lambda t: deck(
        more={"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": workbook(f'<row r="2">{inline("A2", t)}</row>')}
    ),
    "diagram": lambda t: deck(more={"ppt/diagrams/data1.xml": diagram(t)}),
    "section name": lambda t: deck(
        inside=(
            f'<p:extLst><p:ext uri="x"><p14:sectionLst xmlns:p14="y">'
            f"<p14:section name={quoteattr(t)}/></p14:sectionLst></p:ext></p:extLst>"
        )
    ),
    "custom show": lambda t: deck(inside=f'<p:custShowLst><p:custShow name={quoteattr(t)} id="0"/></p:custShowLst>'),
    "tag": lambda t: deck(
        more={"ppt/tags/tag1.xml": xml(f'<p:tagLst {_NAMES}><p:tag name="X" val={quoteattr(t)}/></p:tagLst>')}
    ),
    "app titles": lambda t: deck(
        more={
            "docProps/app.xml": xml(
                f'<Properties xmlns:vt="v"><TitlesOfParts><vt:vector>'
                f"<vt:lpstr>{escape(t)}</vt:lpstr></vt:vector></TitlesOfParts></Properties>"
            )
        }
    ),
}
