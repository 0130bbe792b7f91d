"""What a process that looks at pictures does: one question, its answer. The models are loaded before it is forked."""

from typing import BinaryIO

from marking.child import wire
from marking.extract.parts import Picture
from marking.eyes import engine
from marking.eyes.judging import judged

try:
    engine.ready()
except engine.NoEngine:
    READY = False
else:
    READY = True


def serve(reading: BinaryIO, writing: BinaryIO) -> None:
    """Look at the pictures on the line."""
    asked = wire.asked(reading)
    if not isinstance(asked, wire.AskPictures):
        raise wire.Broken
    pictures = [
        Picture(wire.body(reading, shot.size), shot.where.place(), shot.page, shot.preview) for shot in asked.shots
    ]
    for number, verdicts in judged(pictures, "", asked.book.opened()):
        for verdict in verdicts:
            wire.answer(writing, wire.Found.of(verdict, number))
        wire.answer(writing, wire.Looked(number))
    wire.answer(writing, wire.Done())
