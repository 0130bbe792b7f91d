"""Sealed messages larger than memory: the framed form of crypto/sm4.py over open files, byte for byte the same.

- A frame at a time, one read ahead: memory stays at a few MiB whatever the length.
- Every frame is checked before its plaintext is written. That no frame is missing is known only at the last one:
  therefore an opened file gets its name only then, and what was written before a refusal is removed.
- Short reads are read on; a source that fails leaves no opened file either.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from crypto.devices.files import replacing
from crypto.errors import BadCiphertext
from crypto.sm4 import FRAME, FRAMED, SALT, TAG, Frames


class Source(Protocol):
    """An open file, a pipe, the body of a request."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


def seal(key: bytes, source: Source, sink: BinaryIO, associated: bytes) -> None:
    """All that is left of `source`, sealed, into `sink`."""
    salt = secrets.token_bytes(SALT)
    frames = Frames(key, salt, associated)
    sink.write(FRAMED + salt)
    room = memoryview(bytearray(FRAME + TAG))
    for number, piece, last in _pieces(source, FRAME):  # noqa: FURB122 - one room, used again and again
        sink.write(room[: frames.seal(number, piece, room, last=last)])


def open_to(key: bytes, source: Source, path: Path, associated: bytes) -> None:
    """The plaintext of a sealed message as the file `path`, for its owner alone. Raises BadCiphertext: then no file."""
    head = _exactly(source, 1 + SALT)
    if head[:1] != FRAMED or len(head) != 1 + SALT:
        raise BadCiphertext
    frames = Frames(key, head[1:], associated)
    with replacing(path) as unpublished:
        room = memoryview(bytearray(FRAME + TAG))
        for number, piece, last in _pieces(source, FRAME + TAG):
            unpublished.write(room[: frames.open(number, piece, room, last=last)])


def _pieces(source: Source, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """(number, piece, whether it is the last): at least one piece."""
    number, piece = 0, _exactly(source, size)
    while following := _exactly(source, size):
        yield number, piece, False
        number, piece = number + 1, following
    yield number, piece, True


def _exactly(source: Source, size: int) -> bytes:
    pieces = []
    while size and (piece := source.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
