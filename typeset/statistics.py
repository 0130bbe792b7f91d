"""Statistics tables: typed values in rows and groups, with heads of several rows, subtotals and totals.

- Sums are made here, of the very values that are printed; a number has as many decimals as any of its column.
- A table stands upright where its columns fit, else on landscape pages, in smaller type if need be; a table wider than
  that is split between its columns, whole groups of them where it can be, and each part repeats the key columns.
- Widths are counted in characters of the table's type; figures stand right in the middle of their column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Final, TypeAlias

from typeset.errors import TableTooWide
from typeset.laying import breakable
from typeset.widths import width

Value: TypeAlias = str | int | Decimal | None

_POINT: Final = 25.4 / 72
# Upright 156 mm, landscape 225 mm; the sizes tried in turn.
_FITS: Final = ((False, 12.0), (False, 10.5), (True, 12.0), (True, 10.5), (True, 9.0))
_SPLIT_SIZE: Final = 10.5
_MARGIN, _LEAST, _MOST = 1.0, 2.0, 14.0
_HEAD_LINES: Final = 3
_KEYS_SHARE: Final = 0.6


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    TEXT = "text"


class Total(StrEnum):
    """What stands in a column's subtotals and total."""

    NONE = "none"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Column:
    """`group`: heads over the label, the uppermost first. `key` columns come first and are repeated in every part."""

    label: str
    kind: Kind = Kind.NUMBER
    group: tuple[str, ...] = ()
    total: Total = Total.NONE
    key: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading, such as a class of units; an empty label prints none."""

    label: str
    rows: tuple[tuple[Value, ...], ...]
    subtotal: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """`measure` stands over the table's right end (单位：条、分), `notes` under it. `landscape`: never upright."""

    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    total: bool = True
    measure: str = ""
    notes: tuple[str, ...] = ()
    landscape: bool = False

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if keys != sorted(keys, reverse=True) or not self.columns:
            raise ValueError("key columns come first")
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError("a row has as many values as the table has columns")
            for column, value in zip(self.columns, row, strict=True):
                if column.kind is Kind.NUMBER and isinstance(value, str):
                    raise ValueError(f"{value!r} is no number")

    @property
    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Every row of every group."""
        return (row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: `role` is group, row, subtotal or total; a group's row has one cell."""

    role: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns of a table, key columns first: their indexes and the width of each."""

    at: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a table stands: its lines as words, its type in pt, and the parts it is split into."""

    lines: tuple[Line, ...]
    landscape: bool
    size: float
    parts: tuple[Part, ...]
    figures: tuple[float, ...]


def fitted(table: Table, subtotal: str, total: str, nothing: str) -> Fitted:
    """The table's words and places. Raises TableTooWide when no column fits beside the key columns."""
    lines = tuple(_lines(table, subtotal, total, nothing))
    cells = [[line.cells[at] for line in lines if line.role != "group"] for at in range(len(table.columns))]
    figures = tuple(max(map(width, column), default=0.0) for column in cells)
    widths = [_column(column, each) for column, each in zip(table.columns, figures, strict=True)]
    for landscape, size in _FITS:
        if sum(widths) <= room(size, landscape=landscape) and (landscape or not table.landscape):
            every = Part(tuple(range(len(widths))), tuple(widths))
            return Fitted(lines, landscape, size, (every,), figures)
    parts = tuple(_split(table, widths))
    return Fitted(lines, landscape=True, size=_SPLIT_SIZE, parts=parts, figures=figures)


def room(size: float, *, landscape: bool) -> float:
    """How many characters of a size the line holds."""
    return (225 if landscape else 156) / (size * _POINT)


def _column(column: Column, widest: float) -> float:
    head = width(column.label)
    needed = widest if column.kind is Kind.NUMBER else min(widest, _MOST)
    return max(needed, min(head, max(_LEAST, -(-head // _HEAD_LINES)))) + _MARGIN


def _split(table: Table, widths: Sequence[float]) -> Iterator[Part]:
    keys = [at for at, column in enumerate(table.columns) if column.key] or [0]
    limit = room(_SPLIT_SIZE, landscape=True)
    taken = sum(widths[at] for at in keys)
    others = [at for at in range(len(widths)) if at not in keys]
    if taken > limit * _KEYS_SHARE or max((widths[at] for at in others), default=0) > limit - taken:
        raise TableTooWide(len(widths), len(keys))
    part: list[int] = []
    for block in _blocks(table, others):
        pieces = [block] if sum(widths[at] for at in block) <= limit - taken else [[at] for at in block]
        for piece in pieces:
            if part and taken + sum(widths[at] for at in (*part, *piece)) > limit:
                yield _part(keys, part, widths)
                part = []
            part += piece
    yield _part(keys, part, widths)


def _blocks(table: Table, others: Sequence[int]) -> Iterator[list[int]]:
    """Columns that are better not parted: those under one head."""
    for head, same in groupby(others, lambda at: table.columns[at].group[:1]):
        block = list(same)
        yield from ([block] if head else [[at] for at in block])


def _part(keys: Sequence[int], part: Sequence[int], widths: Sequence[float]) -> Part:
    at = (*keys, *part)
    return Part(at, tuple(widths[each] for each in at))


def _lines(table: Table, subtotal: str, total: str, nothing: str) -> Iterator[Line]:
    places = [_places(row[at] for row in table.rows) for at in range(len(table.columns))]

    def row(values: Sequence[Value], role: str, empty: str) -> Line:
        return Line(role, tuple(_said(value, each, empty) for value, each in zip(values, places, strict=True)))

    for group in table.groups:
        if group.label:
            yield Line("group", (breakable(group.label),))
        yield from (row(values, "row", nothing) for values in group.rows)
        if group.subtotal and len(table.groups) > 1:
            yield row(_summed(table, group.rows, subtotal), "subtotal", "")
    if table.total:
        yield row(_summed(table, tuple(table.rows), total), "total", "")


def _summed(table: Table, rows: Sequence[Sequence[Value]], label: str) -> list[Value]:
    texts = (at for at, column in enumerate(table.columns) if column.kind is Kind.TEXT)
    named = next(texts, None)
    out: list[Value] = []
    for at, column in enumerate(table.columns):
        if at == named:
            out.append(label)
        elif column.total is Total.SUM:
            out.append(sum((value for row in rows if not isinstance(value := row[at], str | None)), start=Decimal(0)))
        else:
            out.append(None)
    return out


def _places(values: Iterator[Value]) -> int:
    return max((-int(value.as_tuple().exponent) for value in values if isinstance(value, Decimal)), default=0)


def _said(value: Value, places: int, empty: str) -> str:
    if value is None:
        return empty
    return breakable(value) if isinstance(value, str) else f"{value:.{max(places, 0)}f}"
