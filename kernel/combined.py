"""Several reads as one statement: each becomes a column that holds its rows.

- Every read keeps its own words, values, plan and order; only the way to the database and back is shared.
- Rows inside a column have no names: those of a read are asked for once and kept, by its words.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kernel.memo import Question, Rows

MOST_KNOWN = 2000
_PLACE = re.compile(r"\$(\d+)")
_names: dict[str, tuple[str, ...]] = {}


async def asked(pool: Any, questions: Sequence[Question]) -> list[Rows]:
    """The rows of every question."""
    if len(questions) == 1:
        sql, args = questions[0]
        return [[dict(row) for row in await pool.fetch(sql, *args)]]
    names = [_names.get(sql) or await _learnt(pool, sql) for sql, _ in questions]
    statement = _statement(tuple((sql, len(args)) for sql, args in questions))
    [row] = await pool.fetch(statement, *(value for _, args in questions for value in args))
    return [
        [dict(zip(known, record, strict=True)) for record in column] for known, column in zip(names, row, strict=True)
    ]


async def _learnt(pool: Any, sql: str) -> tuple[str, ...]:
    """The names of a read's columns."""
    async with pool.acquire() as connection:
        names = tuple(attribute.name for attribute in (await connection.prepare(sql)).get_attributes())
    while len(_names) >= MOST_KNOWN:
        _names.pop(next(iter(_names)))
    _names[sql] = names
    return names


@lru_cache(maxsize=1000)
def _statement(reads: tuple[tuple[str, int], ...]) -> str:
    """One SELECT of many, each with places of its own for its values."""
    columns, before = list[str](), 0
    for number, (sql, count) in enumerate(reads):
        placed = _PLACE.sub(lambda found, base=before: f"${int(found[1]) + base}", sql)  # type: ignore[misc]
        columns.append(f"ARRAY(SELECT q FROM ({placed}) q) AS r{number}")  # noqa: S608 - only what the reads say themselves
        before += count
    return "SELECT " + ", ".join(columns)
