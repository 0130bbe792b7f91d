"""Release 印发: one transaction for deliveries, publication, adoption of every source with its points, the promise to deliver."""

from uuid import UUID

from bulletins.commands import daily, deliveries, ending, steps
from bulletins.errors import NoRule
from bulletins.rules import content
from bulletins.rules.articles import Article
from bulletins.rules.issues import Issue
from bulletins.store import articles as article_rows
from bulletins.tables.articles import Article as ArticleTable
from bulletins.workflow.article import ARTICLE
from bulletins.workflow.issue import ISSUE
from kernel import blindindex
from kernel.db import Done, Tx, command
from scores.commands import happenings
from scores.queries import quotes
from submissions.commands import moving
from submissions.workflow.submission import Adoption


@command("issue.release")
async def release(tx: Tx, id: UUID, version: int) -> Done:
    """Out it goes: everything or nothing."""
    issue = await steps.found(tx, id, version)
    row = ISSUE.require(issue, "release", tx.actor)
    steps.hold(issue)
    done = await steps.moved(tx, issue, row, released_at=tx.now)
    credited = await _credited(issue)
    for article in issue.articles:
        await _publish(tx, issue, article, credited)
    await deliveries.create.within(tx, issue)
    texts = [part for article in issue.articles for part in (article.title, article.body)]
    await blindindex.put(tx, id, "issue", issue.name, *texts)
    await ending.supersede(tx, issue)
    await daily.released(tx, issue)
    return done


async def _credited(issue: Issue) -> frozenset[UUID]:
    """The submissions that had their adoption by the issue this one corrects: nobody is paid twice for one text."""
    corrected = await article_rows.of_issue(issue.corrects) if issue.corrects else []
    return frozenset(source.submission for article in corrected for source in article.sources)


async def _publish(tx: Tx, issue: Issue, article: Article, credited: frozenset[UUID]) -> None:
    row = ARTICLE.require(article, "publish", tx.actor)
    await tx.move(ArticleTable, article.id, article.version, article.state, row.target, published=tx.now)
    digest = content.Text(article.title, article.body).digest()
    tx.record("article", article.id, "publish", source=article.state, target=row.target, before=digest, after=digest)
    sources = [source for source in article.sources if source.submission not in credited]
    if not sources:
        return
    made = happenings.Happening(
        happenings.Sort.ADOPTED, article.id,
        tuple(happenings.Share(source.unit, source.submission, source.share) for source in sources),
        "issue", issue.id, outlet=issue.kind.code, genre=article.genre, label=issue.name,
    )  # fmt: skip
    quote = await quotes.quote(tx.actor, made)
    if quote is None:
        raise NoRule(kind=issue.kind.name)
    await happenings.note.within(tx, made)
    for source, points in zip(sources, quote.points, strict=True):
        adoption = Adoption(issue.id, issue.name, article.id, points, quote.said)
        await moving.adopt.within(tx, source.submission, adoption)
