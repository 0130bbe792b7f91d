"""Making one article of several: more submissions into an article, one article into another (PUB-01, ED-01).

- The sentences of the new text are traced against all sources, so that their units share its score by lineage. Sources
  stand in the order they were reported: of two that say the same the first reporter has the credit.
- The text is what the editor was shown and sent back: this package joins texts only as a proposal, never unseen.
- An article made of more than before is verified anew. The one that was merged ends there and leads to the other; the
  questions about it go along, its editions and comments stay where they are.
- Order of locks: the older article first.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from bulletins.commands import desk
from bulletins.commands.articles import KIND, found, record, text_of, traced_shares, usable
from bulletins.rules.articles import Article, Source
from bulletins.rules.content import Text
from bulletins.store import articles as store
from bulletins.store import questions
from bulletins.tables.articles import Article as ArticleTable
from bulletins.workflow.article import ARTICLE
from gate import commands as gate
from kernel.db import Done, Tx, command
from kernel.errors import Invalid
from marking.cleared import Cleared
from submissions.commands.progress import step
from submissions.queries import records as submission_records
from typeset.reading import length

LAST = datetime.max.replace(tzinfo=UTC)


@command("article.take_in")
async def take_in(tx: Tx, id: UUID, version: int, chosen: Sequence[UUID], cleared: Cleared) -> Done:
    """More screened submissions become sources of the article; `cleared`: its text from now on."""
    article = await found(tx, id, version)
    had = {source.submission for source in article.sources}
    fresh = [one for one in await usable(chosen) if one not in had]
    if not fresh:
        raise Invalid(fields={"source": "not_a_choice"})
    await desk.begin(tx, KIND, id, article.state)
    return await _made(tx, article, [*had, *fresh], cleared)


@command("article.merge")
async def merge(  # noqa: PLR0913, PLR0917 - two records as they were seen
    tx: Tx, id: UUID, version: int, other: UUID, other_version: int, cleared: Cleared
) -> Done:
    """The other article goes into this one; `cleared`: the text of both together, as the editor has it."""
    if id == other:
        raise Invalid(fields={"other": "not_a_choice"})
    await tx.fetch("SELECT id FROM article WHERE id = ANY($1) ORDER BY id FOR UPDATE", [id, other])
    article, ending = await found(tx, id, version), await found(tx, other, other_version)
    row = ARTICLE.require(ending, "merge", tx.actor)
    for one in (article, ending):
        await desk.begin(tx, KIND, one.id, one.state)
    sources = [source.submission for one in (article, ending) for source in one.sources]
    done = await _made(tx, article, list(dict.fromkeys(sources)), cleared)
    await tx.move(ArticleTable, other, other_version, ending.state, row.target, merged_into=id)
    await questions.carry(tx, other, id)
    await record(tx, ending, "merge", str(row.target))
    await desk.end(tx, KIND, other, ending.state, str(row.target))
    return done


async def _made(tx: Tx, article: Article, wanted: Sequence[UUID], cleared: Cleared) -> Done:
    row = ARTICLE.require(article, "take_in", tx.actor)
    text, before = text_of(cleared), Text(article.title, article.body)
    sources = sorted(
        await submission_records.sources(tx.actor, wanted), key=lambda one: (one.submitted or LAST, one.id)
    )
    traced, shares = traced_shares(text, {source.id: source.body for source in sources})
    number = article.edition + 1
    new = await tx.move(
        ArticleTable, article.id, article.version, article.state, row.target, edition=number, chars=length(text.body),
        verified_by=None, edited_by=tx.actor.id,
    )  # fmt: skip
    await gate.keep_holds(tx, KIND, article.id, cleared, sources=wanted)
    await store.set_sources(tx, article.id, [Source(one.id, one.unit, shares[one.id]) for one in sources])
    await store.keep(tx, article.id, number, text, traced)
    await step.within(tx, [source.id for source in sources], article.id, "take_in")
    tx.record(
        KIND,
        article.id,
        "take_in",
        source=article.state,
        target=row.target,
        before=before.digest(),
        after=text.digest(),
    )
    await desk.end(tx, KIND, article.id, article.state, str(row.target))
    return Done(article.id, new, str(row.target))
