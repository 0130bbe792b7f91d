"""The page of an issue's distribution: the list, narrowing, further readers, copies with how far they got, urging."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template

from bulletins.commands import circulation, narrowing, widening
from bulletins.forms import common as forms
from bulletins.forms import lists as list_forms
from bulletins.pages.refusals import TYPED_AGAIN
from bulletins.queries import distribution as queries
from gate import commands as gate
from identity.rights import Right
from kernel.errors import NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import stopped

READ = [needs(Right.ISSUE_READ)]
SAID = {"urge": "urged", "take_back": "taken_back", "ask": "widening_asked"}


@get("/issues/{id:uuid}/distribution", guards=READ, include_in_schema=False)
async def show(
    request: AnyRequest,
    id: FromPath[UUID],
    shown: Annotated[str, QueryParameter(name="show")] = "",
    after: FromQuery[int] = 0,
    find: FromQuery[str] = "",
) -> Template:
    """Who gets the issue, and how far the copies got."""
    return await _show(request, id, shown=shown, after=after, find=find)


@post("/issues/{id:uuid}/distribution/{action:str}", guards=READ, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Leave out, put back, ask for more, answer, say why, take back, urge."""
    try:
        await _act(request, id, action, form)
    except Refusal as refusal:
        if refusal.status not in TYPED_AGAIN:
            raise
        return await _show(request, id, shown=form.text("show"), refusal=refusal, form=form)
    back = {"show": form.text("show")} if form.text("show") else {}
    return done(request, f"/issues/{id}/distribution?{urlencode(back)}".rstrip("?"), SAID.get(action, "saved"))


@get("/widenings/{id:uuid}", guards=READ, include_in_schema=False)
async def where(request: AnyRequest, id: FromPath[UUID]) -> Response[None]:
    """A notice about further readers leads to the page of the issue."""
    issue = await queries.issue_of(actor(request), id)
    return Response(None, status_code=303, headers={"Location": f"/issues/{issue}/distribution#asked"})


async def _act(request: AnyRequest, id: UUID, action: str, form: Form) -> None:
    call = form.call(request)
    match action:
        case "leave_out":
            await narrowing.leave_out(call, id, form.int("version"), list_forms.wanted(form))
        case "put_back":
            await narrowing.put_back(call, id, form.int("version"), list_forms.wanted(form))
        case "urge":
            await circulation.urge(call, id, list_forms.ids(form, "delivery"))
        case "ask":
            said = await gate.pass_gate(call, forms.texts(form, "note"))
            await widening.ask(call, id, list_forms.wanted(form), said)
        case "decide":
            said = await gate.pass_gate(call, forms.texts(form, "note"))
            await widening.decide(call, form.uuid("widening"), form.int("version"), form.text("answer"), said)
        case "explain":
            said = await gate.pass_gate(call, forms.texts(form, "note"))
            await circulation.explain(call, id, form.int("version"), said)
        case "take_back":
            said = await gate.pass_gate(call, forms.texts(form, "note"))
            await circulation.take_back(call, id, list_forms.ids(form, "delivery"), said)
        case _:
            raise NotFound


async def _show(  # noqa: PLR0913 - where the page stands
    request: AnyRequest, id: UUID, *, shown: str = "", after: int = 0, find: str = "", refusal: Refusal | None = None,
    form: Form | None = None,
) -> Template:  # fmt: skip
    me = actor(request)
    panel = await queries.panel(me, id, shown, max(after, 0))
    return await page(
        request, "bulletins/distribution.html", status=refusal.status if refusal else 200, panel=panel,
        refusal=refusal, stopped=stopped(refusal), shown=shown if shown in queries.SHOWN else "", after=after, find=find,
        found=await queries.candidates(me, id, find) if panel.may_ask else [],
        typed=form.text("note") if form else "", ticked=form.all("readers") if form else [],
    )  # fmt: skip


ROUTES: list[object] = [show, act, where]
