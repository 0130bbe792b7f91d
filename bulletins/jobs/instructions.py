"""Work promised for instructions: people are told, clocks speak, the reporting units hear the same day, the monthly list.

- `instruction.tell` {record, action, by}, `instruction_duty.tell` {record, action, by}.
- `clock.instruction`: a duty's clock. Its coloured marks are slips: made and told in one transaction.
- `clock.instruction_told`: when the day's moment has come, the units that reported are told what the table allows.
- `clock.instruction_desk`: the office's own next step.
- A clock that has ended meanwhile says nothing any more.
"""

from datetime import timedelta
from uuid import UUID

from bulletins.commands import duties, tidying
from bulletins.queries import telling
from bulletins.rules.instructions import KIND, Colour
from kernel import clocks
from kernel.actor import SYSTEM, Call
from kernel.db import Tx
from kernel.outbox import Poison, handler
from kernel.schedule import scheduled
from kernel.work import Running
from notices.commands.telling import tell

WHOLE = "100"


@handler("instruction.tell")
async def tell_instruction(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The office, the named units, the reporting units or the leader, by the act."""
    record, action = UUID(ids["record"]), ids["action"]
    await _tell(
        tx, f"{KIND}.{action}", record, await telling.of_instruction(tx.actor, record, action), ids.get("by", "")
    )


@handler("instruction_duty.tell")
async def tell_duty(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The office hears of what a unit does with its duty, the unit of what the office does."""
    record, accounts = await telling.of_duty(tx.actor, UUID(ids["record"]), ids["action"])
    if record is None:
        raise Poison(ids["record"])
    await _tell(tx, f"{KIND}.{ids['action']}", record, accounts, ids["by"])


@handler("clock.instruction")
async def duty_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of a duty's clock."""
    running = await _running(ids)
    if running is None:
        return
    record, accounts = await telling.of_mark(tx.actor, running.record, ids["tell"])
    if record is None:
        raise Poison(ids["record"])
    if running.due.due <= tx.now:
        await duties.overdue(tx, running.record, running.due.due)
    if ids["mark"] in list(Colour):
        made = await duties.slip.within(tx, running.record, ids["mark"], running.due.due)
        if "slip" not in made.more:
            return
    await tell.within(
        tx, f"{KIND}.clock_{ids['mark']}", KIND, record, list(dict.fromkeys(accounts)), urgent=running.due.urgent
    )


@handler("clock.instruction_told")
async def telling_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The moment of the day at which the reporting units are told."""
    if ids["mark"] == WHOLE and await _running(ids):
        await duties.tell_units.within(tx, UUID(ids["record"]))


@handler("clock.instruction_desk")
async def desk_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The office itself is slow."""
    if await _running(ids):
        accounts = await telling.of_desk(tx.actor, ids["tell"])
        await tell.within(tx, f"{KIND}.desk_{ids['mark']}", KIND, UUID(ids["record"]), accounts)


@handler("instruction_tidy.tell")
async def tell_tidied(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """The month's list is there."""
    accounts = await telling.of_desk(tx.actor, "head")
    await tell.within(tx, "instruction_tidy.made", "instruction_tidy", UUID(ids["record"]), accounts)


@scheduled("instruction_tidy", every=timedelta(hours=1))
async def tidy() -> None:
    """On the first working day of a month: what is open, and who must move."""
    await duties.adopt(Call(SYSTEM))
    if tidying.comes():
        await tidying.tidy(Call(SYSTEM))


async def _running(ids: dict[str, str]) -> Running | None:
    running = await clocks.one(UUID(ids["clock"]))
    if running is None:
        raise Poison(ids["clock"])
    return running if running.runs or ids["mark"] == clocks.MOVED else None


async def _tell(tx: Tx, topic: str, record: UUID, accounts: list[UUID], by: str) -> None:
    others = [account for account in dict.fromkeys(accounts) if str(account) != by]
    await tell.within(tx, topic, KIND, record, others)
