"""Figures at a glance."""

from litestar import get
from litestar.response import Template

from bulletins.queries import overview as queries
from identity.rights import Right
from kernel.web import AnyRequest, actor, needs, page

READ = [needs(Right.ISSUE_READ, Right.SUBMISSION_READ_OWN, Right.INSTRUCTION_WRITE)]


@get("/figures", guards=READ, include_in_schema=False)
async def overview(request: AnyRequest) -> Template:
    """The viewer's own figures."""
    me = actor(request)
    return await page(
        request, "bulletins/overview.html", found=await queries.overview(me), office=me.may(Right.SUBMISSION_READ),
        appeals=me.may(Right.SCORE_APPEAL),
    )  # fmt: skip


ROUTES: list[object] = [overview]
