"""Places few would look at: other packagings of the same formats, words in pieces inside a sentence, encoded twice.

Each is a file of its own, called by its usual ending.
"""

import base64
import struct
import zlib

from tests.corpus.carriers import mail, ofd, opendocument, pdf, rich, sheets, slides, texts, word
from tests.corpus.carriers.parts import ORDINARY, Maker, archive, escape, quoteattr, xml

_OLD_WORD = "http://schemas.microsoft.com/office/word/2003/wordml"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BEFORE, _BEHIND = "现将附件（", "）印发你们。"


def _pieces(words: str) -> list[str]:
    """In a sentence, the words in runs of two."""
    return [_BEFORE, *(words[at : at + 2] for at in range(0, len(words), 2)), _BEHIND]


def _strict(words: str) -> bytes:
    document = f'<w:document xmlns:w="{_STRICT}"><w:body>{word.para(words)}</w:body></w:document>'
    return archive({
        "[Content_Types].xml": xml("<Types/>"),
        "word/document.xml": xml(document),
        "word/styles.xml": xml(f'<w:styles xmlns:w="{_USUAL}"/>'),
    })  # fmt: skip


def _flat(words: str) -> bytes:
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    body = f'<w:document xmlns:w="{_USUAL}"><w:body>{word.para(ORDINARY)}{word.para(words)}</w:body></w:document>'
    part = f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{body}</pkg:xmlData></pkg:part>'
    return xml(f'<pkg:package xmlns:pkg="{package}">{part}</pkg:package>').encode()


def _old_word(words: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(each)}</w:t></w:r></w:p>" for each in (ORDINARY, words))
    return xml(f'<w:wordDocument xmlns:w="{_OLD_WORD}"><w:body>{body}</w:body></w:wordDocument>').encode()


def _flat_open(words: str) -> bytes:
    base = "urn:oasis:names:tc:opendocument:xmlns:"
    names = f'xmlns:office="{base}office:1.0" xmlns:text="{base}text:1.0"'
    body = opendocument.para(ORDINARY) + opendocument.para(words)
    inner = f"<office:body><office:text>{body}</office:text></office:body>"
    return xml(
        f'<office:document {names} office:mimetype="application/vnd.oasis.opendocument.text">{inner}</office:document>'
    ).encode()


def _book(words: str) -> bytes:
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{ORDINARY}</p><p>{escape(words)}</p></body></html>'
    return archive(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": xml("<container/>"), "a.xhtml": xml(page)}
    )


def _fixed_page(words: str) -> bytes:
    page = f'<FixedPage xmlns="http://schemas.microsoft.com/xps/2005/06"><Glyphs UnicodeString={quoteattr(words)}/></FixedPage>'
    return archive({"[Content_Types].xml": xml("<Types/>"), "Documents/1/Pages/1.fpage": xml(page)})


def _real_name(words: str) -> bytes:
    """A member whose name in Unicode stands in an extra field (Info-ZIP 0x7075)."""
    name, real = b"a.txt", f"{words}.txt".encode()
    body = ORDINARY.encode()
    extra = struct.pack("<HHBI", 0x7075, 5 + len(real), 1, zlib.crc32(name)) + real
    head = (20, 0, 0, 0, 0x5C21, zlib.crc32(body), len(body), len(body), len(name), len(extra))
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, *head) + name + extra + body
    central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, *head, 0, 0, 0, 0, 0) + name + extra
    return local + central + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(central), len(local), 0)


def _two_streams(words: str) -> bytes:
    """The page's content in two streams, cut between the words' characters."""
    half = len(words) // 2
    made = pdf.pdf(
        pdf.show(words[:half]),
        pdf.stream(pdf.show(words[half:]).replace("60 700", f"{60 + 16 * half} 700").encode()),
        words=words,
    )
    return made.replace(b"/Contents 4 0 R", b"/Contents[4 0 R 10 0 R]", 1)


def _names_below(words: str) -> bytes:
    """The tree of attachments has a level more."""
    spec = "<</Type/Filespec/F(a)/EF<</F 12 0 R>>>>"
    body = pdf.stream(words.encode("utf-16"), "/Type/EmbeddedFile", packed=True)
    catalog = "/Names<</EmbeddedFiles<</Kids[10 0 R]>>>>"
    return pdf.pdf("", f"<</Limits[(a)(a)]/Names[{pdf.said('a.txt')} 11 0 R]>>", spec, body, catalog=catalog)


def _octal(words: str) -> str:
    return "(" + "".join(f"\\{byte:03o}" for byte in b"\xfe\xff" + words.encode("utf-16-be")) + ")"


def _css(words: str) -> str:
    return "".join(each if each.isascii() else f"\\{ord(each):X} " for each in words)


def _js(words: str) -> str:
    return "".join(f"\\u{ord(each):04x}" for each in words)


def _open_spans(words: str) -> bytes:
    return opendocument.text(
        "<text:p>" + "".join(f"<text:span>{escape(each)}</text:span>" for each in _pieces(words)) + "</text:p>"
    )


def _kerned(words: str) -> bytes:
    shown = " 30 ".join(map(pdf.codes, _pieces(words)))
    return pdf.pdf(f"BT /F 16 Tf 60 700 Td [{shown}] TJ ET\n", words="".join(_pieces(words)))


DOCX: dict[str, Maker] = {
    "runs inside a sentence": lambda t: word.word("<w:p>" + "".join(map(word.run, _pieces(t))) + "</w:p>"),
    "proofing marks between": lambda t: word.word(
        "<w:p>" + '<w:proofErr w:type="spellStart"/>'.join(map(word.run, t)) + "</w:p>"
    ),
    "bookmarks between": lambda t: word.word(
        "<w:p>" + '<w:bookmarkStart w:id="1" w:name="a"/>'.join(map(word.run, t)) + "</w:p>"
    ),
    "soft hyphens between": lambda t: word.word(
        "<w:p><w:r>" + "<w:softHyphen/>".join(f"<w:t>{escape(each)}</w:t>" for each in t) + "</w:r></w:p>"
    ),
    "half of it tracked": lambda t: word.word(
        f"<w:p>{word.run(t[:1])}<w:ins w:id='1' w:author='x'>{word.run(t[1:2])}</w:ins>{word.run(t[2:])}</w:p>"
    ),
    "strict": _strict,
    "document in a document in a document": lambda t: word.word(
        "", word__embeddings__a_docx=word.word("", word__embeddings__b_docx=word.word(word.para(t)))
    ),
    "letter attached": lambda t: word.word("", word__embeddings__a_eml=mail.letter(mail.piece(t.encode()))),
}
PPTX: dict[str, Maker] = {
    "runs inside a sentence": lambda t: slides.deck(slides.shape(*_pieces(t))),
    "field text": lambda t: slides.deck(
        f'<p:sp><p:txBody><a:p><a:fld type="x"><a:t>{escape(t)}</a:t></a:fld></a:p></p:txBody></p:sp>'
    ),
    "split in the notes": lambda t: slides.deck(
        more={"ppt/notesSlides/notesSlide1.xml": slides.tree("notes", slides.shape(*t))}
    ),
}
XLSX: dict[str, Maker] = {
    "formula of pieces": lambda t: sheets.workbook(
        f'<row r="2"><c r="A2"><f>{escape("&".join(f"{chr(34)}{each}{chr(34)}" for each in t))}</f></c></row>'
    ),
    "down a column": lambda t: sheets.workbook(
        "".join(f'<row r="{n}">{sheets.inline(f"A{n}", each)}</row>' for n, each in enumerate(t, 2))
    ),
}
PDF: dict[str, Maker] = {
    "kerned inside a sentence": _kerned,
    "two content streams": _two_streams,
    "title in utf-8": lambda t: pdf.pdf(info=f"/Title <EFBBBF{t.encode().hex()}>"),
    "title in octal": lambda t: pdf.pdf(info=f"/Title {_octal(t)}"),
    "title apart": lambda t: pdf.pdf("", pdf.said(t), info="/Title 10 0 R"),
    "attachments a level down": _names_below,
    "upside down": lambda t: pdf.pdf(f"BT /F 16 Tf -1 0 0 -1 400 600 Tm {pdf.codes(t)} Tj ET\n", words=t),
    "on its side": lambda t: pdf.pdf(f"BT /F 16 Tf 0 1 -1 0 400 300 Tm {pdf.codes(t)} Tj ET\n", words=t),
    "clipped away": lambda t: pdf.pdf(f"q 0 0 1 1 re W n\n{pdf.show(t)}Q\n", words=t),
    "file in a file": lambda t: pdf.pdf(
        "",
        "<</Type/Filespec/F(a)/EF<</F 11 0 R>>>>",
        pdf.stream(pdf.pdf(pdf.show(t), words=t), packed=True),
        catalog="/AF[10 0 R]",
    ),
}
ODT: dict[str, Maker] = {
    "spans inside a sentence": _open_spans,
    "flat": _flat_open,
    "script": lambda t: opendocument.text(f'<text:script text:language="x">{escape(t)}</text:script>'),
}
OFD: dict[str, Maker] = {
    "pieces inside a sentence": lambda t: ofd.ofd(
        "".join(
            (
                f'<ofd:TextObject ID="{30 + at}" Boundary="{10 + 12 * at} 50 40 6" Font="2" Size="4">'
                f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(each)} 4">{escape(each)}</ofd:TextCode></ofd:TextObject>'
            )
            for at, each in enumerate(t[at : at + 3] for at in range(0, len(t), 3))
        )
    ),
}
RTF: dict[str, Maker] = {
    "runs inside a sentence": lambda t: rich.rich(
        "".join(rf"{{\lang2052 {rich.escaped(each)}}}" for each in _pieces(t))
    ),
    "line ends between": lambda t: rich.rich("\n".join(rich.bytewise(each) for each in t)),
    "switches between": lambda t: rich.rich(r"\b\b0 ".join(rich.escaped(each) for each in t)),
    "raw bytes": lambda t: rich.rich("QQQ").replace(b"QQQ", t.encode("gbk")),
}
HTML: dict[str, Maker] = {
    "escapes in a style": lambda t: texts.page("", f'<style>p::after{{content:"{_css(t)}"}}</style>'),
    "escapes in a script": lambda t: texts.page(f'<script>var a = "{_js(t)}";</script>'),
    "label for the blind": lambda t: texts.page(f'<p aria-label="{escape(t)}">附件</p>'),
    "turned by a tag": lambda t: texts.page(f'<bdo dir="rtl">{escape(t[::-1])}</bdo>'),
    "breaks allowed between": lambda t: texts.page("<p>" + "<wbr>".join(map(escape, t)) + "</p>"),
    "comments between": lambda t: texts.page("<p>" + "<!-- x -->".join(map(escape, t)) + "</p>"),
    "spans inside a sentence": lambda t: texts.page(
        "<p>" + "".join(f"<b>{escape(each)}</b>" for each in _pieces(t)) + "</p>"
    ),
    "conditional comment": lambda t: texts.page(f"<!--[if mso]><p>{escape(t)}</p><![endif]-->"),
}
EML: dict[str, Maker] = {
    "web page saved as a letter": lambda t: mail.letter(
        mail.piece(texts.page(f"<p>{escape(t)}</p>"), "text/html; charset=utf-8", how="quoted-printable")
    ),
    "base64 without ends": lambda t: mail.letter(
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: BASE64\r\n\r\n"
        + base64.b64encode(t.encode()).rstrip(b"=")
        + b"\r\n"
    ),
    "compressed document, wrong type": lambda t: mail.letter(
        mail.piece(word.word(word.para(t)), "image/png; name=a.png")
    ),
}
ZIP: dict[str, Maker] = {
    "real name in an extra field": _real_name,
}
XML: dict[str, Maker] = {
    "flat package": _flat,
    "word 2003": _old_word,
    "any": lambda t: xml(f"<a><b>{escape(t)}</b></a>").encode(),
}
EPUB: dict[str, Maker] = {"chapter": _book}
XPS: dict[str, Maker] = {"glyphs": _fixed_page}
