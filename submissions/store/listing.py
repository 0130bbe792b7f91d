"""The SQL of lists.

- A list cannot be asked for without a Scope: which units' own texts, and whether what reached the office.
- A page is read by key from an index in the list's own order, never by offset and never counted to the end.
- Columns of a row are those a list shows; the sealed body comes along only when a text filter has to be checked.
- Dates bound the moment of sending (of writing, for what has not been sent); then that is the order, too.
"""

from collections.abc import Callable
from typing import Final

from kernel import blindindex, db
from kernel.db import Row
from submissions.rules.records import Scope, Wanted
from submissions.store import searching
from submissions.workflow.submission import OFFICE_SEES, PARENT_SEES

NEVER: Final = "timestamptz '9999-01-01 00:00+00'"
SENT: Final = "COALESCE(s.submitted, s.created)"
SORTS: Final = {"created": "s.created", "saved": "s.saved", "submitted": SENT, "due": "s.due"}
EQUAL: Final = ("category", "urgency", "genre", "unit")
SHOWN: Final = ", ".join(
    f"s.{name}"
    for name in (
        "id", "version", "state", "created", "saved", "moved", "unit", "author", "number", "category", "urgency",
        "genre", "chars", "channel", "submitted", "due", "title_sealed",
    )
)  # fmt: skip
MOST_COUNTED: Final = 1000
Mark = Callable[[object], str]


async def listing(scope: Scope, wanted: Wanted) -> list[Row]:
    """Rows the scope allows, in the wanted order; `sorted` is the key's moment."""
    column = SORTS["submitted" if (wanted.since or wanted.until) and wanted.sort != "due" else wanted.sort]
    if wanted.text and column == SENT and not (wanted.ascending or wanted.backwards):
        return await _newest(scope, wanted)
    args: list[object] = []

    def mark(value: object) -> str:
        args.append(value)
        return f"${len(args)}"

    where = [visible(scope, mark), *_filters(wanted, mark)]
    if wanted.text:  # candidates only: the caller opens them and checks
        condition, tokens = await blindindex.clause(wanted.text, "s.id", len(args) + 1)
        where.append(condition)
        args += tokens
    up = wanted.ascending is not wanted.backwards
    if wanted.beyond:
        sign = ">" if up else "<"
        where.append(f"({column}, s.id) {sign} ({mark(wanted.beyond[0])}, {mark(wanted.beyond[1])})")
    order = "ASC" if up else "DESC"
    shown = f"{SHOWN}, s.body_sealed" if wanted.text else SHOWN
    return await db.fetch(
        f"SELECT {shown}, {column} AS sorted FROM submission s WHERE {' AND '.join(where)}"  # noqa: S608 - column names only
        f" ORDER BY {column} {order}, s.id {order} LIMIT {mark(wanted.limit)}",
        *args,
    )


async def _newest(scope: Scope, wanted: Wanted) -> list[Row]:
    """Candidates of a text filter, the newest first."""

    def where(mark: Mark) -> list[str]:
        conditions = [visible(scope, mark), *_filters(wanted, mark)]
        if wanted.beyond:
            conditions.append(f"({SENT}, s.id) < ({mark(wanted.beyond[0])}, {mark(wanted.beyond[1])})")
        return conditions

    narrow = scope.unit is not None or bool(_filters(wanted, str))
    search = searching.Search(f"{SHOWN}, s.body_sealed", SENT, where, tuple(blindindex.terms(wanted.text)), narrow)
    return await searching.newest(search, wanted.limit)


async def count_by_state(scope: Scope, states: tuple[str, ...]) -> int:
    """How many wait in these states, counted up to MOST_COUNTED."""
    args: list[object] = []

    def mark(value: object) -> str:
        args.append(value)
        return f"${len(args)}"

    rows = await db.fetch(
        f"SELECT 1 FROM submission s WHERE {visible(scope, mark)} AND s.state = ANY({mark(list(states))})"  # noqa: S608
        f" LIMIT {MOST_COUNTED}",
        *args,
    )
    return len(rows)


def visible(scope: Scope, mark: Mark) -> str:
    """The condition of the scope."""
    ways = []
    if scope.unit is not None:
        ways.append(f"s.unit = {mark(scope.unit)}")
    if scope.through is not None:
        ways.append(f"(s.through = {mark(scope.through)} AND s.state = ANY({mark([str(one) for one in PARENT_SEES])}))")
    if scope.office:
        ways.append(f"s.state = ANY({mark([str(state) for state in OFFICE_SEES])})")
    return f"({' OR '.join(ways)})" if ways else "false"


def _filters(wanted: Wanted, mark: Mark) -> list[str]:
    where = [f"s.{name} = {mark(value)}" for name in EQUAL if (value := getattr(wanted, name))]
    if wanted.states:
        one = len(wanted.states) == 1  # an index is read in its order only for one value
        where.append(f"s.state = {mark(wanted.states[0])}" if one else f"s.state = ANY({mark(list(wanted.states))})")
    if wanted.ids is not None:
        where.append(f"s.id = ANY({mark(list(wanted.ids))})")
    if wanted.since:
        where.append(f"{SENT} >= {mark(wanted.since)}")
    if wanted.until:
        where.append(f"{SENT} < {mark(wanted.until)}")
    if wanted.late_at:
        where.append(f"s.due < {mark(wanted.late_at)}")
    return where
