"""Pages of scores: the table of a period, and the lines of one unit."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from identity.rights import Right
from kernel.web import AnyRequest, actor, needs, page
from scores.forms.entries import period
from scores.pages.common import spans
from scores.queries import lines as line_reads
from scores.queries import standing as reads

READ = [needs(Right.SCORE_READ)]


@get("/scores", guards=READ, include_in_schema=False)
async def table(
    request: AnyRequest, since: FromQuery[str] = "", until: FromQuery[str] = "", density: FromQuery[str] = ""
) -> Template:
    """Every unit in the agreed order."""
    first, last = period(since, until)
    me = actor(request)
    rows = await reads.standing(me, first, last)
    query = {"since": first.isoformat(), "until": last.isoformat(), "density": density}
    return await page(
        request, "scores/table.html", rows=rows, query=query, mine=me.unit, all_lines=me.may(Right.SUBMISSION_READ),
        most=max((row.points for row in rows), default=0), classes=any(row.unit_class for row in rows),
        spans=spans(), office=me.may(Right.SUBMISSION_READ), appeals=me.may(Right.SCORE_APPEAL),
    )  # fmt: skip


@get("/scores/{unit:uuid}", guards=READ, include_in_schema=False)
async def lines(
    request: AnyRequest, unit: FromPath[UUID], since: FromQuery[str] = "", until: FromQuery[str] = ""
) -> Template:
    """One unit's points, line by line."""
    first, last = period(since, until)
    sheet = await line_reads.unit_sheet(actor(request), unit, first, last)
    query = {"since": first.isoformat(), "until": last.isoformat()}
    return await page(
        request, "scores/unit.html", sheet=sheet, query=query, spans=spans(), first=first, last=last
    )  # fmt: skip


ROUTES: list[object] = [table, lines]
