"""The circular as a draft of the office's own: an article without sources, with the figures it was made from.

- A commendation is such a draft too, without figures.
- It goes the way of every article: verified, edited, placed, approved, printed; the figures are part of what is approved.
- Until it is placed the figures can be taken anew; what stood before is kept.
"""

from uuid import UUID

from bulletins.commands import desk
from bulletins.commands.articles import found as found_article
from bulletins.commands.articles import text_of, traced_shares
from bulletins.errors import NoCircularKind
from bulletins.rules.articles import Article
from bulletins.rules.circulars import Figures
from bulletins.rules.kinds import Genre
from bulletins.store import articles as store
from bulletins.store import circulars
from bulletins.store import kinds as kind_rows
from bulletins.tables.articles import Article as ArticleTable
from bulletins.workflow.acts import Act
from bulletins.workflow.article import IN_WORK, ArticleState
from crypto import sm3
from gate import commands as gate
from identity.rights import Right, demand
from kernel.db import Done, Tx, command
from kernel.errors import Invalid, NotAllowedNow
from kernel.ids import new_id
from marking.cleared import Cleared
from typeset.reading import length

KIND, CODE = "article", "circular"
LONGEST_PERIOD = 366


@command("circular.draft")
async def draft(tx: Tx, figures: Figures | None, cleared: Cleared) -> Done:
    """A circular from the figures of a period, or a commendation from none; `cleared`: title and body.

    Raises Forbidden, Invalid, NoCircularKind.
    """
    demand(tx.actor, Right.ISSUE_COMPILE)
    if figures and (figures.last < figures.first or (figures.last - figures.first).days > LONGEST_PERIOD):
        raise Invalid(fields={"last": "not_a_date"})
    kind = next((kind for kind in await kind_rows.kinds() if kind.code == CODE and kind.active), None)
    limit = kind.limit(Genre.NOTICE) if kind else None
    if kind is None or limit is None:
        raise NoCircularKind
    text = text_of(cleared)
    made = Article(
        id=new_id(), version=1, state=ArticleState.SELECTED, kind=kind.id, genre=Genre.NOTICE, issue=None, position=0,
        title=text.title, body=text.body, chars=length(text.body), edition=1, created=tx.now, created_by=tx.actor.id,
        limit=limit,
    )  # fmt: skip
    await store.add(tx, made, traced_shares(text, {})[0])
    await gate.keep_holds(tx, KIND, made.id, cleared)
    if figures:
        await circulars.keep(tx, made.id, figures)
    await desk.end(tx, KIND, made.id, "", made.state)
    tx.record(KIND, made.id, Act.SELECT, target=made.state, after=text.digest())
    return Done(made.id, 1, made.state)


@command("circular.renew")
async def renew(tx: Tx, id: UUID, version: int, figures: Figures) -> Done:
    """Take the figures anew, for the same days; the text stays. Raises NotFound, StaleVersion, NotAllowedNow."""
    demand(tx.actor, Right.ISSUE_COMPILE)
    article = await found_article(tx, id, version)
    if article.state not in IN_WORK:
        raise NotAllowedNow(action=Act.RENEW.label, state=ArticleState(article.state).label, reason="")
    before = (await circulars.digests([id])).get(id, b"")
    new = await tx.move(ArticleTable, id, version, article.state, article.state)
    await circulars.keep(tx, id, figures)
    after = (await circulars.digests([id]))[id]
    tx.record(KIND, id, Act.RENEW, source=article.state, target=article.state, before=before, after=after)
    return Done(id, new, article.state)


@command("circular.export")
async def export(tx: Tx, id: UUID, data: bytes) -> Done:
    """Note that the actor took the figures as a file (SEC-06)."""
    demand(tx.actor, Right.ISSUE_COMPILE)
    article = await store.article(id)
    tx.record(KIND, id, Act.EXPORT, source=article.state, target=article.state, after=sm3.hash(data), note="xlsx")
    return Done(id, article.version, article.state)
