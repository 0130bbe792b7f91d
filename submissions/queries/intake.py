"""Reading the list of senders and what became of mails; the viewer always comes first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import vault
from kernel.actor import Actor
from submissions.rules.intake import Result, SenderState
from submissions.store import intake as store

MOST = 100


@dataclass(frozen=True, slots=True)
class SenderLine:
    """Who may write in."""

    id: UUID
    version: int
    state: SenderState
    address: str
    owner: str
    unit_name: str
    made_by: str
    created: datetime


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail that was dealt with: no content."""

    at: datetime
    result: Result
    code: str
    owner: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sender is told, and where."""

    address: str
    result: Result
    code: str
    submission: UUID | None


async def senders(viewer: Actor) -> tuple[SenderLine, ...]:
    """The list."""
    demand(viewer, Right.CHANNEL_KEY)
    rows = await store.senders()
    boxes = await vault.boxes(row["id"] for row in rows)
    names = await identity.names(viewer, {row[who] for row in rows for who in ("account", "made_by")})
    units = await identity.unit_names(viewer, {row["unit"] for row in rows})
    return tuple(
        SenderLine(
            row["id"], row["version"], SenderState(row["state"]),
            boxes[row["id"]].open("address", bytes(row["address_sealed"])), names.get(row["account"], ""),
            units.get(row["unit"], ""), names.get(row["made_by"], ""), row["created"],
        )
        for row in rows
    )  # fmt: skip


async def mails(viewer: Actor) -> tuple[MailLine, ...]:
    """What became of the newest mails."""
    demand(viewer, Right.CHANNEL_KEY)
    rows = await store.mails(MOST)
    owners = {row["id"]: row["account"] for row in await store.senders()}
    names = await identity.names(viewer, set(owners.values()))
    return tuple(
        MailLine(
            row["at"], Result(row["result"]), row["code"], names.get(owners[row["sender"]], "") if row["sender"] else "",
            bytes(row["digest"]).hex(),
        )
        for row in rows
    )  # fmt: skip


async def answer(id: UUID) -> Answer | None:  # lint: allow visibility-required - the job that writes to the sender
    """Where to tell the sender what became of their mail."""
    row = await store.mail_of(id)
    sender = await store.sender_of(row["sender"]) if row and row["sender"] else None
    if row is None or sender is None:
        return None
    box = await vault.box(sender["id"])
    return Answer(
        box.open("address", bytes(sender["address_sealed"])), Result(row["result"]), row["code"], row["submission"]
    )
