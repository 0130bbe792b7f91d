"""What a limited process does: one question, its answer.

- `file_findings` is pure. A file's name is scanned as well as its content.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, TypeAlias

from marking.child import wire
from marking.extract.parts import Picture
from marking.scan import scan, scan_file
from marking.verdict import Decision, Verdict

Eyes: TypeAlias = Callable[[Picture], Iterable[Verdict]]


def file_findings(name: str, data: bytes, _book: str = "", _eyes: Eyes | None = None) -> Iterator[Verdict]:
    """Everything that keeps a file from being allowed."""
    verdict = scan_file(name, data)
    if verdict.decision is not Decision.ALLOW:
        yield verdict


def serve(reading: BinaryIO, writing: BinaryIO) -> None:
    """Answer the question on the line."""
    asked = wire.asked(reading)
    match asked:
        case wire.AskFile():
            data = wire.body(reading, asked.size)

            def shown(picture: Picture) -> tuple[()]:
                wire.answer(writing, wire.Shot.of(picture), picture.data)
                return ()

            for verdict in file_findings(asked.name, data, asked.book, shown):
                wire.answer(writing, wire.Found.of(verdict))
        case wire.AskTexts():
            for number, text in enumerate(asked.texts):
                verdict = scan(text)
                if verdict.decision is not Decision.ALLOW:
                    wire.answer(writing, wire.Found.of(verdict, number))
        case wire.AskPictures():
            raise wire.Broken
    wire.answer(writing, wire.Done())
