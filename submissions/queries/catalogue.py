"""Reading the catalogue; the viewer always comes first.

- The office sees all of it, a unit what it holds itself: so that it knows what it need not be asked for again.
"""

from datetime import date
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import blindindex, clock, vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.errors import NotFound
from submissions.rules.assignments import Decision
from submissions.rules.catalogue import Match, Period
from submissions.rules.sights import Entry
from submissions.store import assignments as order_rows
from submissions.store import catalogue as store
from submissions.workflow.assignments import order_visible

PAGE, MOST, ROUNDS = 20, 5000, 8


async def listing(
    viewer: Actor, text: str = "", unit: UUID | None = None, after: UUID | None = None, *, backwards: bool = False
) -> tuple[list[Entry], bool]:
    """A page of entries, the newest first, and whether there are more on that side."""
    whose = _whose(viewer, unit)
    kept = list[Entry]()
    for _ in range(ROUNDS):
        rows = await store.listing(whose, text, after, PAGE + 1, backwards=backwards)
        kept += [one for one in await _opened(viewer, rows[:PAGE]) if not text or _says(one, text)]
        if len(rows) <= PAGE or len(kept) >= PAGE:
            break
        after = rows[PAGE - 1]["id"]
    shown = kept[:PAGE]
    return (shown[::-1] if backwards else shown), len(rows) > PAGE or len(kept) > PAGE


async def everything(viewer: Actor) -> list[Entry]:
    """All the viewer may see, oldest first: for the exported table."""
    rows = await store.listing(_whose(viewer, None), "", None, MOST)
    return await _opened(viewer, rows[::-1])


async def entry(viewer: Actor, id: UUID) -> Entry:
    """One entry. Raises NotFound."""
    row = await store.row(id)
    if row is None or not (order_visible(viewer) or row["unit"] == viewer.unit):
        raise NotFound
    return (await _opened(viewer, [row]))[0]


async def hits(viewer: Actor, asked: str) -> list[Entry]:
    """What the catalogue has of what somebody wants to ask."""
    if not order_visible(viewer):
        raise NotFound
    found = await store.hits(asked, _today())
    why = {row["id"]: match for row, _, match in found}
    return await _opened(viewer, [row for row, _, _ in found], why)


async def decided(viewer: Actor, order: UUID) -> tuple[Entry, ...]:
    """The entries an order was checked against, with what was decided. The caller has checked the order."""
    rows = {row["entry"]: row["decision"] for row in await order_rows.entries([order])}
    return tuple(await _opened(viewer, await store.rows(list(rows)), decisions=rows))


async def overridden(viewer: Actor) -> list[tuple[Row, str, str, int]]:
    """Orders that ask for what the catalogue has: row, topic, reason, how many entries. Newest first; the office's."""
    if not order_visible(viewer):
        raise NotFound
    rows = await order_rows.overridden()
    counted: dict[UUID, int] = {}
    for each in await order_rows.entries([row["id"] for row in rows]):
        counted[each["assignment"]] = counted.get(each["assignment"], 0) + (each["decision"] == Decision.OVERRIDE)
    opened = await vault.boxes(row["id"] for row in rows)
    texts = {row["id"]: order_rows.opened(opened[row["id"]], row) for row in rows}
    return [(row, texts[row["id"]]["topic"], texts[row["id"]]["override"], counted[row["id"]]) for row in rows]


def _whose(viewer: Actor, unit: UUID | None) -> UUID | None:
    if order_visible(viewer):
        return unit
    if not viewer.may(Right.SUBMISSION_READ_OWN):
        raise NotFound
    return viewer.unit


def _today() -> date:
    return clock.local(clock.now()).date()


def _says(one: Entry, text: str) -> bool:
    return blindindex.matches(text, one.name, one.fields)


async def _opened(
    viewer: Actor, rows: list[Row], why: dict[UUID, Match] | None = None, decisions: dict[UUID, str] | None = None
) -> list[Entry]:
    boxes = await vault.boxes(row["id"] for row in rows)
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    return [
        Entry(
            id=row["id"], version=row["version"], **store.opened(boxes[row["id"]], row), unit=row["unit"],
            unit_name=units.get(row["unit"], ""), period=Period(row["period"]), valid_from=row["valid_from"],
            valid_until=row["valid_until"], changed=row["changed"], match=(why or {}).get(row["id"]),
            decision=Decision(decisions[row["id"]]) if decisions else None,
        )
        for row in rows
    ]  # fmt: skip
