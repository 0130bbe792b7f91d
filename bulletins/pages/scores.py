"""Pages of scores: the table of a period, and the lines of one unit."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.queries import scores as queries
from identity.rights import Right
from kernel import clock
from kernel.web import AnyRequest, actor, needs, page

YEARS = range(2000, 2100)
READ = [needs(Right.SCORE_READ)]


@get("/scores", guards=READ, include_in_schema=False)
async def table(
    request: AnyRequest, since: FromQuery[str] = "", until: FromQuery[str] = "", density: FromQuery[str] = ""
) -> Template:
    """Every unit in the agreed order."""
    first, last = period(since, until)
    me = actor(request)
    rows = await queries.table(me, first, last)
    query = {"since": first.isoformat(), "until": last.isoformat(), "density": density}
    all_lines = me.may(Right.SUBMISSION_READ)
    return await page(
        request, "bulletins/scores.html", rows=rows, query=query, mine=me.unit, all_lines=all_lines,
        most=max((row.points for row in rows), default=0),
    )  # fmt: skip


@get("/scores/{unit:uuid}", guards=READ, include_in_schema=False)
async def lines(
    request: AnyRequest, unit: FromPath[UUID], since: FromQuery[str] = "", until: FromQuery[str] = ""
) -> Template:
    """One unit's points, line by line."""
    first, last = period(since, until)
    name, found = await queries.lines(actor(request), unit, first, last)
    return await page(
        request,
        "bulletins/score_lines.html",
        of=name,
        unit=unit,
        lines=found,
        since=first.isoformat(),
        until=last.isoformat(),
    )


def period(since: str, until: str) -> tuple[date, date]:
    """The days asked for; by default, or when they make no sense, this year up to today."""
    today = clock.local(clock.now()).date()
    first, last = _day(since) or today.replace(month=1, day=1), _day(until) or today
    return (first, last) if first <= last else (last, first)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


ROUTES: list[object] = [table, lines]
