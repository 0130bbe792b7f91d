"""What every act on an issue begins and ends with: the row is locked first, what is read afterwards holds until the end."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from bulletins.commands import desk, responsibility
from bulletins.commands.responsibility import Left
from bulletins.errors import ContentChanged
from bulletins.rules import content
from bulletins.rules.issues import Issue
from bulletins.rules.responsibility import ACTS, Step, Subject
from bulletins.store import issues as store
from bulletins.store import notes
from bulletins.tables.issues import Issue as IssueTable
from bulletins.workflow.issue import ISSUE, IssueState
from gate import queries as held
from identity.rights import Right
from kernel.actor import Actor
from kernel.db import Done, Tx
from kernel.errors import NotFound, StaleVersion
from kernel.workflow import Transition

PRINTED_STEPS = (Step.PROOFREADING, Step.PRINTING)
SIGNED_BEFORE = (IssueState.IN_APPROVAL, IssueState.PROOFREAD)


def offered(issue: Issue, action: str, actor: Actor) -> bool:
    """Whether the actor may do it now."""
    return any(offer.action == action for offer in ISSUE.offered(issue, actor))


async def moved(tx: Tx, issue: Issue, row: Transition, note: str = "", **columns: object) -> Done:
    """Move, note, journal line, promises: the end of every act on an issue."""
    columns = {"release_at": None, "release_by": None} | columns  # whatever is done takes a timed release back
    await desk.begin(tx, "issue", issue.id, issue.state)
    new = await tx.move(IssueTable, issue.id, issue.version, issue.state, row.target, **columns)
    await desk.end(tx, "issue", issue.id, issue.state, str(row.target))
    await notes.add(tx, issue.id, row.action, note)
    digest = content.digest(issue)
    await _note(tx, issue, row.action, new, columns)
    tx.record(
        "issue",
        issue.id,
        row.action,
        source=issue.state,
        target=row.target,
        before=digest,
        after=digest,
        note=note.strip(),
    )
    for topic in row.then:
        await tx.promise(topic, record=issue.id, action=row.action)
    return Done(issue.id, new, str(row.target))


async def _note(tx: Tx, issue: Issue, action: str, version: int, columns: Mapping[str, object]) -> None:
    """Who answers for the step, if the act is one: over the printed pages once there are any, else over the texts."""
    step = ACTS.get((Subject.ISSUE, action))
    if step is None:
        return
    printed = columns.get("pdf_digest") or (issue.pdf_digest if step in PRINTED_STEPS else b"")
    digest = printed if isinstance(printed, bytes) and printed else content.digest(issue)
    left = Left(Subject.ISSUE, issue.id, version, issue.version, digest)
    await responsibility.note(tx, step, left, forced=issue.flawed)


def hold(issue: Issue) -> None:
    """Raise unless the text is the approved one."""
    if content.digest(issue) != issue.digest:
        raise ContentChanged


async def found(tx: Tx, id: UUID, version: int) -> Issue:
    """The issue, locked. Raises NotFound, StaleVersion."""
    if not tx.actor.may(Right.ISSUE_READ):
        raise NotFound
    await store.lock(tx, id)
    issue = await store.issue(id)
    if issue.version != version:
        raise StaleVersion
    unsigned = await responsibility.unsigned(tx.actor, id, issue.articles) if issue.state in SIGNED_BEFORE else []
    holds = await held.standing(tx.actor, [article.id for article in issue.articles])
    return replace(issue, holds=holds, unsigned=len(unsigned))
