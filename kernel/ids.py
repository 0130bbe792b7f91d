"""Identifiers.

- A record's id is a version 7 UUID (RFC 9562 §5.7): ordered by creation, not guessable, made before the row exists
  because the sealed fields of the row are bound to it.
- Ids made by one process in the same millisecond are in the order they were made (§6.2, method 2): the random part grows
  by a random step.
"""

import secrets
import threading
from datetime import datetime
from uuid import UUID

from kernel import clock

VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)
BITS, STEP_BITS = 74, 48
_lock = threading.Lock()
_last = [(0, 0)]


def new_id(moment: datetime | None = None, randomness: bytes | None = None) -> UUID:
    """A new id for `moment` (default: now). `randomness`: 10 bytes, for tests."""
    milliseconds = int((moment or clock.now()).timestamp() * 1000)
    noise = _grown(milliseconds) if randomness is None else int.from_bytes(randomness, "big")
    rand_a, rand_b = noise >> 62 & 0xFFF, noise & (2**62 - 1)
    return UUID(int=milliseconds << 80 | VERSION_AND_VARIANT | rand_a << 64 | rand_b)


def _grown(milliseconds: int) -> int:
    """74 random bits, above those of the last id of the same millisecond. Room for millions of them is left on top."""
    with _lock:
        last, noise = _last[0]
        if milliseconds == last:
            noise += 1 + secrets.randbits(STEP_BITS)
        else:
            noise = secrets.randbits(BITS - 1)
        _last[0] = milliseconds, noise
        return noise
