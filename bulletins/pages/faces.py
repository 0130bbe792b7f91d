"""The page on which an editor writes what leaders read first of an article."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bulletins.commands import faces as commands
from bulletins.forms import common as forms
from bulletins.pages.refusals import TYPED_AGAIN
from bulletins.queries import leader as queries
from gate import commands as gate
from identity.rights import Right
from kernel.errors import Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import stopped


@get("/articles/{id:uuid}/face", guards=[needs(Right.ARTICLE_READ)], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """What stands there now, and what would without it."""
    return await _shown(request, id)


@post("/articles/{id:uuid}/face", guards=[needs(Right.ARTICLE_EDIT)], include_in_schema=False)
async def write(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Template | Response[None]:
    """Keep it, or take it away."""
    call = form.call(request)
    try:
        await commands.write(call, id, await gate.pass_gate(call, forms.texts(form, "face")))
    except Refusal as refusal:
        if refusal.status not in TYPED_AGAIN:
            raise
        return await _shown(request, id, refusal, form.text("face"))
    return done(request, f"/articles/{id}", "saved")


async def _shown(request: AnyRequest, id: UUID, refusal: Refusal | None = None, typed: str | None = None) -> Template:
    sheet = await queries.face_sheet(actor(request), id)
    return await page(
        request, "bulletins/face.html", status=refusal.status if refusal else 200, sheet=sheet, refusal=refusal,
        stopped=stopped(refusal), typed=sheet.written if typed is None else typed,
    )  # fmt: skip


ROUTES: list[object] = [show, write]
