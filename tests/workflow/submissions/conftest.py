"""People without accounts: the commands know only the actor."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from gate import commands as gate
from kernel import db
from kernel.actor import Actor, Call
from kernel.db import Done
from kernel.journal import Line
from kernel.trail import history
from submissions.commands import moving, writing
from submissions.rules.records import Details

TEXT = {"title": "云麓监管局车险理赔情况", "body": "8月3日，云麓市12家公司共赔付2.3亿元。", "source": "", "contact": ""}
DETAILS = Details("work", "normal", "news")


async def write(actor: Actor, text: Mapping[str, str] = TEXT, details: Details = DETAILS) -> Done:
    """A new draft."""
    call = Call(actor)
    return await writing.create(call, await gate.pass_gate(call, text), details)


async def act(at: Done, actor: Actor, action: str, key: str = "", **said: str) -> Done:
    """A move, made on the version the actor has seen."""
    call = Call(actor, key)
    return await moving.act(call, at.id, at.version, action, await gate.pass_gate(call, said))


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says of a submission."""

    state: str
    version: int
    number: str | None
    signed: bool
    acts: list[Line]


async def stored(record: UUID) -> Stored:
    row = await db.one("SELECT * FROM submission WHERE id = $1", record)
    assert row
    signed = row["signed_digest"] is not None and row["signed_digest"] == row["digest"]
    return Stored(row["state"], row["version"], row["number"], signed, await history(record))
