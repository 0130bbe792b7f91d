"""One worker of the pool (typeset/pool.py): `python -P -m typeset.press`, jobs on standard input, answers on output.

- A message is its length in four bytes and MessagePack of a known shape; nothing that arrives is code.
- It bounds its own memory (on Linux), knows no setting of the service and no secret, and ends when its input ends: no
  worker outlives the service, however that ended.
- A refusal is an answer. Anything else ends the worker, and the pool starts another.
"""

import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from typeset import engine, views
from typeset.document import Layout, Mark, Overlay
from typeset.errors import FontsMissing, MissingGlyphs, NotTypeset
from typeset.fonts import FontSet
from typeset.views import Kind

if sys.platform != "win32":
    import resource

LENGTH: Final = struct.Struct(">I")
MOST: Final = 1 << 30


class Begin(msgspec.Struct, frozen=True, tag=True):
    """The first message: the faces, and the most memory it may have."""

    folder: str | None
    system: bool
    memory: int


class Print(msgspec.Struct, frozen=True, tag=True):
    """A document to set; `dpi` not 0: its pages as pictures instead of the PDF."""

    layout: Layout
    overlay: Overlay
    dpi: int = 0
    kind: Kind = Kind.PNG


class Draw(msgspec.Struct, frozen=True, tag=True):
    """Pages of a PDF that was set before, as pictures."""

    pdf: bytes
    dpi: int
    kind: Kind


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The faces are read."""


class Sheets(msgspec.Struct, frozen=True, tag=True):
    """A document that was set."""

    pdf: bytes
    marks: tuple[Mark, ...]


class Pictures(msgspec.Struct, frozen=True, tag=True):
    """Pages, one picture each."""

    files: tuple[bytes, ...]


class Lacking(msgspec.Struct, frozen=True, tag=True):
    """MissingGlyphs."""

    characters: str


class Unset(msgspec.Struct, frozen=True, tag=True):
    """NotTypeset."""

    reason: str


class Faceless(msgspec.Struct, frozen=True, tag=True):
    """FontsMissing."""

    roles: tuple[str, ...]


Asked = Print | Draw
Answer = Ready | Sheets | Pictures | Lacking | Unset | Faceless
_asked: Final = msgspec.msgpack.Decoder(Asked)
_begin: Final = msgspec.msgpack.Decoder(Begin)
answers: Final = msgspec.msgpack.Decoder(Answer)


def message(said: object) -> bytes:
    """It as it goes over the line."""
    body = msgspec.msgpack.encode(said)
    return LENGTH.pack(len(body)) + body


def main() -> None:
    """Work until the input ends."""
    reading, writing = sys.stdin.buffer, _line()
    begin = _received(reading, _begin.decode)
    if begin is None:
        return
    _bound(begin.memory)
    fonts = FontSet(Path(begin.folder) if begin.folder is not None else None, begin.system)
    _say(writing, _answered(lambda: _begun(fonts)))
    while (asked := _received(reading, _asked.decode)) is not None:
        _say(writing, _answered(lambda asked=asked: _made(asked, fonts)))  # type: ignore[misc]


def _begun(fonts: FontSet) -> Answer:
    engine.begin(fonts)
    return Ready()


def _made(asked: Asked, fonts: FontSet) -> Answer:
    if isinstance(asked, Draw):
        return Pictures(views.pages(asked.pdf, asked.dpi, asked.kind))
    printed = engine.printed(asked.layout, fonts, asked.overlay)
    if asked.dpi:
        return Pictures(views.pages(printed.pdf, asked.dpi, asked.kind))
    return Sheets(printed.pdf, printed.marks)


def _answered(work: Callable[[], Answer]) -> Answer:
    try:
        return work()
    except MissingGlyphs as refusal:
        return Lacking(refusal.characters)
    except NotTypeset as refusal:
        return Unset(refusal.reason)
    except FontsMissing as refusal:
        return Faceless((str(refusal.facts["roles"]),))


def _line() -> BinaryIO:
    """Standard output for answers alone; what a library may print goes where errors go."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _bound(memory: int) -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere RLIMIT_AS means something else, or nothing: macOS refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _received(line: BinaryIO, decode: Callable[[bytes], Any]) -> Any:
    head = line.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    body = line.read(size)
    return decode(body) if len(body) == size else None


def _say(line: BinaryIO, answer: Answer) -> None:
    line.write(message(answer))
    line.flush()


if __name__ == "__main__":
    main()
