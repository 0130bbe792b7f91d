"""Narrowing: whoever compiles an issue may leave readers out of it, and put them back, while it is being compiled (PUB-05).

- Leaving out needs nobody's consent and is noted with who and when. Nobody comes in this way whom the list does not name.
"""

from collections.abc import Sequence
from uuid import UUID

from bulletins.commands import steps
from bulletins.errors import IssueClosed, ListWidened
from bulletins.rules import content
from bulletins.rules.issues import Issue
from bulletins.rules.kinds import Reader
from bulletins.store import issues as issue_rows
from bulletins.store import recipients as store
from bulletins.tables.issues import Issue as IssueTable
from bulletins.workflow.article import OPEN_ISSUE
from bulletins.workflow.issue import IssueState
from identity.rights import Right, demand
from kernel.db import Done, Tx, command


@command("issue.leave_out")
async def leave_out(tx: Tx, id: UUID, version: int, readers: Sequence[Reader]) -> Done:
    """These do not get this issue. Raises ListWidened for somebody the list does not name."""
    issue = await _open(tx, id, version)
    if not set(readers) <= set(issue.readers):
        raise ListWidened
    await store.cut(tx, id, list(dict.fromkeys(readers)))
    return await _done(tx, issue, "narrow")


@command("issue.put_back")
async def put_back(tx: Tx, id: UUID, version: int, readers: Sequence[Reader]) -> Done:
    """These get it after all. Raises ListWidened for somebody who was not left out."""
    issue = await _open(tx, id, version)
    if not set(readers) <= await store.cuts(id):
        raise ListWidened
    await store.put_back(tx, id, list(dict.fromkeys(readers)))
    return await _done(tx, issue, "put_back")


async def _open(tx: Tx, id: UUID, version: int) -> Issue:
    demand(tx.actor, Right.ISSUE_COMPILE)
    issue = await steps.found(tx, id, version)
    if issue.state not in OPEN_ISSUE:
        raise IssueClosed(action="", state=IssueState(issue.state).label, reason="")
    return issue


async def _done(tx: Tx, issue: Issue, action: str) -> Done:
    new = await tx.move(IssueTable, issue.id, issue.version, issue.state, issue.state)
    await issue_rows.hand(tx, issue.id)
    after = content.digest(await issue_rows.issue(issue.id))
    tx.record(
        "issue", issue.id, action, source=issue.state, target=issue.state, before=content.digest(issue), after=after
    )
    return Done(issue.id, new, issue.state)
