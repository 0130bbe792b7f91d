"""Bytes of a text file to text.

- UTF-8, UTF-16 and UTF-32 by mark or by strict decoding, then GB18030; nothing is replaced or dropped.
- GB18030 and bare UTF-16 accept almost any bytes (Big5 among them): the result must look like simplified Chinese,
  else the encoding is unknown.
- Control characters or private-use letters (other than the bullets of symbol fonts) mean: not a readable text.
"""

import re

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_PRIVATE = re.compile("[\ue000-\uefff\uf100-\uf8ff\U000f0000-\U0010ffff]")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_COMMON_SHARE = 0.9


class Undecodable(ValueError):
    """No known encoding gives readable text."""


def decoded(data: bytes) -> str:
    """The text of `data`; raises Undecodable."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _readable(data, name)
    if 0 in data:  # the high half of an ASCII character in UTF-16 without its mark
        return _simplified(_readable(data, "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"))
    try:
        return _readable(data, "utf-8")
    except Undecodable:
        return _simplified(_readable(data, "gb18030"))


def _readable(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeError as error:
        raise Undecodable(name) from error
    if _CONTROL.search(text) or _PRIVATE.search(text):
        raise Undecodable(name)
    return text


def _simplified(text: str) -> str:
    foreign = [character for character in text if not character.isascii()]
    common = sum(1 for character in foreign if _is_common(character))
    if common < _COMMON_SHARE * len(foreign):
        raise Undecodable("gb18030")
    return text


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeError:
        return character in "—·\u00a0"
    return True
