"""The issue of every working day: owed, put together, met, missed, made up or excused (PUB-03).

- Every working day each daily kind owes an issue; a clock runs from the morning to the hour it is due.
- At the hour set for it an issue of the day is begun, unless there is one, and every finished article of the kind goes
  into it. People then order, approve and release it; nothing goes out by itself.
- At midnight a day without an issue is missed. The alarm is the clock's due mark, told at once; until somebody makes the
  day up or says why, it waits on the board and on the first page of those who can.
- Order of locks: issue, then its day.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from bulletins.commands import articles
from bulletins.rules.daily import BACK, KIND, RULE, STEP, Duty, Hours, owed
from bulletins.rules.issues import Issue
from bulletins.store import articles as article_rows
from bulletins.store import daily as store
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import notes
from bulletins.tables.articles import Article as ArticleTable
from bulletins.tables.issues import Issue as IssueTable
from bulletins.workflow.article import ARTICLE, OPEN_ISSUE, ArticleState, fits
from bulletins.workflow.daily import DAILY, DailyState
from bulletins.workflow.issue import UNPRINTED, IssueState
from gate import commands as gate
from identity.rights import Right, demand
from kernel import clock, clocks, terms, worktime
from kernel.actor import SYSTEM, Call
from kernel.clock import LOCAL
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared

NOT_YET = (DailyState.EXPECTED,)


async def turn() -> int:
    """For the job: owe what the days owe, put together what is due for it, end what is over; how much was touched."""
    now = clock.now()
    today, hours = clock.local(now).date(), await store.hours()
    lacking = owed(hours, today, await store.known(today - BACK), worktime.current())
    for line, day in lacking:
        await _owe(Call(SYSTEM), line, day)
    waiting = await store.open_ones(NOT_YET)
    gathered = [duty for duty in waiting if duty.issue is None and duty.assembles <= now < duty.ends]
    for duty in gathered:
        await _assemble(Call(SYSTEM), duty.id)
    over = [duty for duty in waiting if duty.ends <= now]
    for duty in over:
        await _miss(Call(SYSTEM), duty.id, duty.version)
    return len(lacking) + len(gathered) + len(over)


async def released(tx: Tx, issue: Issue) -> None:
    """For the release of an issue: it meets the day it is released on, or makes up the earlier day it was planned for."""
    today = clock.local(tx.now).date()
    duty = await store.of_day(tx, issue.kind.id, today)
    if duty and duty.state == DailyState.EXPECTED:
        await _moved(tx, duty, "meet", issue.id)
    elif issue.planned and issue.planned < today:
        earlier = await store.of_day(tx, issue.kind.id, issue.planned)
        if earlier and earlier.state == DailyState.MISSED:
            await _moved(tx, earlier, "make_up", issue.id)


@command("daily.excuse")
async def excuse(tx: Tx, id: UUID, version: int, said: Cleared) -> Done:
    """Why there is, or was, no issue that day. Raises NotFound, StaleVersion, NotAllowedNow, Forbidden."""
    gate.nothing_held(said)
    duty = await store.one(id)
    if duty is None or not tx.actor.may(Right.ISSUE_READ):
        raise NotFound
    DAILY.require(duty, "excuse", tx.actor, said.parts)
    if duty.version != version:
        raise StaleVersion
    return await _moved(tx, duty, "excuse", duty.issue, said.text("note"))


@command("daily.hours")
async def set_hours(tx: Tx, kind: UUID, assemble: int, due: int) -> Done:
    """The hours of a daily kind from tomorrow on, in minutes from midnight. Raises Invalid, NotFound."""
    demand(tx.actor, Right.KIND_EDIT)
    if not 0 <= assemble < due < 24 * 60:
        raise Invalid(fields={"due": "hours_order"})
    tomorrow = clock.local(tx.now).date() + timedelta(days=1)
    lines = [line for line in await store.hours() if line.kind == kind]
    if any(line.since >= tomorrow for line in lines):
        raise Invalid(fields={"due": "hours_set_today"})
    await kind_rows.kind(kind)
    await store.set_hours(tx, kind, tomorrow, assemble, due)
    tx.record("kind", kind, "daily_hours")
    return Done(kind)


@command("daily.owe")
async def _owe(tx: Tx, line: Hours, day: date) -> Done:
    ends = datetime.combine(day + timedelta(days=1), time(0), LOCAL)
    duty = await store.add(tx, line, day, ends)
    if duty is None:
        return Done(SYSTEM.id)
    tx.record(KIND, duty.id, "owe", target=duty.state)
    if ends <= tx.now:  # it is over already and says so on the board: an alarm for each would drown what can be mended
        return Done(duty.id, 1, duty.state)
    morning = datetime.combine(day, time(8, 30), LOCAL)
    due = terms.at_moment(RULE, "", duty.due, min(max(morning, duty.created), duty.due))
    await clocks.start(tx, KIND, duty.id, STEP, due)
    return Done(duty.id, 1, duty.state)


@command("daily.assemble")
async def _assemble(tx: Tx, id: UUID) -> Done:
    found = await store.one(id)
    if found is None:
        return Done(id)
    there = [one for one in await issue_rows.planned(found.day, found.day, UNPRINTED) if one.kind.id == found.kind]
    if there:
        await issue_rows.lock(tx, there[0].id)
    duty = await store.locked(tx, id)
    if duty is None or duty.state != DailyState.EXPECTED or duty.issue is not None:
        return Done(id)
    issue = there[0].id if there else await _begin(tx, duty)
    await store.assembled(tx, id, issue)
    gathered = await _gather(tx, issue, duty.kind)
    tx.record(KIND, id, "assemble", source=duty.state, target=duty.state)
    await tx.promise("issue.tell", record=issue, action="assemble")
    return Done(id, duty.version + 1, duty.state, {"articles": str(gathered)})


async def _begin(tx: Tx, duty: Duty) -> UUID:
    issue = new_id()
    await issue_rows.add(tx, issue, await kind_rows.kind(duty.kind), IssueState.COMPILING, planned=duty.day)
    tx.record("issue", issue, "begin", target=IssueState.COMPILING)
    return issue


async def _gather(tx: Tx, id: UUID, kind: UUID) -> int:
    """Every finished article of the kind, behind what stands there; one that people could not place is left for them."""
    await issue_rows.lock(tx, id)
    issue = await issue_rows.issue(id)
    if issue.state not in OPEN_ISSUE:
        return 0
    position = max((article.position for article in issue.articles), default=0)
    gathered = 0
    for article in await article_rows.listed((ArticleState.EDITED,), kind):
        if not (fits.check(article, tx.actor) and await articles.printable(article)):
            continue
        row = ARTICLE.require(article, "gather", tx.actor)
        position, gathered = position + 1, gathered + 1
        await tx.move(ArticleTable, article.id, article.version, article.state, row.target, issue=id, position=position)
        await articles.record(tx, article, row.action, str(row.target))
    if gathered:
        await tx.move(IssueTable, id, issue.version, issue.state, issue.state)
    return gathered


@command("daily.miss")
async def _miss(tx: Tx, id: UUID, version: int) -> Done:
    duty = await store.locked(tx, id)
    if duty is None or duty.version != version or duty.state != DailyState.EXPECTED or duty.ends > tx.now:
        return Done(id)
    return await _moved(tx, duty, "miss", duty.issue)


async def _moved(tx: Tx, duty: Duty, action: str, issue: UUID | None, note: str = "") -> Done:
    row = DAILY.require(duty, action, tx.actor, {"note": note})
    new = await store.move(tx, duty, str(row.target), issue)
    await notes.add(tx, duty.id, action, note)
    tx.record(KIND, duty.id, action, source=duty.state, target=row.target, note=note.strip())
    if row.target is not DailyState.MISSED:  # until then the alarm goes on, to the next in charge
        await clocks.settle(tx, KIND, duty.id, STEP)
    return Done(duty.id, new, str(row.target))
