"""What sub-units send through their parent unit: to be passed on or sent back, and what became of it (SUB-01)."""

from litestar import get
from litestar.response import Template

from identity.queries import register as identity
from identity.rights import Right
from kernel.web import AnyRequest, actor, needs, page
from submissions.forms import submissions as forms
from submissions.queries import forwarding
from submissions.workflow.submission import State


@get("/forwarding", guards=[needs(Right.SUBMISSION_READ_OWN)], include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """Texts of the units below the viewer's own."""
    me = actor(request)
    query = forms.query_of(request.query_params)
    listed = await forwarding.passing(me, forms.wanted(query))
    below = [unit for unit in await identity.units(me) if unit.parent == me.unit]
    return await page(
        request, "submissions/forwarding.html", lines=listed.lines, prev=forms.token(listed.prev),
        next=forms.token(listed.next), query=query, below=below,
        states=[(state.value, state.label) for state in (State.TO_FORWARD, State.SUBMITTED, State.RETURNED, State.ADOPTED)],
    )  # fmt: skip


ROUTES: list[object] = [index]
