"""How alike two texts are, told from a few keyed numbers and not from their words (SUB-13).

- What is compared are character pairs (kernel/blindindex.py): moved, shortened and mended passages keep most of theirs.
- One-permutation MinHash: each pair's token is mixed with a secret and falls into one of BINS; the smallest of each bin
  stays. Two texts agree in as large a part of the bins as they share of their pairs (Jaccard), give or take 4 %.
- Bands of ROWS bins are looked up in an index: texts alike by half meet with 996 of 1000, unrelated ones with 2.
- A text with fewer than LEAST pairs is not compared: it says too little.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence

BINS, ROWS = 126, 3
LEAST = 40
_PRIME = (1 << 61) - 1
_WIDE = 0xFFFFFFFF
_LAYOUT = struct.Struct(f">{BINS}I")
_BAND = struct.Struct(f">{ROWS + 1}I")


def signature(tokens: Iterable[int], secret: bytes) -> tuple[int, ...]:
    """The smallest number of every bin; empty when there is too little to compare. `secret`: 32 bytes."""
    distinct = set(tokens)
    if len(distinct) < LEAST:
        return ()
    factor = int.from_bytes(secret[:8], "big") % (_PRIME - 1) + 1
    offset = int.from_bytes(secret[8:16], "big") % _PRIME
    bins: list[int | None] = [None] * BINS
    for token in distinct:
        value, at = divmod(((token & _WIDE) * factor + offset) % _PRIME, BINS)
        kept, found = bins[at], value & _WIDE
        if kept is None or found < kept:
            bins[at] = found
    return tuple(_lent(bins, at) for at in range(BINS))


def bands(numbers: Sequence[int]) -> list[int]:
    """What two texts that are alike have in common with near certainty: one 32-bit number a band."""
    return [
        int.from_bytes(zlib.crc32(_BAND.pack(at, *numbers[at : at + ROWS])).to_bytes(4, "big"), "big", signed=True)
        for at in range(0, len(numbers), ROWS)
    ]


def likeness(one: Sequence[int], other: Sequence[int]) -> int:
    """How much of their pairs two texts share, in percent."""
    if not one or not other:
        return 0
    return round(100 * sum(a == b for a, b in zip(one, other, strict=True)) / BINS)


def packed(numbers: Sequence[int]) -> bytes:
    """A signature as its column takes it."""
    return _LAYOUT.pack(*numbers)


def unpacked(stored: bytes) -> tuple[int, ...]:
    """The reverse of packed()."""
    return _LAYOUT.unpack(stored)


def _lent(bins: Sequence[int | None], at: int) -> int:
    """A bin's number; an empty one borrows from another, the same one in every text."""
    found, turn = bins[at], at
    while found is None:
        turn = (turn * 48_271 + 11) % 1_000_003
        found = bins[turn % BINS]
    return found
