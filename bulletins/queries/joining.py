"""What an article could be made one with, and the text of both to begin with. The office's only.

- Submissions that are much like one of its sources come first; then whatever was screened and stands in no article.
- The text is a proposal: this article's, then the other texts in the order they were reported. The editor works on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bulletins.queries import articles
from bulletins.queries.common import cards
from bulletins.queries.views import Candidate, Card, Part
from bulletins.rules.articles import Article
from bulletins.store import articles as store
from bulletins.store import kinds as kind_rows
from bulletins.workflow.article import ARTICLE, ArticleState
from identity.rights import Right
from kernel.actor import Actor
from kernel.errors import NotFound
from submissions.queries import nearness

OPEN = (ArticleState.SELECTED, ArticleState.VERIFIED, ArticleState.EDITED, ArticleState.HELD_OVER)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The article, what can be chosen, what was chosen, and the text of all of it."""

    article: Article
    near: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    open_articles: tuple[Card, ...]
    parts: tuple[Part, ...]
    other: Card | None
    title: str
    body: str

    @property
    def made(self) -> bool:
        """Whether something was chosen."""
        return bool(self.parts or self.other)


async def sources(viewer: Actor, id: UUID) -> list[UUID]:
    """What an article is made from. Raises NotFound."""
    return [source.submission for source in (await _article(viewer, id)).sources]


async def proposal(viewer: Actor, id: UUID, chosen: Sequence[UUID], other: str) -> Proposal:
    """Raises NotFound."""
    article = await _article(viewer, id)
    parts = tuple(await articles.proposal(viewer, list(chosen))) if chosen else ()
    candidates = await articles.candidates(viewer) if not chosen and not other else []
    alike = {near.id for source in article.sources for near in await nearness.near(viewer, source.submission)}
    listed = [one for one in await store.listed(OPEN) if one.id != id]
    found = await cards(viewer, listed, await kind_rows.kinds())
    picked = next((card for card in found if str(card.article.id) == other.partition(":")[0]), None)
    texts = [article.body, *(part.body for part in parts), *([picked.article.body] if picked else [])]
    return Proposal(
        article, tuple(one for one in candidates if one.id in alike),
        tuple(one for one in candidates if one.id not in alike), tuple(found), parts, picked, article.title,
        "\n\n".join(one.strip() for one in texts),
    )  # fmt: skip


async def _article(viewer: Actor, id: UUID) -> Article:
    if not viewer.may(Right.ARTICLE_READ):
        raise NotFound
    article = await store.article(id)
    if not any(row.action == "take_in" and article.state in row.sources for row in ARTICLE.transitions):
        raise NotFound
    return article
