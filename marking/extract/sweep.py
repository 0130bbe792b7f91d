"""Readable strings out of bytes whose structure is not read: old office streams, metadata of pictures, metafiles.

- UTF-16 at both alignments, UTF-8 and GB18030. What comes out by chance is noise that carries no marking;
  a marking that stands there is found.
"""

import re
from collections.abc import Iterator

_TEXT = "\t\x20-\x7e\xa0-\u024f\u2000-\u27ff\u2b00-\u2bff\u2e80-\u9fff\uf900-\ufaff\ufe00-\uffef\U0001f300-\U0001faff"
_RUN = re.compile(f"[{_TEXT}]{{2,}}")
_BYTES = re.compile(rb"[\t\x20-\x7e\x80-\xfe]{4,}")
_CHINESE = re.compile("[\u2460-\u27bf\u2b50\u2e80-\u9fff\uf900-\ufaff\ufe30-\uffef]")
_WORD = re.compile("[A-Za-z]{3}")


def strings(data: bytes) -> str:
    """Everything readable, a string a line, doubles left out."""
    return "\n".join(dict.fromkeys(_readable(data)))


def _readable(data: bytes) -> Iterator[str]:
    for decoded in (data.decode("utf-16-le", "replace"), data[1:].decode("utf-16-le", "replace")):
        for found in _RUN.findall(decoded):
            # Two ASCII bytes read as one character are the noise of ASCII text.
            if _WORD.search(found) or (_CHINESE.search(found) and not found.encode("utf-16-le").isascii()):
                yield found
    for found in _BYTES.findall(data):
        if found.isascii():
            if _WORD.search(text := found.decode("ascii")):
                yield text
            continue
        for text in (found.decode("utf-8", "replace"), *(found[at:].decode("gb18030", "replace") for at in (0, 1))):
            yield from (run for run in _RUN.findall(text) if _CHINESE.search(run))
