"""Ink as a picture: for its leader and for the office; nobody else is shown any."""

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from bulletins.pages.downloads import PRIVATE
from bulletins.queries import leader as queries
from bulletins.rules import ink
from identity.rights import Right
from kernel.web import AnyRequest, actor, needs


@get(
    "/instructions/{id:uuid}/ink",
    guards=[needs(Right.INSTRUCTION_READ, Right.INSTRUCTION_WRITE)],
    include_in_schema=False,
)
async def picture(request: AnyRequest, id: FromPath[UUID], cut: FromQuery[int] = 0) -> Response[bytes]:
    """The lines as SVG: a slip cut to what is written, ink on a page as large as the page, to lie over it; `cut`: to read."""
    drawn = await queries.ink_of(actor(request), id)
    return Response(ink.svg(drawn, cut=bool(cut)).encode(), media_type="image/svg+xml", headers=PRIVATE)


ROUTES: list[object] = [picture]
