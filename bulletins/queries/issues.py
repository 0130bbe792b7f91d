"""Reads of issues.

- The office sees every issue; everybody else sees an issue as a delivery (queries/deliveries.py).
- Who gets an issue and how far the copies got is queries/distribution.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bulletins.queries import consistency, distribution, responsibility
from bulletins.queries.common import cards, course
from bulletins.queries.views import Given, IssueLine, IssueSheet
from bulletins.rules.issues import Issue
from bulletins.rules.printing import Checked
from bulletins.store import articles as article_rows
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as store
from bulletins.store import printing
from bulletins.store.printing import File
from bulletins.workflow.article import OPEN_ISSUE, ArticleState
from bulletins.workflow.issue import EXPORTED, ISSUE, PRINTED, IssueState
from gate import queries as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import blobs, trail
from kernel.actor import Actor
from kernel.blobs import Blob
from kernel.errors import NotFound, Refusal
from kernel.workflow import permitted
from scores.queries import credited
from typeset.turns import turn

PAGE = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filter and keyset mark of a list."""

    state: str = ""
    kind: UUID | None = None
    before: UUID | None = None
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list with its keyset marks."""

    lines: tuple[IssueLine, ...]
    prev: UUID | None
    next: UUID | None


async def listing(viewer: Actor, wanted: Wanted) -> Listed:
    """Issues, newest first."""
    demand(viewer, Right.ISSUE_READ)
    states = (wanted.state,) if wanted.state in set(IssueState) else ()
    found = await store.listed(
        states=states, kind=wanted.kind, before=wanted.before, after=wanted.after, limit=PAGE + 1
    )
    more = len(found) > PAGE
    shown = (found[1:] if wanted.after else found[:PAGE]) if more else found
    lines = await _lines(viewer, shown)
    newer = shown and (more if wanted.after else wanted.before is not None)
    older = shown and (more if not wanted.after else True)
    return Listed(lines, shown[0].id if newer else None, shown[-1].id if older else None)


async def show(viewer: Actor, id: UUID) -> IssueSheet:
    """Everything an issue's page shows. Raises NotFound."""
    issue = await _visible(viewer, id)
    articles = [article.id for article in issue.articles]
    issue = replace(issue, holds=await gate.standing(viewer, articles))
    checked = await _checked(viewer, issue) if issue.state == IssueState.IN_APPROVAL else None
    thread = await responsibility.of_issue(viewer, issue)
    told = issue.state in (*OPEN_ISSUE, IssueState.IN_APPROVAL) and viewer.may(Right.ARTICLE_READ)
    findings = await consistency.of_articles(viewer, issue.articles) if told else ()
    issue = replace(
        issue, unfit=checked is not None and checked.stops(issue.kind), unsigned=len(thread.wanting),
        flawed=checked is not None and (bool(checked.errors) or any(sheet.open for sheet in findings)),
    )  # fmt: skip
    can_arrange = issue.state in OPEN_ISSUE and viewer.may(Right.ISSUE_COMPILE)
    ready = await article_rows.listed((ArticleState.EDITED,), issue.kind.id) if can_arrange else []
    given = await credited.lines(viewer, articles)
    units = await identity.unit_names(viewer, {line.unit for line in given})
    titles = {article.id: article.title for article in issue.articles}
    people = {issue.compiler, issue.approved_by or issue.compiler, issue.proofread_by or issue.compiler}
    return IssueSheet(
        issue=issue, state=IssueState(issue.state).label,
        cards=tuple(await cards(viewer, issue.articles, [issue.kind])),
        waiting=tuple(await cards(viewer, ready, [issue.kind])), summary=await distribution.summary(viewer, issue),
        offers=tuple(ISSUE.offered(issue, viewer)), barred=tuple(barred(issue, viewer)),
        course=await course(viewer, id, issue.state, ISSUE), can_arrange=can_arrange,
        people=await identity.names(viewer, people), instructions=tuple(await instruction_rows.of_issue(id)),
        scores=tuple(
            Given(units.get(line.unit, ""), line.event, titles.get(line.item, ""), line.points) for line in given
        ),
        holds=await gate.holds(viewer, articles), checked=checked,
        thread=thread, findings=findings, can_export=issue.state in EXPORTED and viewer.may(Right.ISSUE_COMPILE),
    )  # fmt: skip


async def pdf(viewer: Actor, id: UUID) -> Blob:
    """The printed issue as it was approved, for the office; readers get their own copy. Raises NotFound."""
    return await _file((await _printed(viewer, id)).pdf)


async def ofd(viewer: Actor, id: UUID) -> Blob:
    """The printed issue as OFD, for the office. Raises NotFound, for one typeset before there was any, too."""
    return await _file((await _printed(viewer, id)).ofd)


async def final(viewer: Actor, id: UUID) -> list[tuple[str, Blob]]:
    """What was printed, by its ending: PDF, and OFD where there is one. Raises NotFound."""
    issue = await _printed(viewer, id)
    return [("pdf", await _file(issue.pdf)), *([("ofd", await _file(issue.ofd))] if issue.ofd else [])]


async def exported(viewer: Actor, id: UUID, form: str) -> tuple[str, File]:
    """An approved issue for editing outside, and its name. The caller notes it: commands.typesetting.export. Raises NotFound."""
    demand(viewer, Right.ISSUE_COMPILE)
    issue = await _visible(viewer, id)
    if issue.state not in EXPORTED or form not in printing.EXPORTS:
        raise NotFound
    layout = await printing.approved(viewer, issue)
    return f"{issue.stem}.{form}", await printing.exported(layout, form, issue.digest)


async def record(viewer: Actor, id: UUID) -> Issue:
    """The issue as a value, for other packages. Raises NotFound."""
    return await _visible(viewer, id)


def barred(issue: Issue, viewer: Actor) -> list[str]:
    """Why this person, who holds the right, may not take a step of this issue that is due."""
    reasons = []
    for row in ISSUE.transitions:
        if row.shown and issue.state in row.sources and viewer.may(row.right) and not permitted(row, issue, viewer):
            reasons += [guard.label for guard in row.only if not guard.check(issue, viewer)]
    return list(dict.fromkeys(reasons))


async def _checked(viewer: Actor, issue: Issue) -> Checked:
    """What the page says; with no room for the check now it says that, and the approval checks again."""
    try:
        async with turn(viewer.id):
            return await printing.checked(viewer, issue)
    except Refusal as refusal:
        return Checked(waiting=refusal)


async def _lines(viewer: Actor, issues: Sequence[Issue]) -> tuple[IssueLine, ...]:
    ids = [issue.id for issue in issues]
    since, counts = await trail.since(ids), await article_rows.counts(ids)
    names = await identity.names(viewer, {issue.compiler for issue in issues})
    return tuple(
        IssueLine(
            issue, IssueState(issue.state).label, names.get(issue.compiler, ""), counts.get(issue.id, 0),
            since[issue.id].at if issue.id in since else issue.created,
        )
        for issue in issues
    )  # fmt: skip


async def _visible(viewer: Actor, id: UUID) -> Issue:
    if not viewer.may(Right.ISSUE_READ):
        raise NotFound
    return await store.issue(id)


async def _printed(viewer: Actor, id: UUID) -> Issue:
    """The issue that was typeset, without its articles: who asks for its files needs no text."""
    found = (await store.some((id,))).get(id) if viewer.may(Right.ISSUE_READ) else None
    if found is None or found.state not in PRINTED:
        raise NotFound
    return found


async def _file(blob: UUID | None) -> Blob:
    if blob is None:
        raise NotFound
    return await blobs.read(blob)
