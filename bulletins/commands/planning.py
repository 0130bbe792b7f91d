"""When an issue comes out: the day it is planned for, an embargo, a timed release.

- An embargo can always be put on or made longer; once the issue is approved only an approver makes it shorter or lifts it.
- A timed release is one person's act for a later moment: the job does it in that person's name, with the rights that
  person has then and all checks of that moment. Anything done to the issue in between takes it back.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from bulletins.commands import steps
from bulletins.errors import IssueClosed, TooEarly
from bulletins.store import issues as store
from bulletins.tables.issues import Issue as IssueTable
from bulletins.workflow.acts import Act
from bulletins.workflow.issue import APPROVED, ISSUE, UNPRINTED, IssueState
from identity.rights import Right, demand
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid

LONGEST = timedelta(days=400)  # an embargo or a plan beyond that is a slip of the pen


@command("issue.plan")
async def plan(tx: Tx, id: UUID, version: int, day: date | None) -> Done:
    """The day the issue is meant for; None: no day yet. Raises Invalid, IssueClosed."""
    demand(tx.actor, Right.ISSUE_COMPILE)
    issue = await steps.found(tx, id, version)
    _unprinted(issue.state)
    if day is not None and abs(day - tx.now.date()) > LONGEST:
        raise Invalid(fields={"day": "not_a_date"})
    new = await tx.move(IssueTable, id, version, issue.state, issue.state, planned=day)
    tx.record("issue", id, Act.PLAN, source=issue.state, target=issue.state)
    return Done(id, new, issue.state)


@command("issue.embargo")
async def embargo(tx: Tx, id: UUID, version: int, until: datetime | None) -> Done:
    """Not to be released before that moment; None lifts it. Raises Invalid, Forbidden, IssueClosed."""
    demand(tx.actor, Right.ISSUE_READ)
    issue = await steps.found(tx, id, version)
    _unprinted(issue.state)
    if until is not None and not tx.now < until <= tx.now + LONGEST:
        raise Invalid(fields={"embargo": "not_in_future"})
    shorter = issue.embargo is not None and (until is None or until < issue.embargo)
    needed = Right.ISSUE_APPROVE if issue.state in APPROVED and shorter else Right.ISSUE_COMPILE
    if not (tx.actor.may(needed) or tx.actor.may(Right.ISSUE_APPROVE)):
        raise Forbidden(action=Act.EMBARGO.label)
    columns = {"embargo": until, "release_at": None, "release_by": None}
    new = await tx.move(IssueTable, id, version, issue.state, issue.state, **columns)
    tx.record("issue", id, Act.EMBARGO, source=issue.state, target=issue.state)
    return Done(id, new, issue.state)


@command("issue.schedule")
async def schedule(tx: Tx, id: UUID, version: int, at: datetime | None) -> Done:
    """Release it at that moment, in the actor's name; None takes that back. Raises TooEarly, NotAllowedNow."""
    issue = await steps.found(tx, id, version)
    row = ISSUE.require(issue, "schedule" if at else "unschedule", tx.actor, {"moment": "1"})
    if at is not None:
        steps.hold(issue)
        if not tx.now < at <= tx.now + LONGEST:
            raise Invalid(fields={"moment": "not_in_future"})
        if issue.embargo is not None and at < issue.embargo:
            raise TooEarly
    columns = {"release_at": at, "release_by": tx.actor.id if at else None}
    new = await tx.move(IssueTable, id, version, issue.state, row.target, **columns)
    tx.record("issue", id, row.action, source=issue.state, target=row.target)
    return Done(id, new, str(row.target))


@command("issue.timed_failed")
async def give_up(tx: Tx, id: UUID, version: int) -> Done:
    """For the job: the timed release can't be done as things stand; the compilers and whoever set it are told."""
    await store.lock(tx, id)
    issue = await store.issue(id)
    if issue.version != version or issue.release_at is None:
        return Done(id)
    new = await tx.move(IssueTable, id, version, issue.state, issue.state, release_at=None, release_by=None)
    tx.record("issue", id, "unschedule", source=issue.state, target=issue.state)
    await tx.promise("issue.tell", record=id, action="timed_failed", by=issue.release_by)
    return Done(id, new, issue.state)


def _unprinted(state: str) -> None:
    if state not in UNPRINTED:
        raise IssueClosed(action="", state=IssueState(state).label, reason="")
