"""Places of a PDF (ISO 32000-1) where words can stand. Files are written object by object; one set is typeset.

The face is a composite one whose codes are UTF-16 and whose ToUnicode table says so.
"""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import typst

from tests.corpus.carriers.parts import ORDINARY, Maker, archive, escape
from tests.corpus.carriers.word import para, word
from typeset.fonts import REGISTRY

_FIRST_FREE = 10
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def said(words: str) -> str:
    """A text string."""
    return f"<FEFF{words.encode('utf-16-be').hex()}>"


def codes(words: str) -> str:
    """A string of the face."""
    return f"<{words.encode('utf-16-be').hex()}>"


def show(words: str, y: int = 700, how: str = "", size: int = 16) -> str:
    return f"BT /F {size} Tf {how} 1 0 0 1 60 {y} Tm {codes(words)} Tj ET\n"


def stream(body: bytes, keys: str = "", *, packed: bool = False) -> bytes:
    data = zlib.compress(body, 1) if packed else body
    keys += "/Filter/FlateDecode" if packed else ""
    return f"<<{keys}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def written(objects: dict[int, bytes], trailer: str) -> bytes:
    """Objects, the table of their offsets, the trailer."""
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    at, size = len(out), max(objects) + 1
    rows = (f"{offsets[n]:010} 00000 n \n" if n in offsets else "0000000000 65535 f \n" for n in range(size))
    out += f"xref\n0 {size}\n{''.join(rows)}trailer\n<<{trailer}/Size {size}>>\nstartxref\n{at}\n%%EOF\n".encode()
    return bytes(out)


def _unicode(text: str) -> bytes:
    pairs = "".join(
        f"<{each.encode('utf-16-be').hex()}> <{each.encode('utf-16-be').hex()}>\n" for each in sorted(set(text))
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(set(text))} beginbfchar\n{pairs}endbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def pdf(
    content: str = "", *more: bytes | str, page: str = "", catalog: str = "", info: str = "", words: str = ""
) -> bytes:
    """One page with an ordinary line and `content`; `more` are objects 10, 11, …; `words` are what the face must know."""
    objects = {
        1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>{page}>>".encode(),
        4: stream((show(ORDINARY, 760) + content).encode()),
        5: b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>",
        6: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/DW 1000/FontDescriptor 7 0 R>>",
        7: b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 859/Descent -141"
        b"/CapHeight 700/StemV 80>>",
        8: stream(_unicode(ORDINARY + words), packed=True),
        9: f"<</Producer(x){info}>>".encode(),
    }
    objects |= {_FIRST_FREE + at: body.encode() if isinstance(body, str) else body for at, body in enumerate(more)}
    return written(objects, "/Root 1 0 R/Info 9 0 R")


def _shown(words: str, how: str = "", y: int = 700, size: int = 16) -> bytes:
    return pdf(show(words, y, how, size), words=words)


def _apart(words: str) -> Iterator[str]:
    for at, each in enumerate(words):
        yield f"BT /F 16 Tf 1 0 0 1 {60 + 16 * at} 700 Tm {codes(each)} Tj ET\n"


def _down(words: str) -> str:
    return "".join(f"BT /F 16 Tf 1 0 0 1 60 {720 - 18 * at} Tm {codes(each)} Tj ET\n" for at, each in enumerate(words))


def _form(words: str) -> bytes:
    inner = stream(
        show(words).encode(), "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>", packed=True
    )
    return pdf("/X Do\n", inner, words=words).replace(
        b"/Font<</F 5 0 R>>>>>>", b"/Font<</F 5 0 R>>/XObject<</X 10 0 R>>>>>>", 1
    )


def _layer(words: str) -> bytes:
    catalog = "/OCProperties<</OCGs[10 0 R]/D<</OFF[10 0 R]/Order[10 0 R]>>>>"
    made = pdf(f"/OC /L BDC\n{show(words)}EMC\n", "<</Type/OCG/Name(x)>>", catalog=catalog, words=words)
    return made.replace(b"/Font<</F 5 0 R>>>>>>", b"/Font<</F 5 0 R>>/Properties<</L 10 0 R>>>>>>", 1)


def _note(words: str, kind: str = "Text", key: str = "Contents", extra: str = "") -> bytes:
    note = f"<</Type/Annot/Subtype/{kind}/Rect[50 50 200 90]/{key} {said(words)}{extra}>>"
    return pdf("", note, page="/Annots[10 0 R]")


def _field(**keys: str) -> bytes:
    values = "".join(f"/{key} {said(value)}" for key, value in keys.items())
    field = f"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[50 50 200 90]{values}>>"
    return pdf("", field, page="/Annots[10 0 R]", catalog="/AcroForm<</Fields[10 0 R]>>")


def _attached(name: str, body: bytes, note: str = "") -> bytes:
    said_of = f"/Desc {said(note)}" if note else ""
    catalog = f"/Names<</EmbeddedFiles<</Names[{said(name)} 10 0 R]>>>>"
    spec = f"<</Type/Filespec/F(a)/UF {said(name)}{said_of}/EF<</F 11 0 R>>>>"
    return pdf("", spec, stream(body, "/Type/EmbeddedFile", packed=True), catalog=catalog)


def _pinned(words: str) -> bytes:
    note = "<</Type/Annot/Subtype/FileAttachment/Rect[50 50 90 90]/FS 11 0 R>>"
    spec = "<</Type/Filespec/F(a.txt)/EF<</F 12 0 R>>>>"
    return pdf("", note, spec, stream(words.encode("gb18030"), "/Type/EmbeddedFile"), page="/Annots[10 0 R]")


def _metadata(words: str) -> bytes:
    packet = (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(words)}</rdf:li></rdf:Alt></dc:title></rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    return pdf("", stream(packet.encode(), "/Type/Metadata/Subtype/XML"), catalog="/Metadata 10 0 R")


def _packed(words: str) -> bytes:
    """The properties inside a compressed object stream, found through a cross-reference stream."""
    info = f"<</Title {said(words)}>>".encode()
    plain = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>"}
    plain[3] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 7 0 R>>>>>>"
    plain[4] = stream(b"BT /F 16 Tf 60 700 Td (Spring) Tj ET")
    plain[5] = stream(b"6 0 " + info, "/Type/ObjStm/N 1/First 4", packed=True)
    plain[7] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    out, rows = bytearray(b"%PDF-1.7\n"), {0: (0, 0, 255), 6: (2, 5, 0)}
    for number, body in plain.items():
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    at = len(out)
    rows[8] = (1, at, 0)
    table = b"".join(
        bytes([kind]) + where.to_bytes(4, "big") + bytes([last]) for _, (kind, where, last) in sorted(rows.items())
    )
    out += b"8 0 obj\n" + stream(table, "/Type/XRef/Size 9/W[1 4 1]/Root 1 0 R/Info 6 0 R", packed=True) + b"\nendobj\n"
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % at)


@cache
def _engine() -> typst.Compiler:
    return typst.Compiler(font_paths=[str(REGISTRY)], ignore_system_fonts=True)


def _typeset(words: str, how: str = "") -> bytes:
    quoted = words.replace("\\", "\\\\").replace('"', '\\"')
    source = f'#set text(font: "Noto Serif SC", size: 16pt)\n{ORDINARY}\n\n#text({how}"{quoted}")\n'
    made = _engine().compile(source.encode(), format="pdf", timestamp=_EPOCH)
    assert isinstance(made, bytes)
    return made


PLACES: dict[str, Maker] = {
    "page": _shown,
    "an object a character": lambda t: pdf("".join(_apart(t)), words=t),
    "with kerning": lambda t: pdf(f"BT /F 16 Tf 60 700 Td [{' -900 '.join(map(codes, t))}] TJ ET\n", words=t),
    "down the page": lambda t: pdf(_down(t), words=t),
    "drawn in reverse order": lambda t: pdf("".join(reversed([*_apart(t)])), words=t),
    "invisible": lambda t: _shown(t, "3 Tr"),
    "white": lambda t: _shown(t, "1 1 1 rg"),
    "one point": lambda t: _shown(t, size=1),
    "off the page": lambda t: _shown(t, y=-300),
    "form object": _form,
    "hidden layer": _layer,
    "name of a layer": lambda t: pdf(
        "", f"<</Type/OCG/Name {said(t)}>>", catalog="/OCProperties<</OCGs[10 0 R]/D<<>>>>"
    ),
    "replacement text": lambda t: pdf(
        f"/Span <</ActualText {said(t)}>> BDC\n{show('见附件', 700)}EMC\n", words="见附件"
    ),
    "title": lambda t: pdf(info=f"/Title {said(t)}"),
    "own property": lambda t: pdf(info=f"/Level {said(t)}"),
    "keywords, packed": _packed,
    "metadata": _metadata,
    "note": _note,
    "free text": lambda t: _note(t, "FreeText", extra="/DA(/F 12 Tf)"),
    "subject of a note": lambda t: _note(t, "Highlight", "Subj"),
    "rich text of a note": lambda t: _note(f"<body><p>{t}</p></body>", "FreeText", "RC"),
    "hidden note": lambda t: _note(t, extra="/F 2"),
    "stamp drawn": lambda t: pdf(
        "",
        "<</Type/Annot/Subtype/Stamp/Rect[50 50 400 90]/AP<</N 11 0 R>>>>",
        stream(show(t, 10).encode(), "/Type/XObject/Subtype/Form/BBox[0 0 400 40]/Resources<</Font<</F 5 0 R>>>>"),
        page="/Annots[10 0 R]",
        words=t,
    ),
    "form field": lambda t: _field(V=t),
    "default of a field": lambda t: _field(DV=t),
    "tooltip of a field": lambda t: _field(TU=t),
    "choice of a field": lambda t: pdf(
        "",
        f"<</Type/Annot/Subtype/Widget/FT/Ch/T(a)/Rect[50 50 200 90]/Opt[{said('无')} {said(t)}]>>",
        page="/Annots[10 0 R]",
        catalog="/AcroForm<</Fields[10 0 R]>>",
    ),
    "outline": lambda t: pdf(
        "",
        "<</Type/Outlines/First 11 0 R/Last 11 0 R/Count 1>>",
        f"<</Title {said(t)}/Parent 10 0 R>>",
        catalog="/Outlines 10 0 R",
    ),
    "page label": lambda t: pdf(catalog=f"/PageLabels<</Nums[0<</P {said(t)}/S/D>>]>>"),
    "attached text": lambda t: _attached("a.txt", t.encode("gb18030")),
    "attached document": lambda t: _attached("a.docx", word(para(t))),
    "attached archive": lambda t: _attached("a.zip", archive({"a.txt": t})),
    "name of an attachment": lambda t: _attached(f"{t}.txt", ORDINARY.encode()),
    "description of an attachment": lambda t: _attached("a.txt", ORDINARY.encode(), t),
    "pinned file": _pinned,
    "name of a destination": lambda t: pdf(catalog=f"/Names<</Dests<</Names[{said(t)} [3 0 R /Fit]]>>>>"),
    "alternative of a figure": lambda t: pdf(
        "",
        "<</Type/StructTreeRoot/K 11 0 R>>",
        f"<</Type/StructElem/S/Figure/P 10 0 R/Alt {said(t)}>>",
        catalog="/StructTreeRoot 10 0 R",
    ),
    "thread": lambda t: pdf("", f"<</Type/Thread/I<</Title {said(t)}>>>>", catalog="/Threads[10 0 R]"),
    "object nobody refers to": lambda t: pdf("", f"<</Title {said(t)}>>"),
}
TYPESET: dict[str, Maker] = {
    "page": _typeset,
    "white": lambda t: _typeset(t, "fill: white, "),
    "one point": lambda t: _typeset(t, "size: 1pt, "),
}
