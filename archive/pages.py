"""档案: the list, a filed issue with the result of its check, the package for taking away, and the act of filing."""

from urllib.parse import quote
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from archive import commands, queries
from bulletins.queries import instruction_sheets
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, seen
from kernel.sheets import MEDIA
from kernel.web import AnyRequest, Form, actor, as_file, done, needs, page

READS = [needs(Right.ARCHIVE_READ)]


@get("/archive", guards=READS, include_in_schema=False)
async def index(
    request: AnyRequest, year: FromQuery[int | None] = None, before: FromQuery[UUID | None] = None
) -> Template:
    """Filed issues."""
    listed = await queries.listing(actor(request), year, before)
    query = {"year": str(year) if year else ""}
    waiting = await instruction_sheets.years_to_file(actor(request))
    return await page(request, "archive/index.html", listed=listed, query=query, waiting=waiting)


@get("/archive/{id:uuid}", guards=READS, include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One filed issue, verified now."""
    opened = await queries.show(actor(request), id)
    await seen.mark(actor(request), "archive", opened.entry.id)
    return await page(request, "archive/show.html", opened=opened)


@get("/archive/{id:uuid}/package", guards=READS, include_in_schema=False)
async def package(request: AnyRequest, id: FromPath[UUID]) -> Response[bytes]:
    """The package itself, for an offline check."""
    blob = await queries.package(actor(request), id)
    await seen.mark(actor(request), "archive", id)
    named = f"attachment; filename=\"archive.zip\"; filename*=UTF-8''{quote(blob.name)}"
    return Response(blob.data, media_type="application/zip", headers={"content-disposition": named})


@get("/archive/handover", guards=READS, include_in_schema=False)
async def handover(request: AnyRequest, year: FromQuery[int | None] = None) -> Template:
    """The list with which a year's packages are handed over, for printing and signing."""
    me = actor(request)
    return await page(
        request, "archive/handover.html", listed=await queries.of_year(me, year), now_at=clock.now(),
        may_take=me.may(Right.ARCHIVE_FILE), office=(await identity.office(me)).name,
    )  # fmt: skip


@post("/archive/handover", guards=[needs(Right.ARCHIVE_FILE)], include_in_schema=False, status_code=200)
async def take(request: AnyRequest, form: NamedDependency[Form]) -> Response[bytes]:
    """The same as a sheet."""
    me = actor(request)
    listed = await queries.of_year(me, form.int("year"))
    await commands.hand_over(form.call(request), listed.year, len(listed.entries))
    who = (await identity.names(me, [me.id])).get(me.id, "")
    return as_file(f"{listed.title}.xlsx", queries.sheet(listed, who, clock.now()), MEDIA)


@post("/issues/{id:uuid}/archive", guards=[needs(Right.ARCHIVE_FILE)], include_in_schema=False)
async def file_issue(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """File a released issue."""
    filed = await commands.file_issue(form.call(request), id, form.int("version"))
    return done(request, f"/archive/{filed.id}", "filed")


@post("/archive/instructions", guards=[needs(Right.ARCHIVE_FILE)], include_in_schema=False)
async def file_instructions(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """File a year's closed instructions."""
    filed = await commands.file_instructions(form.call(request), form.int("year"))
    return done(request, f"/archive/{filed.id}", "filed")


ROUTES: list[object] = [index, handover, take, show, package, file_issue, file_instructions]
