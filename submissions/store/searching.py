"""The SQL of a search in the order of sending: the newest that hold every term, however frequent or rare the words are.

- First the newest rows of the list are asked one by one: a frequent word has filled the page by then.
- Then stretches of time, each longer than the one before: the index names the rows of a stretch that hold the terms, as
  their search rows carry marks of the day, of 32 and of 1,024 days they were sent in (written by the database, with the
  record). As soon as the page is full nothing older is looked at.
- What comes out are candidates, as from the index itself; the caller opens and checks them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from kernel import db
from kernel.db import Row

WALKED: Final = 150
WALKED_NARROW: Final = 1500
DAY: Final = timedelta(days=1)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Days a mark stands for, what its number begins at, and how far back stretches are marked so: as search_marks() writes.
MARKS: Final = ((1, 0, (2, 8, 24)), (32, 1_000_000, (96, 384)), (1024, 2_000_000, (0,)))
NAMED: Final = (
    "s.id = ANY(ARRAY(SELECT x.owner FROM search_row x WHERE x.tokens @> {} AND x.tokens && w.marks::integer[]))"
)
HOLDS: Final = "EXISTS (SELECT 1 FROM search_row x WHERE x.owner = r.id AND x.tokens @> {} OFFSET 0)"
Mark = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked: columns, the moment of order, conditions of the list, tokens by term.

    `narrow`: the list has filters of its own, so that many of its rows may be asked before the index is.
    """

    shown: str
    sent: str
    where: Callable[[Mark], list[str]]
    terms: tuple[list[int], ...]
    narrow: bool = False


async def newest(search: Search, limit: int) -> list[Row]:
    """Up to `limit` candidates, the newest first."""
    walk = WALKED_NARROW if search.narrow else WALKED
    rows = await _walked(search, walk)
    found = [row for row in rows if row["held"]][:limit]
    if len(found) == limit or not rows or rows[0]["walked"] < walk:
        return found
    last = rows[-1]
    return found + await _stretches(search, last["sorted"], last["id"], limit - len(found))


async def _walked(search: Search, walk: int) -> list[Row]:
    """Of the first rows those that hold the terms, and the last one; `walked`: how many there were."""
    args, mark = _arguments()
    where = " AND ".join(search.where(mark))
    held = " AND ".join(HOLDS.format(f"{mark(tokens)}::integer[]") for tokens in search.terms)
    return await db.fetch(
        f"SELECT {search.shown}, r.sorted, r.held, r.walked FROM (SELECT r.id, r.sorted, {held} AS held,"  # noqa: S608
        " count(*) OVER () AS walked, row_number() OVER (ORDER BY r.sorted, r.id) AS place"
        f" FROM (SELECT s.id, {search.sent} AS sorted FROM submission s WHERE {where}"
        f" ORDER BY {search.sent} DESC, s.id DESC LIMIT {mark(walk)}) r) r JOIN submission s ON s.id = r.id"
        " WHERE r.held OR r.place = 1 ORDER BY r.sorted DESC, r.id DESC",
        *args,
    )


async def _stretches(search: Search, after: datetime, id: UUID, limit: int) -> list[Row]:
    """Those behind a row of the list, stretch by stretch."""
    args, mark = _arguments()
    moment = f"({search.sent} + interval '0')"  # no index has it: the named rows are fetched, no stretch is walked
    where = " AND ".join([
        *search.where(mark), f"{moment} >= w.since", f"{moment} < w.until", f"({moment}, s.id) < ({mark(after)}, {mark(id)})",
        *(NAMED.format(f"{mark(tokens)}::integer[]") for tokens in search.terms),
    ])  # fmt: skip
    since, until, marks = ([*each] for each in zip(*stretches(after), strict=True))
    most = mark(limit)
    rows = await db.fetch(
        f"SELECT found.* FROM unnest({mark(since)}::timestamptz[], {mark(until)}::timestamptz[], {mark(marks)}::text[])"  # noqa: S608
        f" AS w (since, until, marks) CROSS JOIN LATERAL (SELECT {search.shown}, {search.sent} AS sorted"
        f" FROM submission s WHERE {where} ORDER BY {moment} DESC, s.id DESC LIMIT {most}) found LIMIT {most}",
        *args,
    )
    return sorted(rows, key=lambda row: (row["sorted"], row["id"]), reverse=True)


def stretches(newest: datetime) -> list[tuple[datetime, datetime, str]]:
    """From, until, and the marks of what was sent between them, as the database reads a list of numbers; newest first."""
    found, until = list[tuple[datetime, datetime, str]](), newest + timedelta(microseconds=1)
    for days, begins, lengths in MARKS:
        for length in lengths:
            since = max(EPOCH, newest - length * DAY) if length else EPOCH
            first, last = ((at - EPOCH) // DAY // days for at in (since, until))
            if since < until:
                marks = ",".join(str(begins + number) for number in range(first, last + 1))
                found.append((since, until, f"{{{marks}}}"))
            until = min(until, since)
    return found


def _arguments() -> tuple[list[object], Mark]:
    args: list[object] = []

    def mark(value: object) -> str:
        args.append(value)
        return f"${len(args)}"

    return args, mark
