"""What a limited process does with a file: its name, all of its text, and what only eyes can read.

- `file_findings` is pure. A file's name is scanned as it is and as a browser may have written it.
- A picture in a document without text stands for the document's pages.
- What a reader sees comes first: properties, which may be long and are seldom telling, are scanned last.
- Findings are bounded, each kind by itself: none crowds out what is refused, or what nobody may answer for. When
  something that two people may answer for had to be left out, nobody may answer for the file.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO, TypeAlias
from urllib.parse import unquote

from marking.child import wire
from marking.child.answers import MOST_FOUND, MOST_PICTURE_BYTES, MOST_PICTURES
from marking.extract.parts import Hole, Picture, Text
from marking.extract.reader import read
from marking.rulebook import Rulebook
from marking.scan import findings
from marking.verdict import WHOLE, Decision, Part, Place, Unreadable, Verdict, held

Eyes: TypeAlias = Callable[[Picture], Iterable[Verdict]]

_NAMED = Place(Part.FILE_NAME)
_ASIDE = frozenset({Part.FILE_NAME, Part.SHEET_NAME})  # text that no page shows
_MOST_OF_A_REASON = 10  # with nine such reasons, half and a quarter of MOST_FOUND for the others, all is below it
_A_LINE = 20  # characters: a document with fewer has no text to speak of


def file_findings(name: str, data: bytes, book: Rulebook, eyes: Eyes) -> Iterator[Verdict]:
    """Everything that keeps a file from being allowed, at most MOST_FOUND."""
    told: Counter[Decision | Unreadable] = Counter()
    for verdict in _every(name, data, book, eyes):
        grave = verdict.reason if verdict.reason and not verdict.reason.releasable else None
        kind = grave or verdict.decision
        most = _MOST_OF_A_REASON if grave else MOST_FOUND // (2 if kind is Decision.HOLD else 4)
        told[kind] += 1
        if told[kind] <= most:
            yield verdict
        elif kind is Decision.REFUSE:
            return
        elif kind is Decision.HOLD and told[kind] == most + 1:
            yield held(name, Unreadable.TOO_LARGE)


def _every(name: str, data: bytes, book: Rulebook, eyes: Eyes) -> Iterator[Verdict]:
    for spelled in dict.fromkeys((_stem(name), _stem(unquote(name)))):
        yield from findings(spelled, name, _NAMED, book)
    written: Counter[tuple[str, ...]] = Counter()
    pictures: list[Picture] = []
    properties: list[Text] = []
    for piece in read(name, data):
        match piece:
            case Text() if piece.place.part is Part.PROPERTY:
                properties.append(piece)
            case Text():
                if piece.place.part not in _ASIDE:
                    written[piece.place.inside] += len(piece.text.strip())
                yield from findings(piece.text, name, piece.place, book)
            case Picture():
                pictures.append(piece)
            case Hole():
                yield held(name, piece.reason, piece.place)
    for picture in pictures:
        bare = written[picture.place.inside] < _A_LINE and not picture.preview
        yield from eyes(replace(picture, page=picture.page or bare))
    for piece in properties:
        yield from findings(piece.text, name, piece.place, book)


def serve(reading: BinaryIO, writing: BinaryIO) -> None:
    """Answer the question on the line."""
    asked = wire.asked(reading)
    match asked:
        case wire.AskFile():
            data = wire.body(reading, asked.size)
            for verdict in file_findings(asked.name, data, asked.book.opened(), _Shown(writing, asked.name)):
                wire.answer(writing, wire.Found.of(verdict))
        case wire.AskTexts():
            book = asked.book.opened()
            for number, text in enumerate(asked.texts):
                for verdict in findings(text, "", WHOLE, book):
                    wire.answer(writing, wire.Found.of(verdict, number))
        case wire.AskPictures():
            raise wire.Broken
    wire.answer(writing, wire.Done())


class _Shown:
    """Hands pictures to the parent, for other eyes; those beyond the bounds are held."""

    def __init__(self, line: BinaryIO, where: str) -> None:
        self._line, self._where = line, where
        self._pictures, self._bytes = MOST_PICTURES, MOST_PICTURE_BYTES

    def __call__(self, picture: Picture) -> tuple[Verdict, ...]:
        self._pictures -= 1
        if self._pictures < 0 or len(picture.data) > self._bytes:
            return (held(self._where, Unreadable.IMAGE, picture.place),)
        self._bytes -= len(picture.data)
        wire.answer(self._line, wire.Shot.of(picture), picture.data)
        return ()


def _stem(name: str) -> str:
    """The name without folders and extension, so that a name that is only a level stands alone on its line."""
    base = re.split(r"[/\\]", name)[-1]
    return base.rsplit(".", 1)[0] if re.search(r"\.[A-Za-z0-9]{1,5}$", base) else base
