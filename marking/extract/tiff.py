"""The words of a TIFF: the values of its tags, without the pixels between them.

What no tag points to is shown by no program; swept as a whole, pixels look like a million rare characters.
"""

import struct
from collections.abc import Iterator

_BYTES, _WORDS, _ANY = 1, 2, 7  # types of a value: bytes, text, undefined
_DIRECTORIES = frozenset({330, 34665, 34853, 40965})  # tags that point to further tags
_PIXELS = frozenset({347, 34675, 37724})  # tables of JPEG, colour profile, layers of Photoshop
_MOST, _MOST_BYTES = 64, 1 << 20
_HEADER, _ENTRY, _INLINE = 8, 12, 4


def blocks(data: bytes) -> Iterator[bytes]:
    """The bytes of every tag that may hold words, of every directory."""
    order = "<" if data.startswith(b"II") else ">"
    ahead, done = [_number(data, 4, order)], set[int]()
    while ahead and len(done) < _MOST:
        at = ahead.pop()
        if at in done or not _HEADER <= at <= len(data) - 2:
            continue
        done.add(at)
        (count,) = struct.unpack_from(order + "H", data, at)
        for entry in range(at + 2, min(at + 2 + count * _ENTRY, len(data) - _ENTRY + 1), _ENTRY):
            tag, kind, size = struct.unpack_from(order + "HHI", data, entry)
            value = _number(data, entry + 8, order)
            if tag in _DIRECTORIES:
                ahead.append(value)
            elif kind in {_BYTES, _WORDS, _ANY} and tag not in _PIXELS:
                start = entry + 8 if size <= _INLINE else value
                yield data[start : start + min(size, _MOST_BYTES)]
        ahead.append(_number(data, at + 2 + count * _ENTRY, order))


def _number(data: bytes, at: int, order: str) -> int:
    return int(struct.unpack_from(order + "I", data, at)[0]) if at + 4 <= len(data) else 0
