"""The consistency sheet of texts, with who looked at which finding; the lists it goes by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bulletins.rules.articles import Article
from bulletins.rules.consistency import Finding
from bulletins.rules.consistency_sheet import findings
from bulletins.rules.wording import ListSort, WordingList
from bulletins.store import articles as article_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import wording as store
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding and who has looked at it."""

    finding: Finding
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TextSheet:
    """One text's findings."""

    article: Article
    lines: tuple[FindingLine, ...]

    @property
    def open(self) -> int:
        """How many nobody has looked at."""
        return sum(not line.at for line in self.lines)


async def of_article(viewer: Actor, id: UUID) -> TextSheet:
    """The sheet of one text as it is kept. Raises NotFound."""
    demand(viewer, Right.ARTICLE_READ)
    return (await of_articles(viewer, [await article_rows.article(id)]))[0]


async def of_articles(viewer: Actor, articles: Sequence[Article]) -> tuple[TextSheet, ...]:
    """The sheets of several texts, in their order."""
    demand(viewer, Right.ARTICLE_READ)
    known = await store.known(kind_rows.today())
    seen = await store.acknowledged([article.id for article in articles])
    names = await identity.names(viewer, {row["by"] for row in seen.values()})
    sheets = []
    for article in articles:
        lines = []
        for finding in findings(article.title, article.body, known):
            row = seen.get((article.id, finding.key))
            lines.append(FindingLine(finding, names.get(row["by"], "") if row else "", row["at"] if row else None))
        sheets.append(TextSheet(article, tuple(lines)))
    return tuple(sheets)


async def lists(viewer: Actor) -> tuple[tuple[ListSort, tuple[tuple[WordingList, str], ...]], ...]:
    """Every list the sheet goes by, the newest first, with who set it."""
    demand(viewer, Right.ISSUE_READ)
    found = {sort: await store.lists(sort) for sort in ListSort}
    names = await identity.names(viewer, {one.by for each in found.values() for one in each})
    return tuple((sort, tuple((one, names.get(one.by, "")) for one in each)) for sort, each in found.items())
