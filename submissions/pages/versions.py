"""The saved texts of a submission, and two submissions beside one another."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from identity.rights import Right
from kernel import seen
from kernel.web import AnyRequest, Form, actor, done, needs, page
from submissions.commands import versions
from submissions.pages.lists import reads
from submissions.queries import nearness
from submissions.queries import records as submission_records
from submissions.rules.records import KIND


@get("/submissions/{id:uuid}/versions/{number:int}", guards=[reads], include_in_schema=False)
async def compare(
    request: AnyRequest, id: FromPath[UUID], number: FromPath[int], against: FromQuery[int | None] = None
) -> Template:
    """What changed between two saved texts."""
    me = actor(request)
    sheet, comparison = await submission_records.show(me, id), await submission_records.compare(me, id, number, against)
    await seen.mark(me, KIND, id)
    return await page(request, "submissions/compare.html", sheet=sheet, comparison=comparison)


@get("/submissions/{id:uuid}/versions", guards=[reads], include_in_schema=False)
async def choose(request: AnyRequest, id: FromPath[UUID], old: FromQuery[int], new: FromQuery[int]) -> Response[None]:
    """Any two saved texts, as the form on the record's page asks for them."""
    first, second = sorted((old, new))
    return done(request, f"/submissions/{id}/versions/{second}?against={first}")


@post(
    "/submissions/{id:uuid}/versions/{number:int}/restore",
    guards=[needs(Right.SUBMISSION_WRITE)],
    include_in_schema=False,
)
async def restore(
    request: AnyRequest, id: FromPath[UUID], number: FromPath[int], form: NamedDependency[Form]
) -> Response[None]:
    """An earlier text, saved anew."""
    await versions.restore(form.call(request), id, form.int("version"), number)
    return done(request, f"/submissions/{id}", "submission_restored")


@get("/submissions/{id:uuid}/beside/{other:uuid}", guards=[reads], include_in_schema=False)
async def beside(request: AnyRequest, id: FromPath[UUID], other: FromPath[UUID]) -> Template:
    """Two submissions that are much alike."""
    me = actor(request)
    both = await nearness.beside(me, id, other)
    for one in (id, other):
        await seen.mark(me, KIND, one)
    return await page(request, "submissions/beside.html", both=both)


ROUTES: list[object] = [compare, choose, restore, beside]
