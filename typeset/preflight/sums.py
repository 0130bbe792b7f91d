"""Sums of tables: 合计 and 小计 rows, columns of sums, shares that make 100 %.

- A row of sums may sum all rows, the rows since the last 小计, the 小计 rows, the rows without their 其中, the rows of the
  upper numbering, and may stand above or below them: it is wrong when it fits none of these.
- A column of sums is checked when most of its rows fit: then the others are slips.
- Rates, means, ranks and years are not summed. Rounded figures may differ by their rounding.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, pairwise

from typeset.preflight.amounts import Amount, amount, shown
from typeset.preflight.lists import words
from typeset.preflight.reading import Found, Reading
from typeset.preflight.structure import Table

_UPPER = re.compile(r"[一二三四五六七八九十]{1,3}[、.]|（[一二三四五六七八九十]{1,3}）")
_WHOLE, _WHOLE_SLACK = Decimal(100), Decimal("0.1")
_LEAST_ROWS, _MOST_FIT, _MOST_TOTALS = 3, 0.6, 30
Cells = Sequence[Amount]


def down(reading: Reading) -> Iterator[Found]:
    """Rows of sums that do not add up, a finding for each column."""
    for table in reading.tables:
        marks = [_total(row) for row in table.rows]
        for at in islice((at for at, mark in enumerate(marks) if mark), _MOST_TOTALS):
            groups = list(_groups(marks, at))
            for column in range(len(table.rows[at])):
                if _summed(table, column) and (sums := _wrong(table, at, column, groups)):
                    yield _found(reading, table, at, column, sums)


def across(reading: Reading) -> Iterator[Found]:
    """Columns of sums: rows that do not add up while most do."""
    for table in reading.tables:
        for column in range(len(table.rows[0]) if table.rows else 0):
            if _is_total(_head(table, column)) and (span := _span(table, column)):
                for at, row in enumerate(table.rows):
                    cells = _amounts(row[one] for one in span)
                    said = amount(row[column]) if column < len(row) else None
                    if cells and said and row[column].strip() and not _fits(said, cells):
                        yield _found(reading, table, at, column, _values(said, cells))


def shares(reading: Reading) -> Iterator[Found]:
    """Shares that do not make 100 %."""
    for table in reading.tables:
        plain = [at for at, row in enumerate(table.rows) if not _total(row) and not _is_part(row)]
        for column in range(len(table.rows[0]) if table.rows else 0):
            head = _head(table, column)
            cells = _amounts(table.rows[at][column] for at in plain if column < len(table.rows[at]))
            if not any(one in head for one in words("shares")) or not cells or len(cells) < _LEAST_ROWS:
                continue
            filled = [cell for cell in cells if cell.value]
            apart = abs(sum((cell.value for cell in filled), Decimal(0)) - _WHOLE)
            if len(filled) == len(cells) and apart > max(_WHOLE_SLACK, sum((cell.half for cell in cells), Decimal(0))):
                if _many_groups(table):
                    continue
                total = sum((cell.value for cell in cells), Decimal(0))
                yield _found(reading, table, plain[-1], column, {"said": "100%", "right": f"{shown(total)}%"})


def _wrong(table: Table, at: int, column: int, groups: Sequence[Sequence[int]]) -> dict[str, str]:
    """What the cell says and what its rows make, when no way of summing fits; {} when one does."""
    said = amount(table.rows[at][column])
    if said is None or not table.rows[at][column].strip() or not said.value:
        return {}
    ways = [way for way in (_amounts(cells) for cells in _ways(table, column, groups)) if way]
    ways = [way for way in ways if len(way) > 1]
    if not ways or any(_fits(said, way) for way in ways):
        return {}
    return _values(said, ways[0])


def _groups(marks: Sequence[str], at: int) -> Iterator[list[int]]:
    """The rows that a row of sums may sum, by their places."""
    above = [one for one in range(at) if not marks[one]]
    below = [one for one in range(at + 1, len(marks)) if not marks[one]]
    start = max((one for one in range(at) if marks[one]), default=-1)
    stop = min((one for one in range(at + 1, len(marks)) if marks[one]), default=len(marks))
    if marks[at] == "all":
        yield above
        yield below
        yield [one for one, mark in enumerate(marks) if mark == "sub"]
    yield [one for one in above if one > start]
    yield [one for one in below if one < stop]


def _ways(table: Table, column: int, groups: Sequence[Sequence[int]]) -> Iterator[list[str]]:
    """The cells of one column that may make the sum: of each group all, without their 其中, those of the upper numbering."""
    for group in groups:
        rows = [table.rows[one] for one in group if column < len(table.rows[one])]
        yield [row[column] for row in rows]
        yield [row[column] for row in rows if not _is_part(row)]
        yield [row[column] for row in rows if _is_upper(row)]


def _span(table: Table, column: int) -> range | None:
    """The columns beside a column of sums that it sums in most rows; None when there are none."""
    wide = range(len(table.rows[0]))
    left = [range(start, column) for start in range(column - 1)]
    right = [range(column + 1, end) for end in range(len(wide), column + 2, -1)]
    for span in (*left, *right):
        rows = [row for row in table.rows if len(row) == len(wide) and amount(row[column]) and row[column].strip()]
        fitting = [row for row in rows if _row_fits(row, span, column)]
        if len(rows) >= _LEAST_ROWS and len(fitting) >= _MOST_FIT * len(rows):
            return span
    return None


def _row_fits(row: Sequence[str], span: range, column: int) -> bool:
    cells, said = _amounts(row[one] for one in span), amount(row[column])
    return bool(cells) and said is not None and _fits(said, cells or ())


def _fits(said: Amount, cells: Cells) -> bool:
    total = sum((cell.value for cell in cells), Decimal(0))
    return abs(total - said.value) <= said.half + sum((cell.half for cell in cells), Decimal(0))


def _amounts(cells: Iterator[str] | Sequence[str]) -> list[Amount] | None:
    """The numbers of some cells; None when one of them is words."""
    found = [amount(cell) for cell in cells]
    return [one for one in found if one is not None] if found and None not in found else None


def _summed(table: Table, column: int) -> bool:
    head = _head(table, column)
    cells = [amount(row[column]) for row in table.rows if column < len(row)]
    rates = any(one in head for one in words("no_sums")) or any(cell.percent for cell in cells if cell)
    return column > 0 and not rates


def _head(table: Table, column: int) -> str:
    return "".join("".join(row[column].split()) for row in table.head if column < len(row))


def _total(row: Sequence[str]) -> str:
    """`all` for a row of 合计, `sub` for one of 小计, else nothing."""
    labels = ["".join(cell.split()) for cell in row[:2]]
    if any(_is_total(label) for label in labels):
        return "all"
    return "sub" if any(label.endswith(tuple(words("subtotals"))) for label in labels) else ""


def _is_total(label: str) -> bool:
    return label in words("totals")


def _is_part(row: Sequence[str]) -> bool:
    return any("".join(cell.split()).startswith(tuple(words("part_of"))) for cell in row[:2])


def _is_upper(row: Sequence[str]) -> bool:
    return any(_UPPER.match(cell.strip()) for cell in row[:2])


def _many_groups(table: Table) -> bool:
    """Whether the shares are told by groups, each of which makes 100 %."""
    marks = [at for at, row in enumerate(table.rows) if _total(row)]
    return len(marks) > 1 or any(later - one > 1 for one, later in pairwise(marks))


def _values(said: Amount, cells: Cells) -> dict[str, str]:
    return {"said": shown(said.value), "right": shown(sum((cell.value for cell in cells), Decimal(0)))}


def _found(reading: Reading, table: Table, at: int, column: int, values: dict[str, str]) -> Found:
    values = {**values, "column": _head(table, column), "row": "".join(table.rows[at][0].split())}
    place = table.lines[at]
    line = reading.lines[max(place, 0)]
    cell = line.cells[column] if place >= 0 and column < len(line.cells) else ""
    start = line.at + sum(len(one) + 1 for one in line.cells[:column]) if cell else line.at
    return Found(line.element, start, start + len(cell), values)
