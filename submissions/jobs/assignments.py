"""Telling people about assignments: what happened, what comes due.

- A unit hears of its own tasks only, the office of all; nobody is told of their own act. No title is in a notice.
- Reminders go to who has the task; past due to the colleague, then to the unit's head and to who gave the order.
- A clock that has ended meanwhile says nothing any more.
"""

from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import Poison, handler
from notices.commands.telling import tell
from submissions.commands import credit
from submissions.queries import assignments
from submissions.rules.assignments import KIND, ORDER_KIND, Task
from submissions.workflow.assignments import OPEN

TO_ALL_OF_THE_UNIT = frozenset({"close", "insist", "cancel", "reassign"})


async def _task(ids: dict[str, str]) -> Task:
    found = await assignments.task(UUID(ids["record"]))
    if found is None:
        raise Poison(ids["record"])
    return found


async def _tell(tx: Tx, topic: str, record: UUID, accounts: list[UUID], by: str = "") -> None:
    others = [account for account in dict.fromkeys(accounts) if str(account) != by]
    await tell.within(tx, topic, topic.partition(".")[0], record, others)


async def _holders(task: Task) -> list[UUID]:
    """Who has the task; as long as nobody has, everyone of the unit who could take it."""
    takers = await identity.holders(SYSTEM, Right.ASSIGNMENT_TAKE, task.unit)
    return [one for one in takers if one == task.holder] or takers


async def _heads(task: Task) -> list[UUID]:
    return await identity.holders(SYSTEM, Right.SUBMISSION_SIGN, task.unit)


async def _orderers(order: UUID) -> list[UUID]:
    """Who gave the order; everyone who could have when they are gone."""
    office = await identity.office(SYSTEM)
    could = await identity.holders(SYSTEM, Right.ASSIGNMENT_ORDER, office.id)
    author = await assignments.author_of(order)
    return [one for one in could if one == author] or could


@handler("assignment.tell_unit")
async def tell_unit(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Something the unit has to know: its holder, for the office's last word also its head."""
    task = await _task(ids)
    accounts = await _holders(task)
    if ids["action"] in TO_ALL_OF_THE_UNIT:
        accounts = [*accounts, *await _heads(task)]
    await _tell(tx, f"{KIND}.{ids['action']}", task.id, accounts, ids["by"])


@handler("assignment.tell_office")
async def tell_office(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The unit has done something with its task."""
    task = await _task(ids)
    await _tell(tx, f"{KIND}.{ids['action']}", task.id, await _orderers(task.assignment), ids["by"])


@handler("assignment_order.tell")
async def tell_of_order(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Consent is asked for, or was given or refused."""
    order, office = UUID(ids["record"]), await identity.office(SYSTEM)
    if ids["action"] == "ask":
        accounts = await identity.holders(SYSTEM, Right.ASSIGNMENT_CONSENT, office.id)
    else:
        accounts = await _orderers(order)
    await _tell(tx, f"{ORDER_KIND}.{ids['action']}", order, accounts, ids["by"])


@handler("assignment.remind")
async def remind(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The day chosen when it was ordered; nothing when it was answered by then."""
    task = await _task(ids)
    if task.state in OPEN:
        await _tell(tx, f"{KIND}.remind", task.id, await _holders(task))


@handler("clock.assignment")
async def clock_speaks(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of the unit's clock."""
    running = await clocks.one(UUID(ids["clock"]))
    if running is None or not running.runs:
        return
    task = await _task(ids)
    if running.due.due <= tx.now:
        await credit.missed(tx, task)
    match ids["tell"]:
        case "second":
            takers = await identity.holders(SYSTEM, Right.ASSIGNMENT_TAKE, task.unit)
            accounts = [one for one in takers if one != task.holder] or takers
        case "head":
            accounts = [*await _heads(task), *await _orderers(task.assignment)]
        case _:
            accounts = await _holders(task)
    await _tell(tx, f"{KIND}.clock_{ids['mark']}", task.id, accounts)
