"""Invented Chinese texts, the same for the same seed.

- Characters come from the common plane of GB 2312 (3,755 of them), bound into a fixed lexicon of words; words and
  characters are drawn with Zipf's weights, because an index answers frequent and rare pairs at very different cost.
- Nothing means anything: no sentence of a real document is in the corpus.
"""

import random
from dataclasses import dataclass, field
from itertools import accumulate

LEXICON = 24_000
COMMA, STOP = "\uff0c", "\u3002"


def _common_characters() -> list[str]:
    first, last = 0xB0, 0xD7
    cells = [bytes((high, low)) for high in range(first, last + 1) for low in range(0xA1, 0xFF)]
    return [cell.decode("gb2312") for cell in cells[:-5]]  # the plane ends five cells before its last row does


@dataclass(slots=True)
class Writer:
    """Draws words; `seed` fixes the lexicon and the texts."""

    seed: int
    words: list[str] = field(init=False)
    _weights: list[float] = field(init=False)
    _dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        lexicon = random.Random(20_261_121)  # the language is one for all seeds; only what is said differs
        characters = _common_characters()
        lexicon.shuffle(characters)
        weights = list(accumulate(1 / (rank + 20) for rank in range(len(characters))))
        lengths = (2, 2, 2, 3, 4)
        drawn = {
            "".join(lexicon.choices(characters, cum_weights=weights, k=lexicon.choice(lengths))) for _ in range(LEXICON)
        }
        self.words = sorted(drawn)
        lexicon.shuffle(self.words)
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(len(self.words))))
        self._dice = random.Random(self.seed)

    def title(self) -> str:
        """12 to 24 characters."""
        return "".join(self._draw(8))[: self._dice.randint(12, 24)]

    def body(self, least: int = 150, most: int = 500) -> str:
        """Paragraphs of clauses, `least` to `most` characters."""
        wanted, parts, size = self._dice.randint(least, most), list[str](), 0
        while size < wanted:
            clause = "".join(self._draw(self._dice.randint(3, 6)))
            mark = STOP if self._dice.random() < 0.3 else COMMA  # noqa: PLR2004 - about every third clause ends a sentence
            parts.append(clause + mark)
            size += len(clause) + 1
        return "".join(parts)[:wanted]

    def band(self, first: int, count: int) -> list[str]:
        """Words by rank: low ranks stand in many texts, high ones in few."""
        return self.words[first : first + count]

    def _draw(self, count: int) -> list[str]:
        return self._dice.choices(self.words, cum_weights=self._weights, k=count)
