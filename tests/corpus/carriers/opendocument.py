"""Places of an OpenDocument file (ISO/IEC 26300) where words can stand."""

from tests.corpus.carriers.parts import ORDINARY, Maker, Parts, archive, escape, quoteattr, xml

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = " ".join(
    f'xmlns:{name}="{_BASE}{name if name != "fo" else "xsl-fo-compatible"}:1.0"'
    for name in ("office", "text", "table", "draw", "meta", "presentation", "style", "form", "fo", "chart")
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:svg="urn:x:svg" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
_KIND = "application/vnd.oasis.opendocument."


def para(words: str) -> str:
    return f"<text:p>{escape(words)}</text:p>"


def _file(kind: str, root: str, inside: str, more: Parts | None = None) -> bytes:
    body = f"<office:body><office:{root}>{inside}</office:{root}></office:body>"
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type=""/>'
        for path in ("content.xml", *(more or {}))
    )
    return archive({
        "mimetype": _KIND + kind,
        "content.xml": xml(f"<office:document-content {_NAMES}>{body}</office:document-content>"),
        "META-INF/manifest.xml": xml(f'<manifest:manifest xmlns:manifest="{_BASE}manifest:1.0">{listed}</manifest:manifest>'),
        **(more or {}),
    })  # fmt: skip


def text(inside: str = "", more: Parts | None = None) -> bytes:
    return _file("text", "text", inside + para(ORDINARY), more)


def sheet(inside: str = "", before: str = "", name: str = "汇总", more: Parts | None = None) -> bytes:
    first = (
        f"<table:table table:name={quoteattr(name)}><table:table-row>"
        f"<table:table-cell>{para('合计')}</table:table-cell></table:table-row></table:table>"
    )
    return _file("spreadsheet", "spreadsheet", before + first + inside, more)


def show(inside: str = "", more: Parts | None = None) -> bytes:
    page = f'<draw:page draw:name="p1"><draw:frame><draw:text-box>{para(ORDINARY)}</draw:text-box></draw:frame>{inside}</draw:page>'
    return _file("presentation", "presentation", page, more)


def _styles(tag: str, words: str) -> Parts:
    master = (
        f"<office:master-styles><style:master-page><style:{tag}>{para(words)}</style:{tag}>"
        f"</style:master-page></office:master-styles>"
    )
    return {"styles.xml": xml(f"<office:document-styles {_NAMES}>{master}</office:document-styles>")}


def _meta(inside: str) -> Parts:
    return {
        "meta.xml": xml(f"<office:document-meta {_NAMES}><office:meta>{inside}</office:meta></office:document-meta>")
    }


def _rows(words: str) -> str:
    return f"<table:table-row><table:table-cell>{para(words)}</table:table-cell></table:table-row>"


_GONE = (
    '<text:tracked-changes><text:changed-region text:id="c1">'
    "<text:deletion>{}</text:deletion></text:changed-region></text:tracked-changes>"
)


def _validation(words: str) -> str:
    message = f'<table:help-message table:title="x">{para(words)}</table:help-message>'
    inner = f'<table:content-validation table:name="v">{message}</table:content-validation>'
    return f"<table:content-validations>{inner}</table:content-validations>"


TEXT: dict[str, Maker] = {
    "paragraph": lambda t: text(para(t)),
    "split spans": lambda t: text(
        "<text:p>" + "".join(f"<text:span>{escape(each)}</text:span>" for each in t) + "</text:p>"
    ),
    "spaces between": lambda t: text("<text:p>" + '<text:s text:c="3"/>'.join(map(escape, t)) + "</text:p>"),
    "heading": lambda t: text(f'<text:h text:outline-level="1">{escape(t)}</text:h>'),
    "header": lambda t: text("", _styles("header", t)),
    "footer": lambda t: text("", _styles("footer-left", t)),
    "title": lambda t: text("", _meta(f"<dc:title>{escape(t)}</dc:title>")),
    "keyword": lambda t: text("", _meta(f"<meta:keyword>{escape(t)}</meta:keyword>")),
    "user property": lambda t: text("", _meta(f'<meta:user-defined meta:name="x">{escape(t)}</meta:user-defined>')),
    "annotation": lambda t: text(f"<text:p>正文<office:annotation>{para(t)}</office:annotation></text:p>"),
    "tracked deletion": lambda t: text(_GONE.format(para(t))),
    "footnote": lambda t: text(
        f'<text:p>正文<text:note text:note-class="footnote"><text:note-body>{para(t)}</text:note-body></text:note></text:p>'
    ),
    "hidden text": lambda t: text(
        f'<text:p><text:hidden-text text:condition="1" text:string-value={quoteattr(t)} text:is-hidden="true"/></text:p>'
    ),
    "hidden section": lambda t: text(f'<text:section text:name="s" text:display="none">{para(t)}</text:section>'),
    "text frame": lambda t: text(f"<text:p><draw:frame><draw:text-box>{para(t)}</draw:text-box></draw:frame></text:p>"),
    "picture description": lambda t: text(
        f"<text:p><draw:frame><svg:title>图</svg:title><svg:desc>{escape(t)}</svg:desc></draw:frame></text:p>"
    ),
    "variable": lambda t: text(
        f'<text:user-field-decls><text:user-field-decl office:value-type="string"'
        f' office:string-value={quoteattr(t)} text:name="x"/></text:user-field-decls>'
    ),
    "form field": lambda t: text(
        f'<office:forms><form:form><form:text form:name="a" form:value={quoteattr(t)}/></form:form></office:forms>'
    ),
    "section name": lambda t: text(f"<text:section text:name={quoteattr(t)}>{para('正文')}</text:section>"),
    "link title": lambda t: text(
        f'<text:p><text:a xlink:href="#a" office:title={quoteattr(t)}>见附件</text:a></text:p>'
    ),
    "embedded object": lambda t: text(
        "",
        {
            "Object 1/content.xml": xml(
                f"<office:document-content {_NAMES}><chart:title>{para(t)}</chart:title></office:document-content>"
            )
        },
    ),
}
SHEET: dict[str, Maker] = {
    "cell": lambda t: sheet(f'<table:table table:name="b">{_rows(t)}</table:table>'),
    "sheet name": lambda t: sheet(name=t),
    "hidden sheet": lambda t: sheet(
        f'<table:table table:name="b" table:style-name="ta2" table:display="false">{_rows(t)}</table:table>'
    ),
    "cell annotation": lambda t: sheet(
        f'<table:table table:name="b"><table:table-row><table:table-cell>'
        f"<office:annotation>{para(t)}</office:annotation></table:table-cell></table:table-row></table:table>"
    ),
    "header": lambda t: sheet(more=_styles("header", t)),
    "validation message": lambda t: sheet(before=_validation(t)),
    "named expression": lambda t: sheet(
        f'<table:named-expressions><table:named-expression table:name="x"'
        f" table:expression={quoteattr(f'{chr(34)}{t}{chr(34)}')}/></table:named-expressions>"
    ),
}
SHOW: dict[str, Maker] = {
    "slide": lambda t: show(f"<draw:frame><draw:text-box>{para(t)}</draw:text-box></draw:frame>"),
    "notes": lambda t: show(
        f"<presentation:notes><draw:frame><draw:text-box>{para(t)}</draw:text-box></draw:frame></presentation:notes>"
    ),
    "shape name": lambda t: show(f"<draw:frame draw:name={quoteattr(t)}/>"),
}
