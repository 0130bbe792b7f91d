"""The views a person keeps, and a whole list for a sheet."""

import json
from dataclasses import dataclass, replace
from uuid import UUID

from identity.rights import Right, demand
from kernel import vault
from kernel.actor import Actor
from submissions.errors import TooManyRows
from submissions.queries.lists import listed_rows
from submissions.rules.records import Wanted
from submissions.rules.views import Line
from submissions.store import kept as store

MOST_ROWS = 5_000
STRETCH = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A view: its name, and the parameters of the address."""

    id: UUID
    name: str
    query: dict[str, str]


async def of(viewer: Actor, page: str) -> list[Kept]:
    """The viewer's views of one list, oldest first."""
    rows = await store.of(viewer.id, page)
    boxes = await vault.boxes(row["id"] for row in rows)
    return [
        Kept(
            row["id"],
            boxes[row["id"]].open("name", bytes(row["name_sealed"])),
            json.loads(boxes[row["id"]].open("query", bytes(row["query_sealed"]))),
        )
        for row in rows
        if row["id"] in boxes
    ]


async def sheet(viewer: Actor, wanted: Wanted) -> list[Line]:
    """Every row of a list, in its order. Raises Forbidden, TooManyRows."""
    demand(viewer, Right.SUBMISSION_EXPORT)
    found: list[Line] = []
    place = replace(wanted, beyond=None, backwards=False)
    while True:
        stretch, more = await listed_rows(viewer, replace(place, limit=STRETCH + 1))
        found += stretch
        if len(found) > MOST_ROWS:
            raise TooManyRows(most=MOST_ROWS)
        if not more or not stretch:
            return found
        place = replace(place, beyond=stretch[-1].key)
