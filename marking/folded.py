"""Text with the way back to the text as it was typed.

- Every character knows its range in the original.
- An edit replaces ranges; what it puts in is said to come from the whole of what it replaced.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_UNTYPED = {-1: "\n", -2: "q"}

Edit: TypeAlias = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Folded:
    """`starts[i]` and `ends[i]` bound the original of character i."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range in the original that the folded range start..end came from."""
        return min(self.starts[start:end]), max(self.ends[start:end])

    def replaced(self, edits: Iterable[Edit]) -> "Folded":
        """With each range (in order, not overlapping) replaced by its text."""
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, put in [*edits, (len(self.text), len(self.text), "")]:
            parts += (self.text[at:start], put)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            if put:
                first, last = self.span(start, end)
                starts += [first] * len(put)
                ends += [last] * len(put)
            at = end
        return Folded("".join(parts), starts, ends)

    def picked(self, order: Iterable[int]) -> "Folded":
        """The characters in another order, or only some of them; -1 stands for a line end, -2 for a letter nobody typed."""
        kept = list(order)
        return Folded(
            "".join(_UNTYPED.get(i) or self.text[i] for i in kept),
            _borrowed(self.starts, kept),
            _borrowed(self.ends, kept),
        )

    def filtered(self, keep: Callable[[str], bool]) -> "Folded":
        """Without the characters that `keep` denies."""
        return self.picked(i for i, character in enumerate(self.text) if keep(character))


def typed(text: str, offset: int = 0) -> Folded:
    """Text as typed, beginning at `offset` of the original."""
    return Folded(text, range(offset, offset + len(text)), range(offset + 1, offset + len(text) + 1))


def _borrowed(bounds: Sequence[int], order: list[int]) -> list[int]:
    """What nobody typed stands where the character before it does."""
    found: list[int] = []
    for i in order:
        found.append(bounds[i] if i >= 0 else found[-1] if found else bounds[0])
    return found
