"""Places of a workbook (ECMA-376 SpreadsheetML) where words can stand."""

from tests.corpus.carriers.parts import ORDINARY, Maker, Parts, archive, escape, quoteattr, xml
from tests.corpus.carriers.word import chart

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def inline(at: str, words: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is></c>'


def workbook(
    rows: str = "", sheets: str = "", more: Parts | None = None, *, after: str = "", names: str = "", strings: str = ""
) -> bytes:
    """One sheet of an ordinary cell and `rows`; `after` follows the cells, `names` the sheets, `strings` are shared."""
    more = more or {}
    overrides = "".join(
        f'<Override PartName="/{path}" ContentType="{_MAIN}.{_kind(path)}+xml"/>'
        for path in more
        if path.endswith(".xml")
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MAIN}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MAIN}.worksheet+xml"/>{overrides}</Types>'
    )
    relation = f'<Relationship Id="rId1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/>'
    if "xl/worksheets/sheet2.xml" in more:
        relation += f'<Relationship Id="rId2" Type="{_R}/worksheet" Target="worksheets/sheet2.xml"/>'
    first = sheets or '<sheet name="汇总" sheetId="1" r:id="rId1"/>'
    return archive({
        "[Content_Types].xml": xml(types),
        "_rels/.rels": xml(
            f'<Relationships xmlns="{_REL}"><Relationship Id="rId1" Type="{_R}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": xml(f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{first}</sheets>{names}</workbook>'),
        "xl/_rels/workbook.xml.rels": xml(f'<Relationships xmlns="{_REL}">{relation}</Relationships>'),
        "xl/sharedStrings.xml": xml(f'<sst xmlns="{_S}"><si><t>{ORDINARY}</t></si>{strings}</sst>'),
        "xl/worksheets/sheet1.xml": xml(
            f'<worksheet xmlns="{_S}" xmlns:r="{_R}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row>{rows}</sheetData>'
            f"{after}</worksheet>"
        ),
        **more,
    })  # fmt: skip


def _kind(path: str) -> str:
    name = path.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
    return {"sheet": "worksheet"}.get(name, name)


def _row(words: str) -> str:
    return f'<row r="2">{inline("A2", words)}</row>'


def _spread(words: str) -> str:
    return '<row r="2">' + "".join(inline(f"{chr(65 + n)}2", each) for n, each in enumerate(words)) + "</row>"


def _formula(formula: str, shown: str) -> str:
    return f'<row r="2"><c r="A2" t="str"><f>{escape(formula)}</f><v>{escape(shown)}</v></c></row>'


def _shared(*runs: str) -> bytes:
    pieces = "".join(f"<r><t>{escape(each)}</t></r>" for each in runs)
    return workbook('<row r="2"><c r="A2" t="s"><v>1</v></c></row>', strings=f"<si>{pieces}</si>")


def _sheet(words: str, state: str = "") -> str:
    hidden = f' state="{state}"' if state else ""
    second = f'<sheet name={quoteattr(words)} sheetId="2"{hidden} r:id="rId2"/>'
    return f'<sheet name="汇总" sheetId="1" r:id="rId1"/>{second}'


def _second(words: str, state: str) -> bytes:
    body = xml(f'<worksheet xmlns="{_S}"><sheetData>{_row(words)}</sheetData></worksheet>')
    return workbook("", _sheet("备查", state), {"xl/worksheets/sheet2.xml": body})


def _note(words: str) -> str:
    said = f'<comment ref="A1" authorId="0"><text><r><t>{escape(words)}</t></r></text></comment>'
    return xml(
        f'<comments xmlns="{_S}"><authors><author>x</author></authors><commentList>{said}</commentList></comments>'
    )


def _thread(words: str) -> str:
    name = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    return xml(
        f'<ThreadedComments xmlns="{name}"><threadedComment ref="A1">'
        f"<text>{escape(words)}</text></threadedComment></ThreadedComments>"
    )


def _shape(words: str) -> str:
    return xml(
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><xdr:txBody><a:p>'
        + "".join(f"<a:r><a:t>{escape(each)}</a:t></a:r>" for each in words)
        + "</a:p></xdr:txBody></xdr:sp></xdr:wsDr>"
    )


def _sheet_notes(tag: str, words: str) -> str:
    return f"<headerFooter><{tag}>&amp;L{escape(words)}&amp;R第 &amp;P 页</{tag}></headerFooter>"


def _validation(**said: str) -> str:
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in said.items())
    return (
        f'<dataValidations><dataValidation type="list" sqref="A3"{attributes}>'
        f'<formula1>"是,否"</formula1></dataValidation></dataValidations>'
    )


PLACES: dict[str, Maker] = {
    "inline cell": lambda t: workbook(_row(t)),
    "shared string": lambda t: _shared(t, ""),
    "rich text runs": lambda t: _shared(*t),
    "one character a cell": lambda t: workbook(_spread(t)),
    "formula result": lambda t: workbook(_formula("A1&B1", t)),
    "formula": lambda t: workbook(_formula(f'IF(A1="","{t}","")', "")),
    "sheet name": lambda t: workbook("", _sheet(t)),
    "hidden sheet": lambda t: _second(t, "hidden"),
    "very hidden sheet": lambda t: _second(t, "veryHidden"),
    "name of a hidden sheet": lambda t: workbook("", _sheet(t, "hidden")),
    "hidden column": lambda t: workbook(f'<row r="2" hidden="1">{inline("B2", t)}</row>'),
    "cell comment": lambda t: workbook(more={"xl/comments1.xml": _note(t)}),
    "threaded comment": lambda t: workbook(more={"xl/threadedComments/threadedComment1.xml": _thread(t)}),
    "header": lambda t: workbook(after=_sheet_notes("oddHeader", t)),
    "footer": lambda t: workbook(after=_sheet_notes("evenFooter", t)),
    "defined name": lambda t: workbook(
        names=f'<definedNames><definedName name="x">"{escape(t)}"</definedName></definedNames>'
    ),
    "validation prompt": lambda t: workbook(after=_validation(promptTitle="提示", prompt=t)),
    "validation error": lambda t: workbook(after=_validation(error=t)),
    "validation list": lambda t: workbook(
        after=(
            f'<dataValidations><dataValidation type="list" sqref="A3">'
            f'<formula1>"无,{escape(t)}"</formula1></dataValidation></dataValidations>'
        )
    ),
    "number format": lambda t: workbook(
        more={
            "xl/styles.xml": xml(
                f'<styleSheet xmlns="{_S}"><numFmts>'
                f'<numFmt numFmtId="170" formatCode={quoteattr(f"{chr(34)}{t}{chr(34)}@")}/></numFmts></styleSheet>'
            )
        }
    ),
    "chart title": lambda t: workbook(more={"xl/charts/chart1.xml": chart(t)}),
    "shape": lambda t: workbook(more={"xl/drawings/drawing1.xml": _shape(t)}),
    "hyperlink tooltip": lambda t: workbook(
        after=f'<hyperlinks><hyperlink ref="A1" location="A2" tooltip={quoteattr(t)}/></hyperlinks>'
    ),
    "table column": lambda t: workbook(
        more={
            "xl/tables/table1.xml": xml(
                f'<table xmlns="{_S}" id="1" name="a" ref="A1:A2"><tableColumns>'
                f'<tableColumn id="1" name={quoteattr(t)}/></tableColumns></table>'
            )
        }
    ),
    "pivot cache": lambda t: workbook(
        more={
            "xl/pivotCache/pivotCacheDefinition1.xml": xml(
                f'<pivotCacheDefinition xmlns="{_S}"><cacheFields><cacheField name="a"><sharedItems>'
                f"<s v={quoteattr(t)}/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>"
            )
        }
    ),
    "external cache": lambda t: workbook(
        more={
            "xl/externalLinks/externalLink1.xml": xml(
                f'<externalLink xmlns="{_S}"><externalBook><sheetDataSet><sheetData><row r="1"><cell r="A1" t="str">'
                f"<v>{escape(t)}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>"
            )
        }
    ),
    "core title": lambda t: workbook(
        more={
            "docProps/core.xml": xml(
                f'<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(t)}</dc:title></cp:coreProperties>'
            )
        }
    ),
    "legacy drawing": lambda t: workbook(
        more={
            "xl/drawings/vmlDrawing1.vml": (
                f'<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape alt={quoteattr(t)}>'
                f"<v:textbox><div>批注</div></v:textbox></v:shape></xml>"
            )
        }
    ),
}
