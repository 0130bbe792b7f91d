"""What a job says, checked before it is believed: known rules, sane ranges, bounded numbers and sizes.

A job that says anything else has been taken over by the file it read, or is broken: its file is held as unsafe.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from marking.child import wire
from marking.extract.parts import Picture
from marking.verdict import Decision, Verdict

MOST_FOUND, MOST_PICTURES, MOST_PICTURE_BYTES = 500, 40, 64 << 20
_MOST_AT = 1 << 31


class Nonsense(wire.Broken):
    """Said what no job of ours says."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Which rules there are, and what each text, file or picture asked about is called."""

    rules: Collection[str]
    names: Sequence[str]


@dataclass(slots=True)
class Heard:
    """What has come so far; it stays when the job breaks off."""

    verdicts: list[Verdict] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    done: set[int] = field(default_factory=set)


def hear(line: BinaryIO, heard: Heard, expected: Expected) -> None:
    """Take in a whole answer. Raises Broken or Nonsense."""
    room = MOST_PICTURE_BYTES
    for said in wire.answers(line):
        match said:
            case wire.Found():
                if len(heard.verdicts) >= MOST_FOUND:
                    raise Nonsense
                heard.verdicts.append(_verdict(said, expected))
            case wire.Shot():
                room -= said.size
                if len(heard.pictures) >= MOST_PICTURES or said.size < 0 or room < 0:
                    raise Nonsense
                _sane(said.where)
                data = wire.body(line, said.size)
                heard.pictures.append(Picture(data, said.where.place(), said.page, said.preview))
            case wire.Looked():
                _name(said.number, expected)
                heard.done.add(said.number)


def _verdict(said: wire.Found, expected: Expected) -> Verdict:
    _sane(said.where)
    lengths = len(said.words) <= wire.MOST_WORDS and max(len(said.before), len(said.after)) <= wire.MOST_AROUND
    if not (lengths and 0 <= said.start <= said.end < _MOST_AT):
        raise Nonsense
    read = said.reason is None and said.rule in expected.rules and said.decision is not Decision.ALLOW
    unread = said.reason is not None and not said.rule and said.decision is Decision.HOLD
    if not (read or unread):
        raise Nonsense
    place = said.where.place()
    return Verdict(
        said.decision,
        _name(said.number, expected),
        said.rule,
        said.start,
        said.end,
        said.words,
        said.reason,
        place,
        said.before,
        said.after,
    )


def _name(number: int, expected: Expected) -> str:
    if not 0 <= number < len(expected.names):
        raise Nonsense
    return expected.names[number]


def _sane(where: wire.Where) -> None:
    names = len(where.inside) <= wire.MOST_INSIDE and all(len(name) <= wire.MOST_NAME for name in where.inside)
    if not (names and 0 <= where.number < _MOST_AT):
        raise Nonsense
