"""Jobs that do not keep to the rules of the line, and jobs that break off. A module for a nursery."""

import ctypes
import time
from collections.abc import Callable, Mapping
from typing import BinaryIO

from marking.child import wire
from marking.extract.parts import Picture
from marking.verdict import WHOLE, Decision, Verdict

TRUE = wire.Found.of(Verdict(Decision.REFUSE, "", "level-star", 1, 5, "words"))


def well(line: BinaryIO) -> None:
    wire.answer(line, TRUE)
    wire.answer(line, wire.Done())


def no_end(line: BinaryIO) -> None:
    wire.answer(line, TRUE)


def unknown_rule(line: BinaryIO) -> None:
    wire.answer(line, wire.Found.of(Verdict(Decision.REFUSE, "", "no-such-rule", 1, 5, "words")))
    wire.answer(line, wire.Done())


def endless(line: BinaryIO) -> None:
    while True:
        wire.answer(line, TRUE)


def endless_pictures(line: BinaryIO) -> None:
    picture = Picture(bytes(1 << 20), WHOLE)
    while True:
        wire.answer(line, wire.Shot.of(picture), picture.data)


def no_json(line: BinaryIO) -> None:
    line.write(b"\0\0\0\4{no}")
    line.flush()


def huge_frame(line: BinaryIO) -> None:
    line.write(b"\x7f\0\0\0" + bytes(1000))
    line.flush()


def spin(line: BinaryIO) -> None:
    wire.answer(line, TRUE)
    while True:
        pass


def sleep(line: BinaryIO) -> None:
    wire.answer(line, TRUE)
    time.sleep(60)


def fill(line: BinaryIO) -> None:
    wire.answer(line, TRUE)
    held = []
    while True:
        held.append(b"x" * (1 << 20))


def fault(line: BinaryIO) -> None:
    wire.answer(line, TRUE)
    ctypes.string_at(0)


def looked_and_lied(line: BinaryIO, pictures: int) -> None:
    for number in range(pictures):
        wire.answer(line, wire.Looked(number))
    unknown_rule(line)


JOBS: Mapping[str, Callable[[BinaryIO], None]] = {
    each.__name__: each
    for each in (
        well,
        no_end,
        unknown_rule,
        endless,
        endless_pictures,
        no_json,
        huge_frame,
        spin,
        sleep,
        fill,
        fault,
    )
}


def serve(reading: BinaryIO, writing: BinaryIO) -> None:
    asked = wire.asked(reading)
    if isinstance(asked, wire.AskPictures):
        looked_and_lied(writing, len(asked.shots))
        return
    assert isinstance(asked, wire.AskTexts)
    JOBS[asked.texts[0]](writing)
