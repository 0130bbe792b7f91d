"""Identifiers.

- A record's id is a version 7 UUID (RFC 9562 §5.7): ordered by creation, not guessable, made before the row exists
  because the sealed fields of the row are bound to it.
"""

import secrets
from datetime import datetime
from uuid import UUID

from kernel import clock

VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)


def new_id(moment: datetime | None = None, randomness: bytes | None = None) -> UUID:
    """A new id for `moment` (default: now). `randomness`: 10 bytes, for tests."""
    milliseconds = int((moment or clock.now()).timestamp() * 1000)
    noise = int.from_bytes(randomness or secrets.token_bytes(10), "big")
    rand_a, rand_b = noise >> 68 & 0xFFF, noise & (2**62 - 1)
    return UUID(int=milliseconds << 80 | VERSION_AND_VARIANT | rand_a << 64 | rand_b)
