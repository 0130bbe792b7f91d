"""Places of archives where words can stand: members, names, comments, nested."""

import io
from datetime import UTC, datetime

import py7zr
from py7zr.helpers import ArchiveTimestamp

from tests.corpus.carriers import mail, ofd, opendocument, sheets, slides, texts
from tests.corpus.carriers.parts import ORDINARY, Maker, Parts, archive
from tests.corpus.carriers.word import para, word

_EPOCH = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
_RENAMED = "QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"


def seven(parts: Parts) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", filters=[{"id": py7zr.FILTER_COPY}]) as made:
        for name, body in parts.items():
            made.writef(io.BytesIO(body.encode() if isinstance(body, str) else body), name)
        for entry in made.header.files_info.files:
            entry["lastwritetime"] = entry["creationtime"] = ArchiveTimestamp.from_datetime(_EPOCH)
    return out.getvalue()


def _old_name(words: str) -> bytes:
    """A member's name in GBK without the UTF-8 flag, as Chinese Windows wrote it."""
    name = f"{words}.txt".encode("gbk")
    return archive({_RENAMED[: len(name)]: ORDINARY}).replace(_RENAMED[: len(name)].encode(), name)


ZIP: dict[str, Maker] = {
    "text": lambda t: archive({"a.txt": t, "b.txt": ORDINARY}),
    "text in gb18030": lambda t: archive({"说明.txt": f"{ORDINARY}\n{t}".encode("gb18030")}),
    "member's name": lambda t: archive({f"{t}.txt": ORDINARY}),
    "member's name in gbk": _old_name,
    "folder's name": lambda t: archive({f"资料/{t}/a.txt": ORDINARY}),
    "comment": lambda t: archive({"a.txt": ORDINARY}, comment=t.encode()),
    "comment in gbk": lambda t: archive({"a.txt": ORDINARY}, comment=t.encode("gbk")),
    "comment of a member": lambda t: archive({"a.txt": ORDINARY}, notes={"a.txt": t.encode()}),
    "document": lambda t: archive({"a.docx": word(para(t))}),
    "workbook": lambda t: archive({"a.xlsx": sheets.workbook(f'<row r="2">{sheets.inline("A2", t)}</row>')}),
    "presentation": lambda t: archive({"a.pptx": slides.deck(slides.shape(t))}),
    "open document": lambda t: archive({"a.odt": opendocument.text(opendocument.para(t))}),
    "ofd": lambda t: archive({"a.ofd": ofd.ofd(ofd.code(t))}),
    "letter": lambda t: archive({"a.eml": mail.letter(mail.piece(t.encode()))}),
    "web page": lambda t: archive({"a.html": texts.page(f"<p>{t}</p>")}),
    "archive": lambda t: archive({"内层.zip": archive({"a.txt": t})}),
    "document in an archive in an archive": lambda t: archive({"a.zip": archive({"b.docx": word(para(t))})}),
    "wrong ending": lambda t: archive({"a.jpg": word(para(t))}),
    "last of many": lambda t: archive({**{f"{n:03}.txt": ORDINARY for n in range(60)}, "z.txt": t}),
}
SEVEN: dict[str, Maker] = {
    "text": lambda t: seven({"a.txt": f"{ORDINARY}\n{t}"}),
    "member's name": lambda t: seven({f"{t}.txt": ORDINARY}),
    "document": lambda t: seven({"a.docx": word(para(t))}),
    "archive": lambda t: seven({"a.zip": archive({"a.txt": t})}),
    "in an archive": lambda t: archive({"a.7z": seven({"a.txt": t})}),
}
