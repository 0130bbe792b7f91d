"""Reads of articles, for the office only.

- The board shows what may be taken up and every article in work, by state.
- An article's page holds the texts it is made from beside the edited text, and the difference between the two.
"""

from dataclasses import replace
from uuid import UUID

from bulletins.queries.common import cards, course
from bulletins.queries.views import ArticleSheet, Board, Candidate, Column, Part
from bulletins.rules import lineage
from bulletins.rules.articles import Article, Edition
from bulletins.rules.kinds import Genre, Kind
from bulletins.store import articles as store
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.workflow.article import ARTICLE, OPEN_ISSUE, ArticleState, writable
from gate import queries as gate
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import textdiff
from kernel.actor import Actor
from kernel.errors import NotFound
from kernel.textdiff import Segment
from submissions.queries import lists as submission_lists
from submissions.queries import records as submission_records
from submissions.queries.lists import Wanted
from submissions.workflow.submission import State
from typeset.blocks import plain

MOST_CANDIDATES, ROUNDS = 60, 20
ORIGINAL = 0
BOARD = (ArticleState.SELECTED, ArticleState.VERIFIED, ArticleState.EDITED, ArticleState.PLACED)
ASIDE = (ArticleState.HELD_OVER, ArticleState.DROPPED, ArticleState.MERGED, ArticleState.PUBLISHED)


async def board(viewer: Actor, kind: UUID | None = None, *, aside: bool = False) -> Board:
    """The editors' desk; `aside`: held over, dropped and published articles instead of those in work."""
    demand(viewer, Right.ARTICLE_READ)
    kinds = await kind_rows.kinds()
    columns = []
    for state in ASIDE if aside else BOARD:
        found = await cards(viewer, await store.listed((state,), kind), kinds)
        columns.append(Column(state, state.label, tuple(found)))
    return Board(tuple(await candidates(viewer)), tuple(columns), tuple(kind for kind in kinds if kind.active))


async def candidates(viewer: Actor) -> list[Candidate]:
    """Screened submissions that stand in no article yet, the longest waiting first."""
    found: list[Candidate] = []
    wanted = Wanted(states=(State.SCREENED,), sort="submitted", ascending=True)
    for _ in range(ROUNDS):
        listed = await submission_lists.listing(viewer, wanted)
        taken = await store.taken([line.id for line in listed.lines])
        found += [
            Candidate(line.id, line.title, line.unit_name, line.category, line.chars, line.since)
            for line in listed.lines
            if line.id not in taken
        ]
        if listed.next is None or len(found) >= MOST_CANDIDATES:
            break
        wanted = replace(wanted, beyond=listed.next)
    return found


async def proposal(viewer: Actor, chosen: list[UUID]) -> list[Part]:
    """The submissions an article is to be made from, with their texts, in the order given."""
    demand(viewer, Right.ARTICLE_READ)
    found = await submission_records.sources(viewer, chosen)
    names = await identity.unit_names(viewer, {source.unit for source in found})
    share = 100 // max(1, len(found))
    return [
        Part(source.id, names.get(source.unit, ""), share, source.number, source.title, source.body) for source in found
    ]


async def show(viewer: Actor, id: UUID) -> ArticleSheet:
    """Everything an article's page shows. Raises NotFound."""
    article = await _visible(viewer, id)
    kind = await kind_rows.kind(article.kind)
    card = (await cards(viewer, [article], [kind]))[0]
    parts = await _parts(viewer, article, card.parts)
    editions = await store.editions(id)
    known = await identity.names(viewer, {edition.by for edition in editions})
    newest = editions[-1]
    origins = newest.lineage
    waiting = await issue_rows.listed(states=sorted(OPEN_ISSUE), kind=article.kind)
    return ArticleSheet(
        card=type(card)(article, card.kind, card.state, parts, card.length, card.href),
        kind=kind, limit=article.limit, offers=tuple(ARTICLE.offered(article, viewer)),
        course=await course(viewer, id, article.state, ARTICLE),
        editions=tuple((edition, known.get(edition.by, "")) for edition in reversed(editions)),
        diff=tuple(against_sources(parts, newest)), traced=sum(origin.source is not None for origin in origins),
        whole=lineage.whole(origins), issues=tuple((str(issue.id), issue.name) for issue in waiting),
        issue=(await issue_rows.some([article.issue]))[article.issue] if article.issue else None,
        can_write=writable(article, viewer), holds=await gate.holds(viewer, [id]),
    )  # fmt: skip


async def compare(viewer: Actor, id: UUID, number: int, against: int) -> tuple[Edition, Edition, list[Segment]]:
    """Two kept texts and what changed from `against` to `number`; 0: the texts it is made from. Raises NotFound."""
    article = await _visible(viewer, id)
    kept = {edition.number: edition for edition in await store.editions(id)}
    kept[ORIGINAL] = await _original(viewer, article, kept[1])
    if number not in kept or against not in kept:
        raise NotFound
    old, new = kept[against], kept[number]
    return old, new, textdiff.diff(f"{old.title}\n\n{plain(old.body)}", f"{new.title}\n\n{plain(new.body)}")


async def _original(viewer: Actor, article: Article, first: Edition) -> Edition:
    """The texts an article is made from, one after the other, as if they were an edition."""
    texts = await submission_records.sources(viewer, [source.submission for source in article.sources])
    title, body = (texts[0].title if texts else ""), "\n\n".join(text.body.strip() for text in texts)
    return replace(first, number=ORIGINAL, title=title, body=body, lineage=())


async def titles(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """Titles, for notices; the office's only."""
    if not viewer.may(Right.ARTICLE_READ):
        return {}
    return {article.id: article.title for article in await store.articles(ids)}


async def choices(viewer: Actor) -> list[tuple[Kind, Genre]]:
    """What an article can be made for: every kind in use with every genre it takes."""
    demand(viewer, Right.ARTICLE_READ)
    return [(kind, limit.genre) for kind in await kind_rows.kinds() if kind.active for limit in kind.limits]


async def made_from(viewer: Actor, id: UUID) -> list[UUID]:
    """The submissions an article is made from. Raises NotFound."""
    return [source.submission for source in (await _visible(viewer, id)).sources]


def against_sources(parts: tuple[Part, ...], edition: Edition) -> list[Segment]:
    """What the editors changed: from the sources' texts, one after the other, to the edition."""
    return textdiff.diff("\n\n".join(plain(part.body) for part in parts), plain(edition.body))


async def _parts(viewer: Actor, article: Article, named: tuple[Part, ...]) -> tuple[Part, ...]:
    texts = {
        source.id: source
        for source in await submission_records.sources(viewer, [source.submission for source in article.sources])
    }
    return tuple(
        Part(part.submission, part.unit, part.share, texts[part.submission].number, texts[part.submission].title,
             texts[part.submission].body)
        for part in named
    )  # fmt: skip


async def _visible(viewer: Actor, id: UUID) -> Article:
    if not viewer.may(Right.ARTICLE_READ):
        raise NotFound
    return await store.article(id)
