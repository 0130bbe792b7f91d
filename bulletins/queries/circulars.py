"""Circulars: figures of a period, put together from what units sent and what the scores say; and the circulars there are."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bulletins.rules.articles import Article
from bulletins.rules.circulars import Correction, Count, Figures, Line
from bulletins.store import articles as article_rows
from bulletins.store import circulars as store
from bulletins.workflow.article import ArticleState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from kernel.errors import NotFound
from scores.queries import summaries
from scores.queries.standing import standing
from scores.queries.views import Standing
from submissions.queries import figures as reports
from submissions.queries import mine
from submissions.queries.figures import Reported

NONE = Reported()


@dataclass(frozen=True, slots=True)
class Listed:
    """A circular in the list."""

    article: UUID
    title: str
    state: str
    first: date
    last: date
    by: str
    at: datetime
    issue: UUID | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A circular's page: its article as it stands, and the figures it was made from."""

    article: Article
    state: str
    figures: Figures
    may_renew: bool


async def figures(viewer: Actor, first: date, last: date) -> Figures:
    """The period as it stands now: every reporting unit in the agreed order, silent ones too. Both days count."""
    demand(viewer, Right.ISSUE_COMPILE)
    rows = sorted(await standing(viewer, first, last), key=lambda row: row.class_place)
    year = {row.unit: row for row in await standing(viewer, date(last.year, 1, 1), last)}
    now = await reports.by_unit(viewer, first, last)
    whole = await reports.by_unit(viewer, date(last.year, 1, 1), last)
    names = {row.unit: row.name for row in rows}
    corrected = [
        Correction(names.get(one.unit, ""), one.about, one.line, one.points)
        for one in await summaries.corrections(viewer, first, last)
    ]
    praised = [(names.get(unit, ""), where) for unit, where in await summaries.instructed(viewer, first, last)]
    looked_for = [focus.body or focus.title for focus in await mine.focus(viewer)]
    hints = [line.strip() for text in looked_for for line in text.splitlines() if line.strip()]
    return Figures(
        first, last,
        tuple(_line(row, year[row.unit], now.get(row.unit, NONE), whole.get(row.unit, NONE)) for row in rows),
        tuple(corrected), tuple(praised), tuple(hints),
    )  # fmt: skip


async def listing(viewer: Actor) -> list[Listed]:
    """Every circular, the newest period first."""
    demand(viewer, Right.ISSUE_READ)
    rows = await store.listed()
    found = {article.id: article for article in await article_rows.articles([row["article"] for row in rows])}
    names = await identity.names(viewer, {row["by"] for row in rows})
    return [
        Listed(
            row["article"], found[row["article"]].title, ArticleState(found[row["article"]].state).label, row["first"],
            row["last"], names.get(row["by"], ""), row["at"], found[row["article"]].issue,
        )
        for row in rows
        if row["article"] in found
    ]  # fmt: skip


async def sheet(viewer: Actor, article: UUID) -> Sheet:
    """One circular. Raises NotFound."""
    if not viewer.may(Right.ISSUE_READ):
        raise NotFound
    kept = (await store.of([article])).get(article)
    if kept is None:
        raise NotFound
    found = await article_rows.article(article)
    open_now = found.state in (ArticleState.SELECTED, ArticleState.VERIFIED, ArticleState.EDITED)
    return Sheet(found, ArticleState(found.state).label, kept, open_now and viewer.may(Right.ISSUE_COMPILE))


def _line(row: Standing, year: Standing, now: Reported, whole: Reported) -> Line:
    return Line(
        row.unit, row.name, row.class_label, now.sent, whole.sent, row.adopted,
        tuple(Count(count.level, count.outlet, count.label, count.times) for count in row.by_outlet), row.instructed,
        row.late, now.zero, now.silent, now.asked, now.answered, row.missed, row.points, year.points,
        row.rank,
    )  # fmt: skip
