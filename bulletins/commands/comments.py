"""Remarks on sentences, and asking a colleague for them: the step in which nothing is changed but something said (ED-08).

- Whoever may read an article may remark on a sentence of it; the text is not touched. A remark is bound to the sentence
  as it reads now, and never deleted: the editors, or who made it, say that it has been dealt with.
- A colleague who was asked to comment is told; saying that one is done tells who asked. Nobody else hears of it.
"""

from uuid import UUID

from bulletins.errors import SentenceGone
from bulletins.rules import anchors
from bulletins.rules.anchors import Anchor
from bulletins.rules.articles import Article
from bulletins.store import articles as store
from bulletins.store import comments as rows
from bulletins.workflow.acts import Act
from bulletins.workflow.article import OVER, ArticleState
from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import Actor
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, Invalid, NotAllowedNow, NotFound
from marking.cleared import Cleared
from notices.commands.telling import tell

KIND, LONGEST = "article", 2_000


@command("article.comment")
async def comment(tx: Tx, id: UUID, position: int, digest: str, said: Cleared) -> Done:
    """A remark on a sentence of the newest text. Raises SentenceGone when it reads otherwise by now."""
    gate.nothing_held(said)
    article = await open_one(tx.actor, id, Act.COMMENT)
    text = words(said)
    made = await rows.add(tx, id, bound(article, position, digest), text)
    tx.record(KIND, id, Act.COMMENT, note=text)
    return Done(made, article.version, article.state, {"article": str(id)})


@command("article.resolve")
async def resolve(tx: Tx, id: UUID, comment: UUID) -> Done:
    """It has been dealt with."""
    row, article = await rows.locked(tx, comment), await open_one(tx.actor, id, Act.RESOLVE)
    if row is None or row["article"] != id:
        raise NotFound
    if not tx.actor.may(Right.ARTICLE_EDIT) and row["by"] != tx.actor.id:
        raise Forbidden(action=Act.RESOLVE.label)
    if row["resolved_at"] is None:
        await rows.resolve(tx, comment)
        tx.record(KIND, id, Act.RESOLVE)
    return Done(comment, article.version, article.state, {"article": str(id)})


@command("article.ask_review")
async def ask_review(tx: Tx, id: UUID, reader: UUID) -> Done:
    """Ask a colleague to comment."""
    article = await open_one(tx.actor, id, Act.ASK_REVIEW)
    if not tx.actor.may(Right.ARTICLE_EDIT):
        raise Forbidden(action=Act.ASK_REVIEW.label)
    if reader == tx.actor.id or reader not in await identity.holders(tx.actor, Right.ARTICLE_READ):
        raise Invalid(fields={"reader": "not_a_choice"})
    if await rows.ask(tx, id, reader):
        tx.record(KIND, id, Act.ASK_REVIEW, after=str(reader).encode())
        await tell.within(tx, "article.ask_review", KIND, id, [reader])
    return Done(id, article.version, article.state)


@command("article.reviewed")
async def reviewed(tx: Tx, id: UUID) -> Done:
    """The actor has said what they had to say."""
    article = await open_one(tx.actor, id, Act.REVIEWED)
    askers = await rows.reviewed(tx, id, tx.actor.id)
    if not askers:
        raise NotFound
    tx.record(KIND, id, Act.REVIEWED)
    await tell.within(tx, "article.reviewed", KIND, id, askers)
    return Done(id, article.version, article.state)


async def open_one(actor: Actor, id: UUID, act: Act) -> Article:
    """An article that is not over. Raises NotFound, NotAllowedNow."""
    if not actor.may(Right.ARTICLE_READ):
        raise NotFound
    article = await store.article(id)
    if article.state in OVER:
        raise NotAllowedNow(action=act.label, state=ArticleState(article.state).label, reason="")
    return article


def words(said: Cleared) -> str:
    """What is said about a sentence. Raises Invalid."""
    text = said.text("text").strip()
    if not text or len(text) > LONGEST:
        raise Invalid(fields={"text": "too_long" if text else "required"}, limit=LONGEST)
    return text


def bound(article: Article, position: int, digest: str) -> Anchor:
    """The anchor of a sentence as it stands now. Raises SentenceGone."""
    found = anchors.anchor(article.body, article.edition, position, digest)
    if found is None:
        raise SentenceGone
    return found
