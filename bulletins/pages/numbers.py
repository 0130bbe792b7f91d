"""The register of numbers."""

from uuid import UUID

from litestar import get
from litestar.params import FromQuery
from litestar.response import Template

from bulletins.queries import kinds as kind_queries
from bulletins.queries import numbers as queries
from identity.rights import Right
from kernel.web import AnyRequest, actor, needs, page


@get("/numbers", guards=[needs(Right.ISSUE_READ)], include_in_schema=False)
async def register(
    request: AnyRequest, kind: FromQuery[UUID | None] = None, year: FromQuery[int | None] = None
) -> Template:
    """Every number of a kind and year, and what became of it."""
    me = actor(request)
    found = await queries.register(me, kind, year)
    return await page(request, "bulletins/numbers.html", register=found, kinds=await kind_queries.kinds(me))


ROUTES: list[object] = [register]
