"""Search over released issues, within rights: the office finds all, everybody else what was delivered to them."""

from uuid import UUID

from bulletins.rules.issues import Issue
from bulletins.store import deliveries as delivery_rows
from bulletins.store import issues as issue_rows
from bulletins.workflow.issue import IssueState
from identity.rights import Right
from kernel import blindindex
from kernel.actor import Actor
from kernel.work import Found, Hit, snippet

PAGE, CHUNK, ROUNDS = 20, 60, 8


async def search(viewer: Actor, q: str, before: UUID | None = None) -> Found:
    """Issues that contain every word of `q`, newest first. Raises QueryTooShort."""
    hits: list[Hit] = []
    mark = before
    for _ in range(ROUNDS):
        possible = await blindindex.candidates(q, ("issue",), mark, CHUNK)
        hits += await _hits(viewer, q, possible)
        if len(possible) < CHUNK or len(hits) > PAGE:
            return Found(tuple(hits[:PAGE]), len(hits) > PAGE)
        mark = possible[-1]
    return Found(tuple(hits[:PAGE]), more=True)


async def _hits(viewer: Actor, q: str, possible: list[UUID]) -> list[Hit]:
    office = viewer.may(Right.ISSUE_READ)
    hits = []
    seen = await issue_rows.visible(possible, all_of_them=office, person=viewer.id, unit=viewer.unit)
    issues = await issue_rows.several(seen)
    for key in seen:
        issue = issues[key]
        texts = [part for article in issue.articles for part in (article.title, article.body)]
        if not blindindex.matches(q, issue.name, *texts):
            continue
        copy = None if office else await delivery_rows.to(viewer.id, viewer.unit, key)
        url = f"/deliveries/{copy.id}" if copy else f"/issues/{key}"
        hits.append(
            Hit(
                "issue", key, issue.name, url, issue.released_at or issue.created, snippet(q, " ".join(texts)),
                _titles(issue), IssueState(issue.state).label,
            )
        )  # fmt: skip
    return hits


def _titles(issue: Issue) -> str:
    return " ".join(article.title for article in issue.articles[:2])
