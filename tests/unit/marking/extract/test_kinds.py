"""What a file is, and when it is two."""

import io
import zipfile

import pytest

from marking.extract.kinds import Kind, kind_of
from marking.verdict import Unreadable
from tests.unit.marking.extract.pieces import holes

GIF = b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def archive(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, body in members.items():
            made.writestr(name, body)
    return out.getvalue()


KINDS = {
    "bom and web page": ("\ufeff<!DOCTYPE HTML><p>x".encode(), Kind.HTML),
    "comment before a web page": (b"<!-- x -->\n<html>", Kind.HTML),
    "web page in utf-16": ("<html>".encode("utf-16"), Kind.HTML),
    "svg behind a declaration": (b'<?xml version="1.0"?><svg/>', Kind.SVG),
    "part of a slide": (b'<?xml version="1.0"?><p:sld/>', Kind.XML),
    "letter": (b"From: a@b\r\nMIME-Version: 1.0\r\n\r\nx", Kind.MAIL),
    "letter by its route": (b"Received: x\r\nSubject: y\r\n\r\nx", Kind.MAIL),
    "words before a colon": (b"Note: x\n\nMIME-Version: 1.0\n", Kind.PLAIN),
    "pdf behind blanks": (b"\r\n%PDF-1.7\n", Kind.PDF),
    "bitmap": (b"BM\1\2\3\4\0\0\0\0", Kind.PICTURE),
    "text that begins with BM": (b"BM25 is a ranking", Kind.PLAIN),
    "tape archive": (b"x".ljust(257, b"\0") + b"ustar", Kind.UNKNOWN),
    "text": ("机密".encode("gb18030"), Kind.PLAIN),
}


@pytest.mark.parametrize("case", KINDS)
def test_the_content_decides(case: str) -> None:
    data, kind = KINDS[case]
    assert kind_of(data) is kind


TWO = {
    "picture and archive": GIF + archive(a=b"x"),
    "text and archive": b"words\n" + archive(a=b"x"),
    "archive behind an archive": archive(a=b"x") + archive(b=b"x"),
    "archive and pdf": archive(a=b"x", b=b"y").replace(b"PK\3\4", b"PK\3\4", 1)[:30]
    + b"a%PDF-1.4"
    + archive(a=b"x")[31:],
    "page in a picture": GIF[:-1] + b"!\xfe\x07<html>x\0;",
    "words behind a picture": GIF + b"%s" % "机密".encode(),
}


@pytest.mark.parametrize("case", TWO)
def test_a_file_that_is_two_is_told(case: str) -> None:
    assert Unreadable.MIXED in holes(TWO[case])


ONE = {
    "stored pdf as the first member": archive(zipfile.ZIP_STORED, **{"a.pdf": b"%PDF-1.4 broken"}),
    "stored archive in an archive": archive(zipfile.ZIP_STORED, **{"a.zip": archive(a=b"x")}),
    "picture": GIF,
}


@pytest.mark.parametrize("case", ONE)
def test_a_file_in_a_file_does_not_make_it_two(case: str) -> None:
    assert Unreadable.MIXED not in holes(ONE[case])
