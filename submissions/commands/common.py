"""What every write of submissions needs: the record as this actor may see it, its signed text, its clocks."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from crypto import sm3
from gate import queries as held
from kernel import blobs, clock, clocks, terms, vault
from kernel.actor import Actor
from kernel.db import Row, Tx
from kernel.errors import NotFound, StaleVersion
from notices.commands import ladders
from submissions.errors import SignatureBroken
from submissions.rules import clocks as rules
from submissions.rules.records import KIND, Details, Item
from submissions.store import clocks as rows
from submissions.store import forwarding, signing
from submissions.store import submissions as store
from submissions.workflow.submission import visible


async def found(id: UUID, actor: Actor, version: int | None = None) -> tuple[Row, Item]:
    """The record as this actor may see it, at the version they saw (None: as it stands)."""
    row = await store.row(id)
    if row is None or not visible(item := await forwarding.routed(row), actor):
        raise NotFound
    if version not in (None, item.version):
        raise StaleVersion
    return row, replace(await signing.known(item, row), holds=await held.standing(actor, [id]))


async def require_whole(row: Row, item: Item) -> None:
    """Raise SignatureBroken unless what is sealed and stored, files included, is what the digest says."""
    box = await vault.box(item.id)
    text = store.opened(box, row)
    for file in await store.files(item.id):
        if sm3.hash((await blobs.read(file["id"])).data) != bytes(file["digest"]):
            raise SignatureBroken
    if await store.digest(item.id, text) != item.digest:
        raise SignatureBroken


async def start_unit_clocks(tx: Tx, id: UUID, details: Details, start: datetime) -> None:
    """Start or restart what the unit has to keep to."""
    for step in rules.OF_UNIT:
        await start_clock(tx, id, step, details, start)


async def reached_office(tx: Tx, id: UUID, details: Details) -> None:
    """It lies on the office's desk: the unit's clocks stand still, the desk's runs."""
    await clocks.settle(tx, KIND, id, *rules.OF_UNIT)
    await ladders.stop.within(tx, id)
    await start_clock(tx, id, rules.Step.SCREEN, details, tx.now)


async def start_clock(tx: Tx, id: UUID, step: str, details: Details, start: datetime) -> None:
    """Start or restart a step's clock by the rules in force."""
    binding = await rows.rules(step, details, clock.local(tx.now).date())
    await clocks.start(tx, KIND, id, step, terms.earliest(rules.dues(binding, start, details.release)))
