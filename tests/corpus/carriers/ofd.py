"""Places of an OFD document (GB/T 33190) where words can stand."""

from tests.corpus.carriers.parts import ORDINARY, Maker, Parts, archive, escape, quoteattr, xml
from tests.corpus.carriers.word import para, word

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def code(words: str, extra: str = "") -> str:
    return (
        f'<ofd:TextObject ID="9" Boundary="10 10 150 10" Font="2" Size="5"{extra}>'
        f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(words)} 5">{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects: str) -> str:
    layer = f'<ofd:Content><ofd:Layer ID="5">{"".join(objects)}</ofd:Layer></ofd:Content>'
    return xml(f"<ofd:Page {_NS}>{layer}</ofd:Page>")


def ofd(*objects: str, info: str = "", root: str = "", common: str = "", more: Parts | None = None) -> bytes:
    """One page of an ordinary line and `objects`; `info` stands in DocInfo, `root` in Document, `common` in CommonData."""
    return archive({
        "OFD.xml": xml(
            f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>{info}</ofd:DocInfo>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": xml(
            f"<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID>"
            "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>{common}</ofd:CommonData><ofd:Pages>"
            f'<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>{root}</ofd:Document>'
        ),
        "Doc_0/PublicRes.xml": xml(
            f'<ofd:Res {_NS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
        ),
        "Doc_0/Pages/Page_0/Content.xml": page(code(ORDINARY), *objects),
        **(more or {}),
    })  # fmt: skip


def _codes(words: str) -> str:
    pieces = "".join(f'<ofd:TextCode X="{at * 5}" Y="5">{escape(each)}</ofd:TextCode>' for at, each in enumerate(words))
    return f'<ofd:TextObject ID="9" Boundary="10 10 150 10" Font="2" Size="5">{pieces}</ofd:TextObject>'


def _apart(words: str) -> str:
    """Each character an object of its own, on one line."""
    return "".join(
        f'<ofd:TextObject ID="{20 + at}" Boundary="{10 + at * 5} 30 5 5" Font="2" Size="5">'
        f'<ofd:TextCode X="0" Y="5">{escape(each)}</ofd:TextCode></ofd:TextObject>'
        for at, each in enumerate(words)
    )


def _notes(inner: str) -> Parts:
    listed = (
        f'<ofd:Annotations {_NS}><ofd:Page PageID="1">'
        f"<ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>"
    )
    return {
        "Doc_0/Annots/Annotations.xml": xml(listed),
        "Doc_0/Annots/Page_0/Annotation.xml": xml(f"<ofd:PageAnnot {_NS}>{inner}</ofd:PageAnnot>"),
    }  # fmt: skip


def _annotated(inner: str) -> bytes:
    return ofd(root="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>", more=_notes(inner))


def _attached(name: str, body: bytes) -> bytes:
    listed = (
        f'<ofd:Attachments {_NS}><ofd:Attachment ID="1" Name="附件" Format="txt">'
        f"<ofd:FileLoc>{escape(name)}</ofd:FileLoc></ofd:Attachment></ofd:Attachments>"
    )
    return ofd(
        root="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>",
        more={"Doc_0/Attachs/Attachments.xml": xml(listed), f"Doc_0/Attachs/{name}": body},
    )


PLACES: dict[str, Maker] = {
    "text code": lambda t: ofd(code(t)),
    "split text codes": lambda t: ofd(_codes(t)),
    "an object a character": lambda t: ofd(_apart(t)),
    "invisible": lambda t: ofd(code(t, ' Visible="false"')),
    "transparent": lambda t: ofd(code(t, ' Alpha="0"')),
    "half a millimetre": lambda t: ofd(code(t).replace('Size="5"', 'Size="0.1"')),
    "composite object": lambda t: ofd(f'<ofd:PageBlock ID="8">{code(t)}</ofd:PageBlock>'),
    "template page": lambda t: ofd(
        common='<ofd:TemplatePage ID="3" BaseLoc="Tpls/Tpl_0/Content.xml"/>',
        more={"Doc_0/Tpls/Tpl_0/Content.xml": page(code(t))},
    ),
    "title": lambda t: ofd(info=f"<ofd:Title>{escape(t)}</ofd:Title>"),
    "keyword": lambda t: ofd(info=f"<ofd:Keywords><ofd:Keyword>{escape(t)}</ofd:Keyword></ofd:Keywords>"),
    "custom data": lambda t: ofd(
        info=f'<ofd:CustomDatas><ofd:CustomData Name="x">{escape(t)}</ofd:CustomData></ofd:CustomDatas>'
    ),
    "annotation": lambda t: _annotated(
        f'<ofd:Annot ID="4" Type="Watermark"><ofd:Appearance Boundary="0 0 210 297">{code(t)}</ofd:Appearance></ofd:Annot>'
    ),
    "remark of an annotation": lambda t: _annotated(
        f'<ofd:Annot ID="4" Type="Highlight"><ofd:Remark>{escape(t)}</ofd:Remark></ofd:Annot>'
    ),
    "parameter of an annotation": lambda t: _annotated(
        f'<ofd:Annot ID="4" Type="Stamp"><ofd:Parameters>'
        f'<ofd:Parameter Name="x">{escape(t)}</ofd:Parameter></ofd:Parameters></ofd:Annot>'
    ),
    "attached text": lambda t: _attached("a.txt", t.encode("gb18030")),
    "attached document": lambda t: _attached("a.docx", word(para(t))),
    "name of an attachment": lambda t: _attached(f"{t}.txt", ORDINARY.encode()),
    "custom tag": lambda t: ofd(
        root="<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>",
        more={
            "Doc_0/Tags/CustomTags.xml": xml(
                f'<ofd:CustomTags {_NS}><ofd:CustomTag NameSpace="x">'
                f"<ofd:FileLoc>Tag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>"
            ),
            "Doc_0/Tags/Tag.xml": xml(
                f'<x:公文体 xmlns:x="http://example.invalid/x"><x:密级>{escape(t)}</x:密级></x:公文体>'
            ),
        },
    ),
    "outline": lambda t: ofd(root=f"<ofd:Outlines><ofd:OutlineElem Title={quoteattr(t)}/></ofd:Outlines>"),
    "bookmark": lambda t: ofd(root=f"<ofd:Bookmarks><ofd:Bookmark Name={quoteattr(t)}/></ofd:Bookmarks>"),
    "extension": lambda t: ofd(
        root="<ofd:Extensions>Extensions.xml</ofd:Extensions>",
        more={
            "Doc_0/Extensions.xml": xml(
                f'<ofd:Extensions {_NS}><ofd:Extension AppName="x" RefId="1">'
                f'<ofd:Property Name="x" Type="x">{escape(t)}</ofd:Property></ofd:Extension></ofd:Extensions>'
            )
        },
    ),
    "part nobody refers to": lambda t: ofd(more={"Doc_0/Pages/Page_1/Content.xml": page(code(t))}),
}
