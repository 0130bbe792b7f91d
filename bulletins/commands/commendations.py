"""Proposing, choosing, confirming a commendation; its text is an article of the office's own (commands/circulars.py)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bulletins.rules.commendations import KIND, Commendation, Entry
from bulletins.store import commendations as store
from bulletins.tables.circulars import Commendation as CommendationTable
from bulletins.workflow.acts import Act
from bulletins.workflow.commendations import COMMENDATION, CommendationState
from identity.rights import Right, demand
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion


@command("commendation.propose")
async def propose(tx: Tx, first: date, last: date, entries: Sequence[Entry]) -> Done:
    """A proposal; `entries` from queries.commendations.proposal. Raises Forbidden, Invalid."""
    demand(tx.actor, Right.ISSUE_COMPILE)
    if not entries:
        raise Invalid(fields={"last": "nobody_scored"})
    made = await store.add(tx, first, last, entries)
    tx.record(KIND, made, Act.BEGIN, target=CommendationState.PROPOSED)
    return Done(made, 1, CommendationState.PROPOSED)


@command("commendation.choose")
async def choose(tx: Tx, id: UUID, version: int, subjects: Sequence[UUID]) -> Done:
    """Who stays on the list."""
    found = await _found(tx, id, version)
    row = COMMENDATION.require(found, "choose", tx.actor)
    await store.keep(tx, id, subjects)
    return await _moved(tx, found, row.action, str(row.target))


@command("commendation.act")
async def act(tx: Tx, id: UUID, version: int, action: str) -> Done:
    """confirm, withdraw. Raises NotAllowedNow, Forbidden."""
    found = await _found(tx, id, version)
    row = COMMENDATION.require(found, action, tx.actor)
    if action not in {"confirm", "withdraw"}:
        raise NotFound(action=action)
    return await _moved(tx, found, action, str(row.target), decided_by=tx.actor.id, decided=tx.now)


async def _found(tx: Tx, id: UUID, version: int) -> Commendation:
    if not tx.actor.may(Right.ISSUE_READ):
        raise NotFound
    found = await store.one(id)
    if found.version != version:
        raise StaleVersion
    return found


async def _moved(tx: Tx, found: Commendation, action: str, target: str, **columns: object) -> Done:
    new = await tx.move(CommendationTable, found.id, found.version, found.state, target, **columns)
    tx.record(KIND, found.id, action, source=found.state, target=target)
    return Done(found.id, new, target)
