"""A marking as a row of cells, so that mutations can be put one upon the other and never break one another.

- A cell is what a reader sees as one sign, or what was put between two signs; a mutation replaces, inserts or wraps cells
  and never looks inside one that is already written in another way.
- `given` is what the cell said before any mutation: a mutation finds its cells by it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from random import Random


class Kind(StrEnum):
    """What a cell is to a reader; the last five are put in by mutations."""

    LEVEL = auto()
    LATIN = auto()  # a level in pinyin, zhuyin or English
    STAR = auto()
    NUMBER = auto()
    TERM = auto()
    LABEL = auto()
    OTHER = auto()
    GAP = auto()
    BREAK = auto()
    MARKUP = auto()
    CODE = auto()
    ORDER = auto()


READ = frozenset((Kind.LEVEL, Kind.LATIN, Kind.STAR, Kind.NUMBER, Kind.TERM, Kind.LABEL, Kind.OTHER))
PUT_IN = frozenset(Kind) - READ


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what stands in the file, `given` what was there first; `coded`: written as an entity or an escape."""

    text: str
    kind: Kind
    given: str = ""
    coded: bool = False
    weak: bool = False  # alone it says nothing: an asterisk for the star, a look-alike for the level

    @property
    def plain(self) -> bool:
        """Untouched so far."""
        return self.text == self.given

    def written(self, text: str, *, coded: bool = False, weak: bool = False) -> "Cell":
        return replace(self, text=text, coded=self.coded or coded, weak=self.weak or weak)


SHORT = 3  # signs of a term that nobody takes for anything else: 10年, 6个月, 长期
Row = tuple[Cell, ...]
Mutation = Callable[[Row, Random], Row | None]


def cells(text: str, kind: Kind) -> Row:
    """One cell for each character."""
    return tuple(Cell(sign, kind, sign) for sign in text)


def put_in(text: str, kind: Kind, *, coded: bool = False) -> Cell:
    """A cell that says nothing by itself."""
    return Cell(text, kind, coded=coded)


def written(row: Iterable[Cell]) -> str:
    return "".join(cell.text for cell in row)


def has(row: Row, *kinds: Kind) -> bool:
    return any(cell.kind in kinds for cell in row)


def level_at(row: Row) -> list[int]:
    """Where the signs of the level stand."""
    return [at for at, cell in enumerate(row) if cell.kind is Kind.LEVEL]


def swapped(row: Row, table: Mapping[str, Sequence[str]], dice: Random, *, weak: bool = False) -> Row | None:
    """Untouched cells that the table knows are written as it says: all of them, or some; None when it knows none.

    Where the table knows several ways to write one sign, one is drawn.
    """
    able = [at for at, cell in enumerate(row) if cell.plain and cell.given in table]
    if not able:
        return None
    chosen = set(able) if dice.random() < 0.6 else set(dice.sample(able, dice.randint(1, len(able))))
    return tuple(
        cell.written(dice.choice(table[cell.given]), weak=weak) if at in chosen else cell for at, cell in enumerate(row)
    )


def seams(row: Row, dice: Random, most: int = 3) -> list[int]:
    """Some places between two cells, from left to right: at least one of them inside the level when it has an inside."""
    level = level_at(row)
    inside = [at for at in range(1, len(row)) if at - 1 in level and at in level]
    others = [at for at in range(1, len(row)) if at not in inside]
    found = set(dice.sample(others, min(len(others), dice.randint(0, most - 1))))
    if inside and (dice.random() < 0.8 or not found):
        found.add(dice.choice(inside))
    return sorted(found or set(dice.sample(others, min(1, len(others)))))


def inserted(row: Row, at: Iterable[int], make: Callable[[], Iterable[Cell]]) -> Row | None:
    """New cells before each of the places."""
    places = set(at)
    if not places:
        return None
    out: list[Cell] = []
    for number, cell in enumerate(row):
        if number in places:
            out.extend(make())
        out.append(cell)
    return tuple(out)
