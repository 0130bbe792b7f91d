"""Readable strings out of bytes whose structure is not read: old office streams, metadata of pictures, metafiles.

- UTF-16 at both alignments, UTF-8 and GB18030. What comes out by chance is noise that carries no marking;
  a marking that stands there is found.
"""

import re
from collections.abc import Iterator

_BYTES = re.compile(rb"[\t\x20-\x7e\x80-\xfe]{4,}")
_WHATEVER = re.compile("[\t -~\xa0-\ufff0\U0001f300-\U0001faff]{2,}")
_WORD = re.compile("[A-Za-z]{3}")


def _usual() -> str:
    """The signs and the 3,755 most used characters of GB 2312, and how markings are written besides."""
    rows = [*range(0xA1, 0xAA), *range(0xB0, 0xD8)]
    signs = (bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF))
    return "".join(signs) + "絕絶機祕級★☆⭐"


_USUAL = re.escape(_usual())
_RUN = re.compile(f"[\t -~{_USUAL}]{{2,}}")
# By chance one character in ten is a usual one: two in a row are worth a look.
_TELLING = re.compile(f"[{_USUAL}][\t -~]{{0,99}}[{_USUAL}]|[A-Za-z]{{3}}")


def strings(data: bytes) -> str:
    """Everything readable, a string a line, doubles left out."""
    return "\n".join(dict.fromkeys(_readable(data)))


def _readable(data: bytes) -> Iterator[str]:
    for decoded in (data.decode("utf-16-le", "replace"), data[1:].decode("utf-16-le", "replace")):
        for found in _runs(decoded):
            # Two ASCII bytes read as one character are the noise of ASCII text.
            if _WORD.search(found) or not found.encode("utf-16-le").isascii():
                yield found
    for found in _BYTES.findall(data):
        if found.isascii():
            if _WORD.search(text := found.decode("ascii")):
                yield text
            continue
        yield from (run for run in _WHATEVER.findall(found.decode("utf-8", "replace")) if _is_foreign(run))
        for text in (found[at:].decode("gb18030", "replace") for at in (0, 1)):
            yield from (run for run in _runs(text) if not run.isascii())


def _is_foreign(run: str) -> bool:
    """Whether it holds two characters that UTF-8 does not give by chance."""
    return len(run) - len(run.encode("ascii", "ignore")) > 1


def _runs(text: str) -> Iterator[str]:
    return (run for run in _RUN.findall(text) if _TELLING.search(run))
