"""The sample against which changes of the rules are rehearsed: markings in many disguises, and ordinary texts.

- It ships with the product and is the same everywhere; tests/corpus draws it anew and compares.
- A text is either to be stopped or to pass; nothing in it is a matter of taste.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("data") / "known.jsonl"


class Expected(StrEnum):
    """What a reader would say of the text."""

    STOP = "stop"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True)
class Case:
    """`id` names the disguise, or the subject of an ordinary text, and counts."""

    id: str
    text: str
    verdict: Expected


@cache
def cases() -> tuple[Case, ...]:
    """Read when first asked for: only a rehearsal needs it."""
    return tuple(msgspec.json.Decoder(Case).decode_lines(FILE.read_bytes()))
