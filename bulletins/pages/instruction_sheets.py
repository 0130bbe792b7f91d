"""Printed pages of instructions: a slip, the signing history, scans; the month's list; the leaders' ranks."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.commands import duties, tidying
from bulletins.queries import instruction_sheets as queries
from identity.rights import Right
from kernel import clock, seen
from kernel.web import AnyRequest, Form, actor, as_file, done, needs, page, signed_in
from submissions.workflow.told import OWN_RANKS


@get("/instructions/slips/{id:uuid}", guards=[signed_in], include_in_schema=False)
async def slip(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """A slip as it is printed and posted up."""
    return await page(request, "bulletins/instruction_slip.html", found=await queries.slip(actor(request), id))


@get("/instructions/{id:uuid}/history", guards=[signed_in], include_in_schema=False)
async def history(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The signing history as one sheet (LE-05)."""
    sheet, signed = await queries.history(actor(request), id)
    return await page(request, "bulletins/instruction_history.html", sheet=sheet, signed=signed, now_at=clock.now())


@get("/instructions/{id:uuid}/scans/{file:uuid}", guards=[signed_in], include_in_schema=False)
async def scan(request: AnyRequest, id: FromPath[UUID], file: FromPath[UUID]) -> Response[bytes]:
    """The paper itself."""
    blob = await queries.scan(actor(request), id, file)
    await seen.mark(actor(request), "instruction", id)
    return as_file(blob.name, blob.data, blob.media)


@get("/instructions/tidy", guards=[needs(Right.INSTRUCTION_ROUTE)], include_in_schema=False)
async def tidy(request: AnyRequest, month: FromQuery[str] = "") -> Template:
    """The list of a month: what was open, who had to move, what has moved since."""
    months, shown, lines = await queries.tidied(actor(request), tidying.month_of(month))
    return await page(request, "bulletins/instruction_tidy.html", months=months, shown=shown, lines=lines)


@get("/instructions/ranks", guards=[needs(Right.TABLES_EDIT)], include_in_schema=False)
async def ranks(request: AnyRequest) -> Template:
    """The leaders' ranks."""
    options = [(rank.value, rank.label) for rank in OWN_RANKS]
    return await page(
        request, "bulletins/instruction_ranks.html", ranks=await queries.ranks(actor(request)), options=options
    )


@post("/instructions/ranks", guards=[needs(Right.TABLES_EDIT)], include_in_schema=False)
async def set_rank(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Another rank from today on."""
    await duties.set_rank(form.call(request), form.uuid("account"), form.text("rank"))
    return done(request, "/instructions/ranks", "table_changed")


ROUTES: list[object] = [slip, history, scan, tidy, ranks, set_rank]
