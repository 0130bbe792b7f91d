"""Texts and web pages that are long, strange or in unusual encodings; files of other kinds; letters."""

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable

from tests.corpus.carriers import mail
from tests.corpus.carriers.parts import ORDINARY, archive
from tests.corpus.carriers.word import para, word
from tests.corpus.hostile.zips import MARK, MB

_PEOPLE = "From: a@example.invalid\r\nTo: b@example.invalid\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
_EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        entry = tarfile.TarInfo("../../a.txt")
        entry.size = len(MARK.encode())
        made.addfile(entry, io.BytesIO(MARK.encode()))
    return out.getvalue()


def _nested_letters(levels: int) -> bytes:
    inner = mail.letter(subject=mail.encoded(MARK))
    for _ in range(levels):
        inner = f"{_PEOPLE}Content-Type: message/rfc822\r\n\r\n".encode() + inner
    return inner


def _nested_parts(levels: int) -> bytes:
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(levels))
    return f"{_PEOPLE}{head}Content-Type: text/plain\r\n\r\nx\r\n".encode()


def _pretended() -> bytes:
    """The inner part ends early for those who take the shorter boundary."""
    return (
        f'{_PEOPLE}Content-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        f"{ORDINARY}\r\n--a--\r\n--a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{MARK}\r\n--a--\r\n"
    ).encode()


MAKERS: dict[str, Callable[[], bytes]] = {
    "txt-empty": lambda: b"",
    "txt-eicar": lambda: bytes(_EICAR, "utf-8"),
    "txt-utf7-marked": lambda: f"{ORDINARY}{MARK}".encode("utf-7"),
    "txt-iso2022-marked": lambda: f"报告\n{MARK}".encode("hz"),
    "txt-one-line": lambda: ORDINARY.encode() * 100_000,
    "txt-essential-characters": lambda: bytes("密" * 1_000_000, "utf-8"),
    "txt-stars": lambda: bytes("机★" * 1_000_000, "utf-8"),
    "txt-entities": lambda: bytes("&#26426;" * 500_000, "utf-8"),
    "txt-half-entities": lambda: bytes("&#" * 2_000_000 + MARK, "utf-8"),
    "txt-open-brackets": lambda: bytes("[" * 2_000_000 + "密", "utf-8"),
    "txt-combining": lambda: bytes("密" + "\u0301" * 2_000_000, "utf-8"),
    "txt-backslashes": lambda: bytes("\\" * 2_000_000 + "密", "utf-8"),
    "txt-asterisks": lambda: bytes("**机" * 1_000_000 + "密", "utf-8"),
    "txt-overrides": lambda: bytes("\u202e密" * 500_000, "utf-8"),
    "txt-random": lambda: bytes((n * 7919 >> 3) & 0xFF for n in range(100_000)),
    "html-million-tags": lambda: b"<div>" * 1_000_000 + MARK.encode(),
    "html-million-attributes": lambda: b"<p " + b"a=1 " * 1_000_000 + b">" + MARK.encode(),
    "html-open-comment": lambda: b"<html><!--" + b"<!--" * 1_000_000 + MARK.encode(),
    "html-utf7-marked": lambda: (
        b'<html><head><meta charset="utf-7"></head><body>' + MARK.encode("utf-7") + b"</body></html>"
    ),
    "html-script": lambda: bytes(f"<html><script>alert(1)</script><p>{ORDINARY}</p></html>", "utf-8"),
    "docx-called-jpg-marked": lambda: word(para(MARK)),
    "docx-called-txt": lambda: word(para(ORDINARY)),
    "txt-called-pdf": lambda: bytes(ORDINARY, "utf-8"),
    "png-called-docx": lambda: b"\x89PNG\r\n\x1a\n" + bytes(64),
    "gzip-marked": lambda: gzip.compress(MARK.encode(), mtime=0),
    "gzip-bomb": lambda: gzip.compress(bytes(200 * MB), 9, mtime=0),
    "xz-marked": lambda: lzma.compress(MARK.encode()),
    "bz2-marked": lambda: bz2.compress(MARK.encode()),
    "tar-slip-marked": _tar,
    "rar-old": lambda: b"Rar!\x1a\x07\x00" + bytes(200),
    "rar-new": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(200),
    "cab": lambda: b"MSCF" + bytes(200),
    "program-windows": lambda: b"MZ" + bytes(2000),
    "program-linux": lambda: b"\x7fELF" + bytes(2000),
    "shortcut": lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(200),
    "eml-10k-parts": lambda: mail.letter(*[mail.piece(b"x", how="8bit")] * 10_000),
    "eml-10k-parts-marked-last": lambda: mail.letter(
        *[mail.piece(b"x", how="8bit")] * 10_000, mail.piece(MARK.encode())
    ),
    "eml-deep-letters": lambda: _nested_letters(500),
    "eml-deep-parts": lambda: _nested_parts(20_000),
    "eml-100k-headers": lambda: f"{_PEOPLE}{'X-A: b' * 1}\r\n".encode() + b"X-A: b\r\n" * 100_000 + b"\r\nx",
    "eml-long-header": lambda: f"{_PEOPLE}X-A: ".encode() + b"a " * 5_000_000 + b"\r\n\r\nx",
    "eml-encoded-words": lambda: f"{_PEOPLE}X-A: ".encode() + b"=?utf-8?B?5py6?=\r\n " * 100_000 + b"x\r\n\r\nx",
    "eml-after-the-end-marked": _pretended,
    "eml-utf7-marked": lambda: (
        _PEOPLE.encode() + mail.piece(MARK.encode("utf-7"), "text/plain; charset=utf-7", how="8bit")
    ),
    "eml-locked": lambda: (
        _PEOPLE.encode() + mail.piece(bytes(range(256)), "application/pkcs7-mime; smime-type=enveloped-data")
    ),
    "eml-zip-slip": lambda: mail.attached("a.zip", archive({"../../a.txt": "x"})),
    "eml-uuencoded-marked": lambda: bytes(
        f"{_PEOPLE}\r\nbegin 644 a.txt\r\n.YIRZY:^&XIB%,3#EN;0 \r\n`\r\nend\r\n", "utf-8"
    ),
}
