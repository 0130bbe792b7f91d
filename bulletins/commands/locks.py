"""One writer for an article at a time (ED-08, ED-12).

- Opening the workbench for writing takes the lock; while the page lives it is renewed; leaving, cancelling and finishing
  end it, and so does the time. The server's clock decides.
- What a colleague has taken up is read, not written: who only looks locks nobody out.
- Whoever saves holds it by that. No word of an article changes while a colleague holds it; what was typed meanwhile
  stays in the form. It may still be placed: an open page must not keep an issue from being closed.
"""

from datetime import timedelta
from uuid import UUID

from bulletins.errors import ArticleLocked
from bulletins.store import articles as store
from bulletins.store import locks as rows
from bulletins.workflow.article import ARTICLE, writable
from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import SYSTEM
from kernel.db import Done, Tx, command
from kernel.errors import Forbidden, NotAllowedNow, NotFound
from submissions.commands import claims
from submissions.queries import claims as claim_reads

FOR = timedelta(minutes=5)


@command("article.lock")
async def lock(tx: Tx, id: UUID) -> Done:
    """The actor writes the article for the next minutes. Raises HeldByColleague, ArticleLocked, NotAllowedNow."""
    if not tx.actor.may(Right.ARTICLE_READ):
        raise NotFound
    article = await store.article(id)
    if not tx.actor.may(Right.ARTICLE_EDIT):
        raise Forbidden(action=ARTICLE.label_of("write"))
    if not writable(article, tx.actor):
        raise NotAllowedNow(action=ARTICLE.label_of("write"), state=ARTICLE.states(article.state).label, reason="")
    claim = (await claim_reads.of(tx.actor, "article", [id])).get(id)
    if claim and claim.holder != tx.actor.id:
        raise await claims.refused(claim)
    return Done(id, article.version, article.state, {"until": await take(tx, id)})


@command("article.unlock")
async def unlock(tx: Tx, id: UUID) -> Done:
    """The actor does not write it any more. Harmless when they did not."""
    await rows.drop(tx, id, tx.actor.id)
    return Done(id)


async def take(tx: Tx, id: UUID) -> str:
    """The actor has the lock from now on; until when. Raises ArticleLocked."""
    held = await rows.take(tx, id, tx.now + FOR)
    if held.holder != tx.actor.id:
        raise await _refused(held)
    return held.until.isoformat()


async def require_free(tx: Tx, id: UUID) -> None:
    """Raise ArticleLocked while a colleague writes."""
    held = await rows.held(tx, id)
    if held and held.holder != tx.actor.id:
        raise await _refused(held)


async def _refused(held: rows.Lock) -> ArticleLocked:
    who = (await identity.names(SYSTEM, [held.holder])).get(held.holder, "")
    return ArticleLocked(who=who)
