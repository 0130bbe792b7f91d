"""What goes over a job's line, both ways: JSON frames with a length before them, and files as they are.

- A question is one frame, followed by the bytes it announces. An answer is a row of frames that ends with Done; one
  that ends otherwise did not arrive.
- Never pickle: what comes from a job may have been written by the file it read.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

import msgspec

from marking.extract.parts import Picture
from marking.rulebook import Rulebook, as_json, edited, from_json
from marking.verdict import Decision, Part, Place, Unreadable, Verdict

MOST_WORDS, MOST_AROUND, MOST_INSIDE, MOST_NAME = 400, 48, 16, 300
MAX_FRAME = 64 << 10
MAX_QUESTION = 16 << 20
_LENGTH = struct.Struct(">I")


class Broken(Exception):
    """The other side does not keep to the rules of the line, or is gone."""


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Place."""

    part: Part
    number: int
    inside: list[str]

    @classmethod
    def of(cls, place: Place) -> "Where":
        return cls(place.part, place.number, [clean(name, MOST_NAME) for name in place.inside[:MOST_INSIDE]])

    def place(self) -> Place:
        return Place(self.part, self.number, tuple(self.inside))


class Shot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="shot"):
    """A Picture whose bytes follow; `page`, `preview` as in Picture."""

    where: Where
    page: bool
    preview: bool
    size: int

    @classmethod
    def of(cls, picture: Picture) -> "Shot":
        return cls(Where.of(picture.place), picture.page, picture.preview, len(picture.data))


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="found"):
    """A Verdict without its `where`: the parent knows what it asked about. `number`: which text of the question."""

    decision: Decision
    rule: str
    start: int
    end: int
    words: str
    reason: Unreadable | None
    where: Where
    before: str
    after: str
    number: int = 0

    @classmethod
    def of(cls, verdict: Verdict, number: int = 0) -> "Found":
        return cls(
            verdict.decision,
            verdict.rule,
            verdict.start,
            verdict.end,
            clean(verdict.words, MOST_WORDS),
            verdict.reason,
            Where.of(verdict.place),
            clean(verdict.before, MOST_AROUND),
            clean(verdict.after, MOST_AROUND),
            number,
        )


class Looked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="looked"):
    """The numbered picture has been looked at to the end."""

    number: int


class Done(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="done"):
    """The end of an answer."""


class Book(msgspec.Struct, frozen=True):
    """A Rulebook, by what makes it of the built-in rules."""

    edits: str
    version: int

    @classmethod
    def of(cls, book: Rulebook) -> "Book":
        return cls(as_json(book.edits), book.version)

    def opened(self) -> Rulebook:
        return edited(from_json(self.edits), self.version)


class AskFile(msgspec.Struct, frozen=True, tag="file"):
    """Read a file whose bytes follow."""

    name: str
    size: int
    book: Book


class AskTexts(msgspec.Struct, frozen=True, tag="texts"):
    """Scan these texts."""

    texts: list[str]
    book: Book


class AskPictures(msgspec.Struct, frozen=True, tag="pictures"):
    """Look at the pictures whose bytes follow, in this order."""

    shots: list[Shot]
    book: Book


Question: TypeAlias = AskFile | AskTexts | AskPictures
Answer: TypeAlias = Found | Shot | Looked | Done

_QUESTION: msgspec.json.Decoder[Question] = msgspec.json.Decoder(AskFile | AskTexts | AskPictures)
_ANSWER: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Found | Shot | Looked | Done)


def ask(line: BinaryIO, question: Question, *bodies: bytes) -> None:
    """Send a question and the files it announces."""
    _send(line, question)
    for body in bodies:
        line.write(body)
    line.flush()


def asked(line: BinaryIO) -> Question:
    """The question that came."""
    return _QUESTION.decode(_frame(line, MAX_QUESTION))


def answer(line: BinaryIO, said: Answer, body: bytes = b"") -> None:
    """Send one frame of an answer."""
    _send(line, said)
    line.write(body)
    line.flush()


def answers(line: BinaryIO) -> Iterator[Answer]:
    """The frames of an answer up to its Done; a Shot's bytes are for the caller to take. Raises Broken."""
    while True:
        try:
            said = _ANSWER.decode(_frame(line, MAX_FRAME))
        except msgspec.MsgspecError as error:
            raise Broken from error
        if isinstance(said, Done):
            return
        yield said


def body(line: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes. Raises Broken."""
    try:
        data = line.read(size)
    except OSError as error:
        raise Broken from error
    if len(data) != size:
        raise Broken
    return data


def _send(line: BinaryIO, said: Question | Answer) -> None:
    frame = msgspec.json.encode(said)
    line.write(_LENGTH.pack(len(frame)) + frame)


def _frame(line: BinaryIO, most: int) -> bytes:
    (length,) = _LENGTH.unpack(body(line, _LENGTH.size))
    if length > most:
        raise Broken
    return body(line, length)


def clean(text: str, most: int) -> str:
    """At most so long, and without halves of characters, which JSON cannot carry."""
    return text[:most].encode("utf-8", "replace").decode()
