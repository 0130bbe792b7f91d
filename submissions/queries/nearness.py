"""Near-duplicates: what somebody sent or wrote lately that is much like a text; the viewer always comes first.

- Whoever writes sees those of their own unit; people of the office those of every unit that reached the office.
- Compared are texts saved within a window around the text (72 hours unless set otherwise).
- The first of several is the one that reached the office first, else the one that was written first.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from kernel import clock, textdiff, vault
from kernel.actor import Actor
from kernel.db import Row
from kernel.errors import NotFound
from submissions.queries import common
from submissions.rules.drafts import Near, policy
from submissions.rules.nearness import likeness, unpacked
from submissions.rules.records import Scope
from submissions.rules.views import Beside
from submissions.store import nearness as store
from submissions.store import submissions as rows
from submissions.workflow.submission import State, visible
from typeset.blocks import plain

MOST = 5


async def of_text(viewer: Actor, title: str, body: str, without: UUID | None = None) -> tuple[Near, ...]:
    """What of the viewer's own unit is like a text that is being written."""
    numbers = await asyncio.to_thread(store.signature, title, body)
    now = clock.now()
    return await _near(viewer, Scope(unit=viewer.unit), numbers, now, _Self(without, now))


async def near(viewer: Actor, id: UUID) -> tuple[Near, ...]:
    """What is like a submission, of all that the viewer may see. Empty for one that says too little."""
    row, kept = await rows.row(id), await store.of(id)
    if row is None or kept is None or not visible(rows.item_of(row), viewer):
        return ()
    own = _Self(id, row["submitted"] or row["created"])
    return await _near(viewer, common.scope(viewer), unpacked(bytes(kept["signature"])), kept["at"], own)


async def beside(viewer: Actor, id: UUID, other: UUID) -> Beside:
    """Two submissions and what differs between them. Raises NotFound when either is not visible."""
    both = [await rows.row(one) for one in (id, other)]
    found = [row for row in both if row is not None and visible(rows.item_of(row), viewer)]
    if len(found) < len(both):
        raise NotFound
    opened = await vault.boxes((id, other))
    texts = [common.text(opened[row["id"]], row) for row in found]
    units = await identity.unit_names(viewer, {row["unit"] for row in found})
    title = textdiff.diff(texts[0][0], texts[1][0])
    body = textdiff.diff(plain(texts[0][1]), plain(texts[1][1]))
    signs = [await store.of(row["id"]) for row in found]
    numbers = [unpacked(bytes(sign["signature"])) if sign else () for sign in signs]
    ids = tuple(
        (row["id"], text[0], units.get(row["unit"], ""), _moment(row)) for row, text in zip(found, texts, strict=True)
    )
    return Beside(ids, title, body, likeness(*numbers))


@dataclass(frozen=True, slots=True)
class _Self:
    """The text that is compared, when it is a submission already."""

    id: UUID | None
    at: datetime


async def _near(
    viewer: Actor, scope: Scope, numbers: tuple[int, ...], around: datetime, own: _Self
) -> tuple[Near, ...]:
    if not numbers:
        return ()
    window = policy().near_window
    found = await store.candidates(scope, numbers, around - window, around + window, own.id)
    measured = [(likeness(numbers, unpacked(bytes(row["signature"]))), row) for row in found]
    alike = sorted((one for one in measured if one[0] >= policy().near_percent), key=lambda one: -one[0])[:MOST]
    earliest = min((_moment(row) for _, row in alike), default=own.at)
    return await _shown(viewer, alike, earliest if earliest < own.at else None)


async def _shown(viewer: Actor, alike: Sequence[tuple[int, Row]], earliest: datetime | None) -> tuple[Near, ...]:
    opened = await vault.boxes(row["id"] for _, row in alike)
    units = await identity.unit_names(viewer, {row["unit"] for _, row in alike})
    return tuple(
        Near(
            row["id"], opened[row["id"]].open("title", bytes(row["title_sealed"])), units.get(row["unit"], ""),
            State(row["state"]).label, row["number"] or "", _moment(row), percent, _moment(row) == earliest,
        )
        for percent, row in alike
        if row["id"] in opened
    )  # fmt: skip


def _moment(row: Row) -> datetime:
    """When it was reported; while it was not, when it was begun."""
    at: datetime = row["submitted"] or row["created"]
    return at
