"""PDF files that run programs, never end, or are something else as well."""

import io
import zlib
from collections.abc import Callable

import pypdf

from tests.corpus.carriers.parts import ORDINARY, archive
from tests.corpus.carriers.pdf import codes, pdf, said, show, stream, written
from tests.corpus.hostile.zips import MARK, MB, nothing


def _loop() -> bytes:
    made = pdf()
    at = made.rindex(b"xref\n0 ")
    return made.replace(b"/Info 9 0 R", b"/Info 9 0 R/Prev %d" % at)


def _tree_loop() -> bytes:
    return written(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 900>>"}, "/Root 1 0 R"
    )


def _pages(count: int) -> bytes:
    """One page, named so often by the tree."""
    kids = b"3 0 R " * count
    return written(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count,
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        },
        "/Root 1 0 R",
    )


def _claimed(count: int) -> bytes:
    return pdf().replace(b"/Count 1>>", b"/Count %d>>" % count, 1)


def _flate(megabytes: int, keys: str = "") -> bytes:
    body = b"\x78\xda" + nothing(megabytes)  # its checksum is missing, as nobody gets so far
    return f"<<{keys}/Filter/FlateDecode/Length {len(body)}>>stream\n".encode() + body + b"\nendstream"


def _big_content() -> bytes:
    """Hundreds of megabytes that draw nothing."""
    objects = _objects()
    objects[4] = _flate(400)
    return written(objects, "/Root 1 0 R")


def _objects(content: bytes = b"") -> dict[int, bytes]:
    return {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 10 0 R>>>>>>",
        4: stream(content or b"BT /F 16 Tf 60 700 Td (Spring) Tj ET"),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }


def _chained_filters() -> bytes:
    body = bytes(200 * MB)
    for _ in range(2):
        body = zlib.compress(body, 9)
    objects = _objects()
    objects[4] = f"<</Filter[/FlateDecode/FlateDecode]/Length {len(body)}>>stream\n".encode() + body + b"\nendstream"
    return written(objects, "/Root 1 0 R")


def _self_drawing() -> bytes:
    """A form that draws itself, a thousand times over."""
    objects = _objects(b"/X Do\n" * 1000)
    objects[10] = stream(
        b"/X Do\n" * 1000, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 10 0 R>>>>"
    )
    return written(objects, "/Root 1 0 R")


def _doubling(levels: int = 32) -> bytes:
    """Each form draws the next one ten times."""
    objects = _objects(b"/X Do\n")
    for level in range(10, 10 + levels):
        keys = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {level + 1} 0 R>>>>"
        objects[level] = stream(b"/X Do\n" * 10, keys)
    objects[10 + levels] = stream(b"0 0 9 9 re f\n", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return written(objects, "/Root 1 0 R")


def _many_words() -> bytes:
    objects = _objects(b"BT /F 1 Tf " + b"1 0 0 1 9 9 Tm (spring and autumn) Tj\n" * 400_000 + b"ET")
    return written(objects, "/Root 1 0 R")


def _object_stream() -> bytes:
    rows = b"".join(b"%d 0 " % n for n in range(20, 400_020))
    keys = f"/Type/ObjStm/N 400000/First {len(rows)}"
    return pdf("", stream(rows + bytes(50 * MB), keys, packed=True))


def _huge_picture() -> bytes:
    keys = "/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    objects = _objects(b"q 500 0 0 500 0 0 cm /X Do Q")
    objects[10] = _flate(64, keys)
    return written(objects, "/Root 1 0 R")


def _encrypted(user: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf(show(MARK), words=MARK)))
    writer.encrypt(user, "owner", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _action(action: str) -> bytes:
    return pdf(catalog=f"/OpenAction<</S/{action}>>")


def _earlier_revision() -> bytes:
    """The title bore a mark; a later revision of the file took it back."""
    first = pdf(info=f"/Title {said(MARK)}")
    at, previous = len(first), int(first.rsplit(b"startxref\n", 1)[1].split()[0])
    later = b"9 0 obj\n<</Producer(x)>>\nendobj\n"
    table = f"xref\n9 1\n{at:010} 00000 n \ntrailer\n<</Root 1 0 R/Info 9 0 R/Size 10/Prev {previous}>>\n"
    return first + later + table.encode() + b"startxref\n%d\n%%%%EOF\n" % (at + len(later))


def _no_table() -> bytes:
    """The face has no table back to Unicode, and its codes are its own."""
    return pdf(show(MARK), words=MARK).replace(b"/ToUnicode 8 0 R", b"")


MAKERS: dict[str, Callable[[], bytes]] = {
    "pdf-javascript": lambda: _action("JavaScript/JS(app.alert\\(1\\))"),
    "pdf-launch": lambda: _action("Launch/F(cmd.exe)"),
    "pdf-remote-file": lambda: _action("GoToR/F(\\\\\\\\127.0.0.1\\\\a.pdf)/D[0/Fit]"),
    "pdf-submit": lambda: _action("SubmitForm/F(http://127.0.0.1:9/)"),
    "pdf-javascript-marked": lambda: _action(f"JavaScript/JS {said(f'app.alert(1); // {MARK}')}"),
    "pdf-program-inside": lambda: pdf(
        "",
        "<</Type/Filespec/F(a.exe)/EF<</F 11 0 R>>>>",
        stream(b"MZ" + bytes(900), "/Type/EmbeddedFile"),
        catalog="/Names<</EmbeddedFiles<</Names[(a.exe) 10 0 R]>>>>",
    ),
    "pdf-table-loop": _loop,
    "pdf-tree-loop": _tree_loop,
    "pdf-million-pages": lambda: _pages(1_000_000),
    "pdf-claims-million-pages": lambda: _claimed(1_000_000),
    "pdf-huge-stream": _big_content,
    "pdf-filters-in-a-row": _chained_filters,
    "pdf-draws-itself": _self_drawing,
    "pdf-doubling-forms": _doubling,
    "pdf-endless-words": _many_words,
    "pdf-object-stream": _object_stream,
    "pdf-huge-picture": _huge_picture,
    "pdf-huge-page": lambda: pdf().replace(b"[0 0 595 842]", b"[0 0 9999999 9999999]", 1),
    "pdf-deep-arrays": lambda: pdf("", "[" * 300_000 + "]" * 300_000, page="/Annots 10 0 R"),
    "pdf-outline-loop": lambda: pdf("", f"<</Title {said('x')}/First 10 0 R/Next 10 0 R>>", catalog="/Outlines 10 0 R"),
    "pdf-encrypted": lambda: _encrypted("secret"),
    "pdf-locked-against-printing": lambda: _encrypted(""),
    "pdf-truncated": lambda: pdf(show("x"))[:500],
    "pdf-no-pages": lambda: written({1: b"<</Type/Catalog>>"}, "/Root 1 0 R"),
    "pdf-and-zip": lambda: pdf() + archive({"a.txt": MARK}),
    "zip-and-pdf": lambda: archive({"a.txt": ORDINARY}, comment=pdf()[:60_000]),
    "pdf-and-html": lambda: b"<!-- \n" + pdf() + f"\n--><html><p>{MARK}</p></html>".encode(),
    "pdf-earlier-revision": _earlier_revision,
    "pdf-own-codes": _no_table,
    "pdf-face-lies": lambda: pdf(f"BT /F 16 Tf 60 700 Td {codes(MARK)} Tj ET", words="").replace(
        b"/ToUnicode 8 0 R", b"", 1
    ),
    "pdf-xfa": lambda: pdf(
        "", stream(f"<xdp><text>{MARK}</text></xdp>".encode()), catalog="/AcroForm<</XFA 10 0 R/Fields[]>>"
    ),
    "pdf-jbig2": lambda: written(
        {
            **_objects(b"q 9 0 0 9 0 0 cm /X Do Q"),
            10: stream(
                bytes(64), "/Type/XObject/Subtype/Image/Width 65535/Height 65535/BitsPerComponent 1/Filter/JBIG2Decode"
            ),
        },
        "/Root 1 0 R",
    ),
}
