"""What changed between two texts, character by character.

- The pieces marked same and del, joined, are the old text; same and ins, joined, are the new one.
- Accidental agreements inside a changed stretch are merged: a reader sees words change, not confetti.
"""

from typing import Literal

from diff_match_patch import diff_match_patch

Segment = tuple[Literal["same", "ins", "del"], str]
OPS: dict[int, Literal["same", "ins", "del"]] = {0: "same", 1: "ins", -1: "del"}
SECONDS = 1.0  # beyond it the library answers with a coarser, still correct difference
SHORTEST_AGREEMENT = 2  # a Chinese word; a single character that agrees between two changes says nothing


def diff(old: str, new: str) -> list[Segment]:
    """The pieces in reading order."""
    engine = diff_match_patch()
    engine.Diff_Timeout = SECONDS
    pieces = engine.diff_main(old, new, checklines=False)
    engine.Diff_EditCost = SHORTEST_AGREEMENT
    engine.diff_cleanupEfficiency(pieces)
    return [(OPS[op], text) for op, text in pieces]


def folded(segments: list[Segment], keep: int = 40) -> list[Segment]:
    """The same difference with long unchanged stretches cut to `keep` characters on the side of a change."""
    short: list[Segment] = []
    for i, (op, text) in enumerate(segments):
        if op != "same" or len(text) <= 2 * keep + 1:
            short.append((op, text))
            continue
        head = text[:keep] if i else ""
        tail = text[-keep:] if i + 1 < len(segments) else ""
        short.append(("same", f"{head}…{tail}"))
    return short


def changed(segments: list[Segment]) -> int:
    """How many characters were added or removed."""
    return sum(len(text) for op, text in segments if op != "same")
