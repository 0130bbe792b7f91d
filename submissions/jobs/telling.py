"""Telling people: the consumers of what submissions promise.

- Who is told is found when the notice is made, not when it was promised: people change.
- The one who acted is not told of their own act. A notice holds the topic and the record's id, never a title.
"""

from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import Poison, handler
from notices.commands.telling import tell
from submissions.queries import records as submission_records
from submissions.queries import signing
from submissions.rules.records import KIND, Item


async def _item(ids: dict[str, str]) -> Item:
    found = await submission_records.item(UUID(ids["record"]))
    if found is None:
        raise Poison(ids["record"])
    return found


async def _tell(tx: Tx, ids: dict[str, str], accounts: list[UUID]) -> None:
    others = [account for account in dict.fromkeys(accounts) if str(account) != ids["by"]]
    await tell.within(tx, f"{KIND}.{ids['action']}", KIND, UUID(ids["record"]), others)


@handler("submission.tell_signers")
async def tell_signers(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Something waits for a signature."""
    item = await _item(ids)
    await _tell(tx, ids, await signing.signers(item.id))


@handler("submission.tell_author")
async def tell_author(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The signer has decided."""
    await _tell(tx, ids, [(await _item(ids)).author])


@handler("submission.tell_unit")
async def tell_unit(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The office has decided: the author, and everyone of the unit who may send."""
    item = await _item(ids)
    await _tell(tx, ids, [item.author, *await identity.holders(SYSTEM, Right.SUBMISSION_SEND, item.unit)])


@handler("submission.tell_desk")
async def tell_desk(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Something new lies on the office's desk."""
    office = await identity.office(SYSTEM)
    await _tell(tx, ids, await identity.holders(SYSTEM, Right.SUBMISSION_SCREEN, office.id))


@handler("submission.tell_parent")
async def tell_parent(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A sub-unit's text waits to be passed on."""
    item = await _item(ids)
    if item.through:
        await _tell(tx, ids, await identity.holders(SYSTEM, Right.SUBMISSION_SEND, item.through))
