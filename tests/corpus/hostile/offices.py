"""Office, OFD and rich text files that reach out, explode or carry programs."""

from collections.abc import Callable

from tests.corpus.carriers import ofd, opendocument, sheets, word
from tests.corpus.carriers.parts import ORDINARY, archive, compound
from tests.corpus.carriers.rich import escaped, rich
from tests.corpus.hostile.zips import MARK

_XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = (
    "<!DOCTYPE a [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 11)) + "]>"
)
_BLOWUP = f"<!DOCTYPE a [<!ENTITY x '{'a' * 50_000}'>]>"
_OUTSIDE = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _comments(head: str, inner: str) -> bytes:
    part = (
        f'<?xml version="1.0"?>{head}<w:comments {_W}><w:comment><w:p>'
        f"<w:r><w:t>{inner}</w:t></w:r></w:p></w:comment></w:comments>"
    )
    return word.word("", word__comments_xml=part)


def _related(kind: str, target: str) -> bytes:
    relation = f'<Relationship Id="r9" Type="{_DOC}/{kind}" Target="{target}" TargetMode="External"/>'
    return word.word(
        "", **{"word___rels__settings.xml_rels": f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'}
    )


def _deep(levels: int) -> bytes:
    return word.word("", word__deep_xml="<a>" * levels + "x" + "</a>" * levels)


def _dde() -> bytes:
    return word.word(word.field('DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"'))


def _sheet_part(path: str, head: str, inner: str) -> bytes:
    return sheets.workbook(more={path: f'<?xml version="1.0"?>{head}<a>{inner}</a>'})


def _open(part: str) -> bytes:
    return opendocument.text("", {"settings.xml": part})


def _locked_open() -> bytes:
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="99"><manifest:encryption-data/>'
        "</manifest:file-entry></manifest:manifest>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": kind, "content.xml": bytes(range(256)), "META-INF/manifest.xml": manifest})


MAKERS: dict[str, Callable[[], bytes]] = {
    "docx-external-entity": lambda: _comments(_XXE, "&x;"),
    "docx-billion-laughs": lambda: _comments(_LAUGHS, "&l10;"),
    "docx-quadratic": lambda: _comments(_BLOWUP, "&x;" * 50_000),
    "docx-external-dtd": lambda: _comments(_OUTSIDE, ORDINARY),
    "docx-entity-marked": lambda: _comments("<!DOCTYPE a [<!ENTITY x '机密'>]>", "&x;★10年"),
    "docx-external-template": lambda: _related("attachedTemplate", "http://127.0.0.1:9/evil.dotm"),
    "docx-external-picture": lambda: _related("image", "file://127.0.0.1/share/a.png"),
    "docx-external-object": lambda: _related("oleObject", "http://127.0.0.1:9/a.html!x"),
    "docm-macros": lambda: word.word("", word__vbaProject_bin=compound({"dir": b"Attribute VB_Name" * 9})),
    "docx-activex": lambda: word.word("", word__activeX__activeX1_bin=compound({"Contents": bytes(64)})),
    "docx-dde": _dde,
    "docx-deep-tree": lambda: _deep(300_000),
    "docx-huge-attribute": lambda: word.word("", word__a_xml=f'<a b="{"x" * 60_000_000}"/>'),
    "docx-million-paragraphs": lambda: word.word("<w:p/>" * 1_000_000),
    "docx-utf7-part": lambda: word.word(
        "", word__a_xml=b'<?xml version="1.0" encoding="UTF-7"?><a>' + MARK.encode("utf-7") + b"</a>"
    ),
    "docx-encrypted": lambda: compound({"EncryptionInfo": bytes(200), "EncryptedPackage": bytes(range(256)) * 40}),
    "docx-truncated": lambda: word.word(word.para(ORDINARY))[:900],
    "docx-broken-xml": lambda: word.word("", word__footer1_xml=f"<w:ftr {_W}><w:p><w:r><w:t>{MARK}"),
    "docx-program-inside": lambda: word.word("", word__embeddings__a_exe=b"MZ" + bytes(4000)),
    "xlsx-external-entity": lambda: _sheet_part("xl/comments1.xml", _XXE, "&x;"),
    "xlsx-billion-laughs": lambda: _sheet_part("xl/comments1.xml", _LAUGHS, "&l10;"),
    "xlsm-old-macro-sheet": lambda: sheets.workbook(
        more={"xl/macrosheets/sheet9.xml": "<a><f>EXEC(&quot;calc&quot;)</f></a>"}
    ),
    "xlsm-macros": lambda: sheets.workbook(more={"xl/vbaProject.bin": compound({"dir": bytes(64)})}),
    "xlsx-dde": lambda: sheets.workbook(
        more={
            "xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
        }
    ),
    "xlsx-connection": lambda: sheets.workbook(
        more={
            "xl/connections.xml": '<connections><connection><webPr url="http://127.0.0.1:9/"/></connection></connections>'
        }
    ),
    "xlsx-many-cells": lambda: sheets.workbook('<row><c t="s"><v>0</v></c></row>' * 250_000),
    "xlsx-part-bomb": lambda: sheets.workbook(more={"xl/worksheets/sheet9.xml": bytes(180_000_000)}),
    "odt-external-entity": lambda: _open(f'<?xml version="1.0"?>{_XXE}<a>&x;</a>'),
    "odt-billion-laughs": lambda: _open(f'<?xml version="1.0"?>{_LAUGHS}<a>&l10;</a>'),
    "odt-macros": lambda: opendocument.text("", {"Basic/Standard/Module1.xml": "<a>Shell(&quot;calc&quot;)</a>"}),
    "odt-encrypted": _locked_open,
    "ofd-external-entity": lambda: ofd.ofd(more={"Doc_0/Extra.xml": f'<?xml version="1.0"?>{_XXE}<a>&x;</a>'}),
    "ofd-billion-laughs": lambda: ofd.ofd(more={"Doc_0/Extra.xml": f'<?xml version="1.0"?>{_LAUGHS}<a>&l10;</a>'}),
    "ofd-way-out": lambda: ofd.ofd(root="<ofd:Annotations>../../../../../etc/passwd</ofd:Annotations>"),
    "ofd-million-objects": lambda: ofd.ofd("<ofd:PathObject/>" * 1_000_000),
    "rtf-deep": lambda: b"{\\rtf1 " + b"{" * 1_000_000 + b"x" + b"}" * 1_000_001,
    "rtf-bin": lambda: rich(rf"{{\pict\bin999999999 }}{escaped(MARK)}"),
    "rtf-object": lambda: rich(r"{\object\objemb{\*\objdata 0105000002000000" + "4d5a" * 4000 + "}}"),
    "rtf-object-update": lambda: rich(r"{\object\objautlink\objupdate{\*\objdata 01050000}}"),
    "rtf-template": lambda: rich(r"{\*\template http://127.0.0.1:9/evil.rtf}"),
    "rtf-truncated": lambda: rich(escaped(ORDINARY))[:-40],
    "rtf-million-words": lambda: rich(r"\b\b0" * 1_000_000),
    "doc-marked": lambda: compound({"WordDocument": MARK.encode("utf-16-le") * 9, "1Table": bytes(99)}),
    "doc-plain": lambda: compound({"WordDocument": ORDINARY.encode("utf-16-le") * 9, "1Table": bytes(99)}),
    "xls-plain": lambda: compound({"Workbook": bytes(4096)}),
    "wps-plain": lambda: compound({"WpsDocument": bytes(4096)}),
    "ole-chain-loop": lambda: compound({"WordDocument": bytes(4096)}).replace(
        b"\x03\0\0\0\x04\0\0\0", b"\x03\0\0\0\x02\0\0\0", 1
    ),
}
