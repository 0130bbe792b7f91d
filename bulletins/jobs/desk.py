"""Telling people of the desk: clocks of its steps, questions to units and their answers, what sits for a week.

- A clock's reminders go to who has the record, while nobody has it to everybody who may do the step; past due also to
  those who approve issues. Units hear nothing of them (LO-07, ED-03).
- A question's clock reminds the unit's liaison officers, past due also who asked. Its answer goes to who asked and to who
  has the article now.
- Once a week everybody who may do a step is told that something sits; what it is stands on the desk, the longest first.
"""

from datetime import timedelta
from uuid import UUID

from bulletins.commands import weekly
from bulletins.queries import questions
from identity.queries import register as identity
from identity.rights import Right
from kernel import clocks
from kernel.actor import SYSTEM
from kernel.db import Tx
from kernel.outbox import handler
from kernel.schedule import scheduled
from notices.commands.telling import tell
from submissions.queries import claims
from submissions.workflow.claims import QUEUES, DeskStep

HOLDER = "holder"
ARTICLE, ISSUE, QUESTION = "article", "issue", "question"


@handler("clock.article")
async def article_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of a step of an article."""
    await _step(tx, ARTICLE, ids)


@handler("clock.issue")
async def issue_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of proofreading."""
    await _step(tx, ISSUE, ids)


@handler("clock.question")
async def question_clock(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """A mark of a question to a unit."""
    running, record = await clocks.one(UUID(ids["clock"])), UUID(ids["record"])
    if running is None or not running.runs:
        return
    people = await questions.concerned(SYSTEM, record)
    told = people.unit if ids["tell"] == HOLDER else (*people.unit, people.asker)
    await tell.within(tx, f"{QUESTION}.clock_{ids['mark']}", QUESTION, record, list(dict.fromkeys(told)))


@handler("question.tell")
async def tell_question(tx: Tx, ids: dict[str, str], _outbox: int) -> None:
    """Asked or taken back: the unit; answered: who asked, and who has the article."""
    record, action = UUID(ids["record"]), ids["action"]
    people = await questions.concerned(SYSTEM, record)
    told = people.unit if action in {"ask", "withdraw"} else people.office
    others = [one for one in dict.fromkeys(told) if str(one) != ids["by"]]
    await tell.within(tx, f"{QUESTION}.{action}", QUESTION, record, others)


@scheduled("bulletins.desk_week", every=timedelta(hours=1))
async def week() -> None:
    """Once in a week, in its first working hours: that something sits."""
    await weekly.turn()


async def _step(tx: Tx, kind: str, ids: dict[str, str]) -> None:
    running, record = await clocks.one(UUID(ids["clock"])), UUID(ids["record"])
    if running is None or not running.runs or ids["step"] not in set(DeskStep):
        return
    right = QUEUES[DeskStep(ids["step"])].right
    claim = (await claims.of(SYSTEM, kind, [record])).get(record)
    office = (await identity.office(SYSTEM)).id
    told = [claim.holder] if claim else await identity.holders(SYSTEM, right, office)
    if ids["tell"] == "head":
        told += await identity.holders(SYSTEM, Right.ISSUE_APPROVE, office)
    await tell.within(tx, f"{kind}.clock_{ids['mark']}", kind, record, list(dict.fromkeys(told)))
