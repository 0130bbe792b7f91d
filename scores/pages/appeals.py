"""Pages of appeals: the list, one appeal, and the form a unit files it with."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from gate.commands import pass_gate
from identity.rights import Right
from kernel.errors import Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import stopped
from scores.commands import appeals as commands
from scores.forms import entries as forms
from scores.pages.common import correctable
from scores.queries import appeals as reads

READ = [needs(Right.SUBMISSION_READ, Right.SCORE_APPEAL)]
FILE = [needs(Right.SCORE_APPEAL)]


@get("/scores/appeals", guards=READ, include_in_schema=False)
async def listing(request: AnyRequest) -> Template:
    """Those this person may see."""
    me = actor(request)
    return await page(
        request, "scores/appeals.html", sheets=await reads.listing(me), office=me.may(Right.SUBMISSION_READ)
    )


@get("/scores/appeals/new/{of:uuid}", guards=FILE, include_in_schema=False)
async def new(request: AnyRequest, of: FromPath[UUID], line: FromQuery[str] = "") -> Template:
    """An empty form about one line."""
    return await _form(request, of, line)


@post("/scores/appeals", guards=FILE, include_in_schema=False)
async def file(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """File it."""
    call, of, line = form.call(request), form.uuid("of"), form.text("line")
    try:
        said = await pass_gate(call, forms.texts(form, "text"))
        made = await commands.file(call, of, line, said)
    except Refusal as refusal:
        if not correctable(refusal):
            raise
        return await _form(request, of, line, refusal, form.text("text"))
    return done(request, f"/scores/appeals/{made.id}", "score_appeal_filed")


@get("/scores/appeals/{id:uuid}", guards=READ, include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One appeal."""
    return await _show(request, id)


@post("/scores/appeals/{id:uuid}/{action:str}", guards=READ, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Uphold, reject, withdraw."""
    call = form.call(request)
    try:
        said = await pass_gate(call, forms.texts(form, "note", "points"))
        await commands.act(call, id, form.int("version"), action, said)
    except Refusal as refusal:
        if not correctable(refusal):
            raise
        return await _show(request, id, refusal, form, action)
    return done(request, f"/scores/appeals/{id}", "saved")


async def _form(request: AnyRequest, of: UUID, line: str, refusal: Refusal | None = None, typed: str = "") -> Template:
    about = await reads.about(actor(request), of)
    return await page(
        request, "scores/appeal_new.html", status=refusal.status if refusal else 200, of=of, line=line, about=about,
        refusal=refusal, stopped=stopped(refusal), typed=typed,
    )  # fmt: skip


async def _show(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, form: Form | None = None, opened: str = ""
) -> Template:
    typed = {name: values[0] for name, values in form.fields.items()} if form else {}
    return await page(
        request, "scores/appeal.html", status=refusal.status if refusal else 200,
        sheet=await reads.show(actor(request), id), refusal=refusal, stopped=stopped(refusal), typed=typed, opened=opened,
    )  # fmt: skip


ROUTES: list[object] = [listing, new, file, show, act]
