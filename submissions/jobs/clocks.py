"""Telling people of a submission's clocks: who is told at which mark.

- The unit's own clocks: whoever has it in hand (the writer, while it waits for a signature also the signers); past due
  the second liaison officer as well, then the unit's head. The office is not told of a unit's drafts.
- The desk's clock: whoever has taken it up, else the whole desk; past due also those who approve issues. The unit is
  never frightened by it (LO-07).
- Half-way through an emergency's clock the unit's people are reached step by step, down to the telephone (DU-04).
- A clock that ended meanwhile says nothing. Everyone told before is told again: a mark reaches all it concerns.
"""

from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import Poison, handler
from notices.commands import ladders
from notices.commands.telling import tell
from notices.workflow import Ladder
from submissions.queries import claims
from submissions.queries import records as submission_records
from submissions.rules.clocks import OF_UNIT
from submissions.rules.records import KIND, Item
from submissions.workflow.submission import State

SECOND, HEAD = "second", "head"
HALF = "50"


@handler("clock.submission")
async def mark(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of a submission's clock has come, or its due time has moved."""
    running = await clocks.one(UUID(ids["clock"]))
    if running is None:
        raise Poison(ids["clock"])
    item = await submission_records.item(UUID(ids["record"]))
    if item is None:
        raise Poison(ids["record"])
    if not running.runs and ids["mark"] != clocks.MOVED:
        return
    told = await (_unit(item, ids["tell"]) if running.step in OF_UNIT else _desk(item, ids["tell"]))
    topic = f"{KIND}.clock_{ids['mark']}"
    people = list(dict.fromkeys(told))
    await tell.within(tx, topic, KIND, item.id, people, urgent=running.due.urgent)
    if running.due.urgent and running.step in OF_UNIT and ids["mark"] == HALF:
        await ladders.start.within(tx, topic, KIND, item.id, people, ladder=Ladder.EMERGENCY)


async def _unit(item: Item, level: str) -> list[UUID]:
    told = [item.author]
    if item.state == State.TO_SIGN:
        told += await identity.holders(SYSTEM, Right.SUBMISSION_SIGN, item.unit)
    if level in (SECOND, HEAD):
        told += await identity.liaisons(SYSTEM, item.unit)
        told += await identity.holders(SYSTEM, Right.SUBMISSION_WRITE, item.unit) if len(set(told)) == 1 else []
    if level == HEAD:
        head = await identity.holders(SYSTEM, Right.SUBMISSION_SIGN_IMPORTANT, item.unit)
        told += head or await identity.holders(SYSTEM, Right.SUBMISSION_SIGN, item.unit)
    return told


async def _desk(item: Item, level: str) -> list[UUID]:
    office = (await identity.office(SYSTEM)).id
    claim = (await claims.of(SYSTEM, KIND, [item.id])).get(item.id)
    told = [claim.holder] if claim else await identity.holders(SYSTEM, Right.SUBMISSION_SCREEN, office)
    return told + (await identity.holders(SYSTEM, Right.ISSUE_APPROVE, office) if level == HEAD else [])
