"""The desk: the queues of its steps, who has what, how much everybody has (PUB-01, ED-03). The office's only.

- What is due first stands first. A queue is shown to the whole desk; its acts to those who may do the step.
- Lateness of a step is the office's own affair: no unit reads any of this (LO-07).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bulletins.queries.common import cards
from bulletins.rules.desk import DeskLine, Load, QueueView, Show, chosen
from bulletins.store import articles as article_rows
from bulletins.store import comments, locks
from bulletins.store import desk as store
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.workflow.acts import Act
from bulletins.workflow.article import ArticleState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, clocks
from kernel.actor import Actor
from kernel.work import Clock, WorkItem
from submissions.queries import claims
from submissions.queries import lists as submission_lists
from submissions.queries.lists import Wanted
from submissions.workflow.claims import QUEUES, Claim, DeskStep, Queue

MOST = 100
LATELY = timedelta(minutes=10)
FAR = timedelta(days=36_500)


async def queues(viewer: Actor, show: Show = Show.ALL, days: int = 0, step: DeskStep | None = None) -> list[QueueView]:
    """The queues with the lines asked for; `step`: one of them with its lines, the others with their counts only."""
    demand(viewer, Right.ARTICLE_READ)
    views, now = [], clock.now()
    for queue in QUEUES.values():
        lines = await lines_of(viewer, queue)
        wanted = chosen(lines, show, days, viewer.id, now) if step in (None, queue.step) else ()
        views.append(
            QueueView(
                queue.step, queue.step.label, wanted, len(lines), sum(line.holder is None for line in lines),
                sum(line.late_days(now) >= 0 for line in lines), viewer.may(queue.right),
                await colleagues(viewer, queue.right),
            )
        )  # fmt: skip
    return views


async def lines_of(viewer: Actor, queue: Queue) -> list[DeskLine]:
    """A queue, what is due first first."""
    match queue.kind:
        case "submission":
            plain = await _submissions(viewer, queue)
        case "article":
            plain = await _articles(viewer, queue)
        case _:
            plain = await _issues(viewer, queue)
    return sorted(await _held(viewer, queue.kind, plain), key=_urgency)


async def load(viewer: Actor) -> list[Load]:
    """How much everybody of the desk has, those with most first; who has nothing too."""
    demand(viewer, Right.ARTICLE_READ)
    rows = await claims.load(viewer)
    people = {row["holder"] for row in rows}
    for queue in QUEUES.values():
        people |= set(await identity.holders(viewer, queue.right, viewer.unit))
    names = await identity.names(viewer, people)
    found = []
    for account in people:
        own = [row for row in rows if row["holder"] == account]
        counts = tuple((DeskStep(row["step"]).label, row["records"]) for row in own)
        oldest = min((row["oldest"] for row in own), default=None)
        found.append(Load(account, names.get(account, ""), counts, oldest))
    return sorted(found, key=lambda one: (-one.total, one.name))


async def colleagues(viewer: Actor, right: Right) -> tuple[tuple[str, str], ...]:
    """Who of the office may do a step, the viewer left out."""
    able = [one for one in await identity.holders(viewer, right, viewer.unit) if one != viewer.id]
    names = await identity.names(viewer, able)
    return tuple(sorted(((str(one), names.get(one, "")) for one in able), key=lambda pair: pair[1]))


async def neighbours(viewer: Actor, article: UUID, state: str) -> tuple[UUID | None, UUID | None]:
    """The articles before and after one in its queue, those a colleague has left out."""
    queue = next((one for one in QUEUES.values() if one.kind == "article" and state in one.states), None)
    if queue is None:
        return None, None
    ids = [line.id for line in await lines_of(viewer, queue) if line.holder in (None, viewer.id) or line.id == article]
    at = ids.index(article) if article in ids else 0
    return (ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


async def waiting(actor: Actor) -> list[WorkItem]:
    """Rows of 待办: articles a colleague asks to be commented on."""
    if not actor.may(Right.ARTICLE_READ):
        return []
    asked = {one.article: one for one in await comments.asked_of(actor.id)}
    return [
        WorkItem(
            "article", article.id, article.title, ArticleState(article.state).label, f"/articles/{article.id}#sentences",
            Act.COMMENT.label, asked[article.id].asked_at,
        )
        for article in await article_rows.articles(asked)
    ]  # fmt: skip


async def _submissions(viewer: Actor, queue: Queue) -> list[DeskLine]:
    wanted = Wanted(states=queue.states, sort="due", ascending=True, limit=MOST + 1)
    rows, _ = await submission_lists.listed_rows(viewer, wanted)
    return [
        DeskLine(
            queue.kind, row.id, row.title, row.door, " · ".join(filter(None, (row.number, row.genre, row.category))),
            row.unit_name, row.sent or row.since, row.clock,
        )
        for row in rows
    ]  # fmt: skip


async def _articles(viewer: Actor, queue: Queue) -> list[DeskLine]:
    found = await cards(viewer, await article_rows.listed(queue.states, limit=MOST), await kind_rows.kinds())
    running = await _clocks(queue, [card.article.id for card in found])
    return [
        DeskLine(
            queue.kind, card.article.id, card.article.title, card.href, f"{card.kind} · {card.article.genre.label}",
            " ".join(part.unit for part in card.parts), _since(running.get(card.article.id), card.article.created),
            running.get(card.article.id), questions=card.article.open_questions,
        )
        for card in found
    ]  # fmt: skip


async def _issues(_viewer: Actor, queue: Queue) -> list[DeskLine]:
    found = await issue_rows.listed(states=queue.states, limit=MOST)
    running = await _clocks(queue, [issue.id for issue in found])
    return [
        DeskLine(
            queue.kind, issue.id, issue.name, f"/issues/{issue.id}", "", "",
            _since(running.get(issue.id), issue.created), running.get(issue.id),
        )
        for issue in found
    ]  # fmt: skip


async def _clocks(queue: Queue, ids: Sequence[UUID]) -> dict[UUID, Clock]:
    found = await clocks.of(queue.kind, ids)
    return {
        id: each.shown for id, running in found.items() for each in running if each.runs and each.step == queue.step
    }


async def _held(viewer: Actor, kind: str, lines: Sequence[DeskLine]) -> list[DeskLine]:
    ids = [line.id for line in lines]
    held = await claims.of(viewer, kind, ids)
    written = await locks.of(ids) if kind == "article" else {}
    seen = await store.looking(ids, clock.now() - LATELY, viewer.id)
    people = {claim.holder for claim in held.values()} | {lock.holder for lock in written.values()}
    names = await identity.names(viewer, people | {who for found in seen.values() for who in found[:1]})
    return [
        _with(line, held.get(line.id), names, written.get(line.id), seen.get(line.id, []), viewer) for line in lines
    ]


def _with(  # noqa: PLR0913, PLR0917 - what is known of a line
    line: DeskLine,
    claim: Claim | None,
    names: dict[UUID, str],
    lock: locks.Lock | None,
    seen: list[UUID],
    viewer: Actor,
) -> DeskLine:
    writing = names.get(lock.holder, "") if lock and lock.holder != viewer.id else ""
    looking = "" if writing else next((names.get(one, "") for one in seen), "")
    return DeskLine(
        line.kind, line.id, line.title, line.href, line.detail, line.units, line.since, line.clock,
        claim.holder if claim else None, names.get(claim.holder, "") if claim else "", claim.since if claim else None,
        writing, looking, line.questions,
    )  # fmt: skip


def _since(running: Clock | None, otherwise: datetime) -> datetime:
    return running.start if running else otherwise


def _urgency(line: DeskLine) -> tuple[datetime, UUID]:
    return (line.clock.due if line.clock else clock.now() + FAR, line.id)
