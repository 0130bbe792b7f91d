"""Only by the designated ways, and never an internal journal as it is (办法 第十七条).

- A way that is not open for a genre refuses and names those that are (SUB-14).
- A unit's internal journal is refused as a carrier, until its officer says in words why it is none (SUB-10).
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from gate import commands as gate
from identity.rights import Right
from kernel import blobs, clock, vault
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, NeedsNote
from marking.cleared import Cleared
from submissions.commands.common import found
from submissions.errors import ChannelClosed, InternalJournal, NotEditable
from submissions.rules import carrier
from submissions.rules.channels import Channel, ways
from submissions.rules.records import KIND
from submissions.store import channels as store
from submissions.workflow.submission import State

LONGEST_REASON = 500


async def require_open(tx: Tx, channel: Channel, genre: str) -> None:
    """Raise ChannelClosed unless this way is open for the genre today."""
    open_ways = ways(await store.rules(clock.local(tx.now).date()), genre)
    if channel not in open_ways:
        named = "、".join(way.label for way in open_ways)
        raise ChannelClosed(fields={"genre": ChannelClosed.code}, channel=channel.label, ways=named)


def require_no_journal(title: str, body: str, names: Iterable[str]) -> None:
    """Raise InternalJournal for a journal handed in as it is."""
    seen = carrier.found(title, body, names)
    if seen:
        raise InternalJournal(fields={"body": InternalJournal.code}, signs=seen.words)


async def require_none(id: UUID, text: Mapping[str, str]) -> None:
    """The same for a stored record, unless its officer has said why it is none."""
    if await store.carrier(id) is None:
        require_no_journal(text["title"], text["body"], [file.name for file in await blobs.of(id)])


@command("submission.no_journal")
async def no_journal(tx: Tx, id: UUID, version: int, said: Cleared) -> Done:
    """The officer says why the text is no internal journal; editors read it."""
    gate.nothing_held(said)
    _, item = await found(id, tx.actor, version)
    if item.unit != tx.actor.unit or not tx.actor.may(Right.SUBMISSION_WRITE):
        raise Forbidden(action="")
    if item.state != State.DRAFT:
        raise NotEditable(state=State(item.state).label)
    reason = said.parts.get("reason", "").strip()[:LONGEST_REASON]
    if not reason:
        raise NeedsNote(fields={"reason": "required"}, action="")
    await store.say_carrier(tx, id, (await vault.box(id)).seal("carrier", reason))
    tx.record(KIND, id, "no_journal", source=item.state, target=item.state, after=item.digest, note=reason)
    return Done(id, version, item.state)
