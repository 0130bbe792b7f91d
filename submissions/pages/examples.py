"""Examples: adopted texts the editors hold up for everyone who reports (LO-06)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from markupsafe import Markup

from gate import commands as gate
from identity.rights import Right
from kernel.errors import Invalid, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import examples as commands
from submissions.errors import NoExample
from submissions.pages.lists import reads
from submissions.queries import examples
from typeset.reading import html

MARK = [needs(Right.ARTICLE_EDIT)]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, NoExample)


@get("/examples", guards=[reads], include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """All of them."""
    me = actor(request)
    return await page(
        request, "submissions/examples.html", rows=await examples.shown(me), office=me.may(Right.SUBMISSION_READ)
    )


@get("/examples/{id:uuid}", guards=[reads], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One text as every unit sees it; an editor marks it here."""
    return await _show(request, id, "")


@post("/examples/{id:uuid}/mark", guards=MARK, include_in_schema=False)
async def mark(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Template | Response[None]:
    """Hold it up."""
    call, why = form.call(request), form.text("why")[:1000]
    try:
        await commands.mark(call, id, await gate.pass_gate(call, {"why": why}))
    except SHOWN_AGAIN as refusal:
        return await _show(request, id, why, refusal)
    return done(request, f"/examples/{id}", "example_marked")


@post("/examples/{id:uuid}/withdraw", guards=MARK, include_in_schema=False)
async def withdraw(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Hold it up no more."""
    await commands.withdraw(form.call(request), id)
    return done(request, f"/examples/{id}", "done")


async def _show(request: AnyRequest, id: UUID, typed: str, refusal: Refusal | None = None) -> Template:
    me = actor(request)
    example = await examples.show(me, id)
    context: dict[str, Any] = {
        "example": example, "body": Markup(html(example.body)), "may_mark": me.may(Right.ARTICLE_EDIT), "typed": typed,  # noqa: S704
        "refusal": refusal, "stopped": stopped(refusal),
    }  # fmt: skip
    return await page(request, "submissions/example.html", status=refusal.status if refusal else 200, **context)


ROUTES: list[object] = [index, show, mark, withdraw]
