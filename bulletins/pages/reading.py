"""The page an issue is read on.

- Opening a copy is noted when its page is first shown; confirming is a button.
- The reading page shows the pages' words large, like the bulletin itself; a leader writes on it.
"""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from markupsafe import Markup

from bulletins.commands import deliveries as commands
from bulletins.commands import instructions
from bulletins.forms import common as forms
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import deliveries as queries
from bulletins.queries.common import dated
from gate import commands as gate
from identity.rights import Right
from kernel import seen
from kernel.actor import Call
from kernel.errors import NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import stopped
from typeset.reading import html

READ = [needs(Right.DELIVERY_READ)]


@get("/deliveries/{id:uuid}", guards=READ, include_in_schema=False)
async def read(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """Read an issue."""
    await commands.open_delivery(Call(actor(request)), id)
    return await _read(request, id)


@post("/deliveries/{id:uuid}/{action:str}", guards=READ, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """已阅, or write an instruction on what is being read."""
    call = form.call(request)
    if action == "accept":
        await commands.accept(call, id, form.int("version"))
        return done(request, f"/deliveries/{id}", "delivery_accepted")
    if action != "instruct":
        raise NotFound
    reading = await queries.reading(actor(request), id)
    try:
        said = await gate.pass_gate(call, forms.texts(form, "text"))
        article = form.chosen("article")
        await instructions.register(call, reading.issue.id, article, said)
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _read(request, id, refusal, form)
    return done(request, f"/deliveries/{id}", "instruction_registered")


async def _read(request: AnyRequest, id: UUID, refusal: Refusal | None = None, form: Form | None = None) -> Template:
    me = actor(request)
    reading = await queries.reading(me, id)
    await seen.mark(me, "delivery", id)
    return await page(
        request, "bulletins/read.html", status=refusal.status if refusal else 200,
        dated=dated(reading.issue), reading=reading, refusal=refusal, stopped=stopped(refusal),
        bodies={card.article.id: Markup(html(card.article.body)) for card in reading.cards},  # noqa: S704 - sanitised
        typed=form.text("text") if form else "", chosen=form.text("article") if form else "",
    )  # fmt: skip


ROUTES: list[object] = [read, act]
