"""Writes of issues, but for approving, printing and releasing, which have modules of their own."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bulletins.commands import deliveries, returning, steps
from bulletins.errors import IssueClosed
from bulletins.rules import content
from bulletins.store import issues as store
from bulletins.store import kinds as kind_rows
from bulletins.tables.issues import Issue as IssueTable
from bulletins.workflow.article import OPEN_ISSUE
from bulletins.workflow.issue import ISSUE, IssueState
from gate import commands as gate
from identity.rights import Right, demand
from kernel.db import Done, Tx, command
from kernel.errors import NotFound, StaleVersion
from kernel.ids import new_id
from marking.cleared import Cleared


@command("issue.open")
async def open_issue(tx: Tx, kind_id: UUID, planned: date | None = None) -> Done:
    """A new issue of a kind, with the kind's readers, for a day or for none yet."""
    demand(tx.actor, Right.ISSUE_COMPILE)
    kind = await kind_rows.kind(kind_id)
    if not kind.active:
        raise NotFound
    issue = new_id()
    await store.add(tx, issue, kind, IssueState.COMPILING, planned)
    tx.record("issue", issue, "begin", target=IssueState.COMPILING)
    return Done(issue, 1, IssueState.COMPILING)


@command("issue.arrange")
async def arrange(tx: Tx, id: UUID, version: int, order: Sequence[UUID]) -> Done:
    """The print order of the articles. Raises StaleVersion when they are others by now."""
    demand(tx.actor, Right.ISSUE_COMPILE)
    issue = await steps.found(tx, id, version)
    if issue.state not in OPEN_ISSUE:
        raise IssueClosed(action="", state=IssueState(issue.state).label, reason="")
    if sorted(order) != sorted(article.id for article in issue.articles):
        raise StaleVersion
    new = await tx.move(IssueTable, id, version, issue.state, issue.state)
    await store.order(tx, id, order)
    await store.hand(tx, id)
    after = content.digest(await store.issue(id))
    tx.record("issue", id, "arrange", source=issue.state, target=issue.state, before=content.digest(issue), after=after)
    return Done(id, new, issue.state)


@command("issue.act")
async def act(tx: Tx, id: UUID, version: int, action: str, said: Cleared) -> Done:
    """submit, withdraw, send_back, take_back, proofread, reject."""
    gate.nothing_held(said)
    issue = await steps.found(tx, id, version)
    row = ISSUE.require(issue, action, tx.actor, said.parts)
    columns: dict[str, object] = {}
    match action:
        case "submit":
            await store.hand(tx, id)
        case "proofread":
            steps.hold(issue)
            columns = {"proofread_by": tx.actor.id}
        case "send_back" | "take_back" | "reject":
            await returning.send_back(tx, issue, said)
        case "withdraw":
            pass
        case _:
            raise NotFound(action=action)
    return await steps.moved(tx, issue, row, said.text("note"), **columns)


@command("issue.archive")
async def archive(tx: Tx, id: UUID, version: int) -> Done:
    """For archive.commands: `archive.within(tx, …)`. Deliveries that were confirmed are closed with it."""
    issue = await steps.found(tx, id, version)
    row = ISSUE.require(issue, "archive", tx.actor)
    done = await steps.moved(tx, issue, row)
    await deliveries.close.within(tx, id)
    return done
