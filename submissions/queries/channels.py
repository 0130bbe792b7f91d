"""What pages and programs are told about the ways in; the viewer always comes first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import blobs, clock, vault
from kernel.actor import Actor
from kernel.errors import NotFound
from submissions.rules import carrier
from submissions.rules.carrier import Carrier
from submissions.rules.channels import Channel, ways
from submissions.store import channels as store
from submissions.store import submissions as records
from submissions.workflow.submission import visible


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said for the record, and when."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """How a submission came in, for its page. `signed_elsewhere`: capacity and moment of a sign-off made elsewhere."""

    channel: Channel
    through: str
    looks_like: Carrier | None
    no_journal: Word | None
    signed_elsewhere: Word | None


async def open_genres(_viewer: Actor, channel: str) -> list[str]:
    """The genres a way is open for today."""
    today = clock.local(clock.now()).date()
    rules = await store.rules(today)
    genres = [row["code"] for row in await records.choices("genre", today)]
    return [genre for genre in genres if channel in ways(rules, genre)]


async def signers(viewer: Actor, unit: UUID) -> dict[UUID, str]:
    """Who signs for a unit: account -> name."""
    accounts = await identity.holders(viewer, Right.SUBMISSION_SIGN, unit)
    names = await identity.names(viewer, accounts)
    return {account: names.get(account, "") for account in accounts}


async def origin(viewer: Actor, id: UUID) -> Origin:
    """How it came in, what makes it look like a journal, what was said to that. Raises NotFound."""
    row = await records.row(id)
    if row is None or not visible(records.item_of(row), viewer):
        raise NotFound
    box = await vault.box(id)
    said, asserted = await store.carrier(id), await store.assertion(id)
    text = records.opened(box, row)
    looks = carrier.found(text["title"], text["body"], [file.name for file in await blobs.of(id)])
    people = [one["author"] for one in (said,) if one] + [one["signer"] for one in (asserted,) if one]
    names = await identity.names(viewer, people)
    units = await identity.unit_names(viewer, [row["through"]] if row["through"] else [])
    return Origin(
        Channel(row["channel"]), units.get(row["through"], "") if row["through"] else "", looks,
        Word(box.open("carrier", bytes(said["reason_sealed"])), names.get(said["author"], ""), said["at"])
        if said else None,
        Word(box.open("capacity", bytes(asserted["capacity_sealed"])), names.get(asserted["signer"], ""), asserted["signed"])
        if asserted and row["signed_digest"] else None,
    )  # fmt: skip
