"""A reader's four boxes, and reading handed over while one is away (LE-03, LE-04)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.commands import handover as commands
from bulletins.forms import lists as forms
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import boxes as queries
from bulletins.queries.boxes import Box
from identity.rights import Right
from kernel import clock
from kernel.errors import Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page

READ = [needs(Right.DELIVERY_READ)]


@get("/deliveries", guards=READ, include_in_schema=False)
async def listing(request: AnyRequest, box: FromQuery[str] = "", before: FromQuery[UUID | None] = None) -> Template:
    """One of the four boxes; what waits to be read first."""
    chosen = Box(box) if box in set(Box) else Box.TO_READ
    found = await queries.boxes(actor(request), chosen, before)
    query: dict[str, Any] = {"box": chosen.value}
    return await page(request, "bulletins/deliveries.html", boxes=found, query=query, every=list(Box))


@get("/deliveries/handover", guards=READ, include_in_schema=False)
async def handed(request: AnyRequest) -> Template:
    """What I handed over and what was handed to me."""
    return await _handed(request)


@post("/deliveries/handover", guards=READ, include_in_schema=False)
async def give(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Hand my reading over for some days."""
    try:
        first, last = forms.span(form)
        await commands.give(form.call(request), form.uuid("deputy"), first, last)
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _handed(request, refusal, form)
    return done(request, "/deliveries/handover", "reading_given")


@post("/deliveries/handover/{id:uuid}/revoke", guards=READ, include_in_schema=False)
async def revoke(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Take it back."""
    await commands.revoke(form.call(request), id, form.int("version"))
    return done(request, "/deliveries/handover", "reading_revoked")


async def _handed(request: AnyRequest, refusal: Refusal | None = None, form: Form | None = None) -> Template:
    me = actor(request)
    return await page(
        request, "bulletins/handover.html", status=refusal.status if refusal else 200, given=await queries.handed(me),
        deputies=await queries.deputies(me), today=clock.local(clock.now()).date(), refusal=refusal,
        typed={name: values[0] for name, values in form.fields.items()} if form else {},
    )  # fmt: skip


ROUTES: list[object] = [listing, handed, give, revoke]
