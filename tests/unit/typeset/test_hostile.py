"""Texts made to break the printer: pages that say them, or a refusal with its sentence; never a crash or a file read.

Daily the sizes are a tenth of the limits; ZHENGXUN_TEST_LONG=1 runs them whole.
"""

import io
import os
import struct
import time
import zlib

import pytest

from app.templating import message
from kernel.errors import Refusal
from tests.unit.typeset.texts import sheet
from typeset import engine
from typeset.errors import FigureUnusable, NotImportable
from typeset.extract import drawn, same_document, text_of
from typeset.importing import read
from typeset.markdown import MOST_CHARACTERS
from typeset.reading import html, length

pytestmark = [pytest.mark.requirement("NEW-06"), pytest.mark.thorough]
LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
SIZE = MOST_CHARACTERS if LONG else MOST_CHARACTERS // 10
SECONDS = 10.0

PRINTED = {
    "template code": '#read("/etc/passwd") $x$ #import "grid.typ": * \\u{41} @label <label> // x /* y */ #set page()',
    "other languages": '</svg><script>alert(1)</script> {"a": 1} %PDF-1.7 {{ 7*7 }} ${x} "\\" \\n',
    "one paragraph": "政务信息报送工作，" * (SIZE // 9),
    "one word": "a" * SIZE,
    "many paragraphs": "政务信息\n\n" * (SIZE // 12),
    "table to the limit": "|a|b|c|d|\n|-|-|-|-|\n" + "|政务|信息|报送|12345|\n" * (4900 if LONG else 300),
    "ragged rows": "|a|b|\n|-|-|\n|1|\n|1|2|3|4|\n||||\n|x",
    "turned reading": "\u202e年01密机\u202c \u2066abc\u2069 \u061c正文",
    "controls": "a\x01b\x0bd\x0ce\x1bf\x7fg\x85h\x9fi\u2028j\u2029k\tl",
    "variations": "葛\U000e0100葛\ufe00",
    "combining": "a" + "\u0301" * 1000,
    "nested lists": "\n".join("  " * depth + "- 项" for depth in range(400)),
    "lists in a line": "- " * 1000 + "项",
    "nested quotations": "> " * 1000 + "引",
    "nested notes": "[^a]: " * 1000 + "x",
    "many notes": "".join(f"文[^{at}]" for at in range(500)) + "".join(f"\n\n[^{at}]: 注{at}" for at in range(500)),
    "a note over pages": "文[^1]。\n\n[^1]: " + "很长的注释，" * (2000 if LONG else 500),
    "a huge heading": "# " + "题" * 20_000,
    "emphasis in emphasis": "*" * (SIZE // 10) + "a" + "*" * (SIZE // 10),
    "brackets": "[" * SIZE,
    "brackets before a link": "![" * (SIZE // 2 - 1) + "](",
    "links in links": "![](" * (SIZE // 4),
    "pipes": "a|b\n" * (SIZE // 4),
    "a cell over pages": "|甲|乙|\n|-|-|\n|1|" + "很长" * (SIZE // 20) + "|",
    "a number over its column": "|" + "列|" * 30 + "\n|" + "-|" * 30 + "\n|" + "123456789012|" * 30,
}
REFUSED = {
    "ten megabytes": ("中" * 10_000_000, "text_too_long"),
    "ten megabytes of a word": ("a" * 10_000_000, "text_too_long"),
    "a hundred thousand rows": ("|a|b|\n|-|-|\n" + "|1|2|\n" * 100_000, "text_too_long"),
    "too many cells": ("|a|\n|-|\n" + "|1|\n" * 21_000, "too_many_parts"),
    "too many paragraphs": ("政\n\n" * 21_000, "too_many_parts"),
    "too many notes": ("文[^1]" + "".join(f"[^{n}]" for n in range(600)) + "".join(f"\n\n[^{n}]: x" for n in range(600)),
                       "too_many_notes"),
    "five thousand columns": ("|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n|" + "a|" * 5000, "table_too_wide"),
    "nul": ("a\x00b", "missing_glyphs"),
    "half a character": ("甲\ud800乙\udc00", "missing_glyphs"),
    "emoji": ("👨‍👩‍👧‍👦😀", "missing_glyphs"),
    "right to left": ("שלום مرحبا", "missing_glyphs"),
}  # fmt: skip


@pytest.mark.parametrize("text", PRINTED.values(), ids=PRINTED.keys())
def test_a_hostile_text_is_printed_as_it_stands(text: str) -> None:
    started = time.process_time()
    doc = sheet(text)
    pdf = engine.printed(doc.layout()).pdf
    assert time.process_time() - started < SECONDS
    assert same_document(doc, pdf)
    assert html(text)
    assert length(text) >= 0


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_no_page_can_hold_is_refused_with_a_sentence(text: str, code: str) -> None:
    started = time.process_time()
    with pytest.raises(Refusal) as caught:
        engine.printed(sheet(text).layout())
    assert time.process_time() - started < SECONDS
    assert caught.value.code == code
    assert "{" not in message(code, **caught.value.facts)


def test_nothing_outside_the_templates_is_read() -> None:
    text = '#read("/etc/passwd") #include "/etc/hostname" #image("/etc/passwd") ![x](/etc/passwd) 图'
    said = drawn(text_of(engine.printed(sheet(text).layout()).pdf))
    assert '#read("/etc/passwd")' in said
    assert "root:" not in said


def test_plain_text_and_a_title_as_hostile_as_the_body() -> None:
    for name, text in PRINTED.items():
        if name != "controls":
            assert drawn(read("a.txt", text[:2_000].encode()).words) == drawn(text[:2_000])
    with pytest.raises(NotImportable):
        read("a.txt", PRINTED["controls"].encode())


def bomb(side: int) -> bytes:
    """A PNG whose few bytes would be side × side pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [7_000, 20_001, 1 << 30])
def test_a_picture_that_would_fill_the_memory_is_refused_unread(side: int) -> None:
    started = time.process_time()
    with pytest.raises(FigureUnusable) as caught:
        sheet("![图](a.png)", figures={"a.png": bomb(side)}).layout()
    assert caught.value.reason == "too_large"
    assert time.process_time() - started < 1
    assert io.BytesIO(bomb(side)).getbuffer().nbytes < 10_000
