"""Pages of instructions."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template

from bulletins.commands import instructions as commands
from bulletins.forms import common as forms
from bulletins.queries import instructions as queries
from bulletins.workflow.instruction import READERS, InstructionState
from gate import commands as gate
from kernel import seen
from kernel.errors import NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page, signed_in
from marking.told import stopped


@get("/instructions", guards=[needs(*READERS)], include_in_schema=False)
async def listing(
    request: AnyRequest,
    at: Annotated[str, QueryParameter(name="state")] = "",
    before: FromQuery[UUID | None] = None,
    density: FromQuery[str] = "",
) -> Template:
    """Those this person may see, newest first."""
    lines, more = await queries.listing(actor(request), at, before)
    states = [(member.value, member.label) for member in InstructionState]
    query = {"state": at, "density": density}
    return await page(
        request, "bulletins/instructions.html", lines=lines, more=more, states=states, query=query, first=before is None
    )


@get("/instructions/{id:uuid}", guards=[signed_in], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One instruction."""
    return await _show(request, id)


@post("/instructions/{id:uuid}/{action:str}", guards=[signed_in], include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Route, answer, close."""
    call, version = form.call(request), form.int("version")
    try:
        match action:
            case "route":
                await commands.route(call, id, version, forms.ids(form, "units"), forms.day(form, "due"))
            case "answer":
                said = await gate.pass_gate(call, forms.texts(form, "text"))
                await commands.answer(call, id, version, said)
            case "close":
                await commands.close(call, id, version)
            case _:
                raise NotFound
    except Refusal as refusal:
        if refusal.status != 422:  # noqa: PLR2004 - what can be corrected in the form
            raise
        return await _show(request, id, refusal, form, action)
    return done(request, f"/instructions/{id}", "done")


async def _show(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, form: Form | None = None, action: str = ""
) -> Template:
    me = actor(request)
    sheet = await queries.show(me, id)
    await seen.mark(me, "instruction", id)
    proposed = {"units": list(sheet.suggested), "due": sheet.due.isoformat() if sheet.due else ""}
    typed = {"units": form.all("units"), "due": form.text("due"), "text": form.text("text")} if form else {}
    return await page(
        request, "bulletins/instruction.html", status=refusal.status if refusal else 200, sheet=sheet,
        refusal=refusal, stopped=stopped(refusal),
        opened=action, values=typed,
        proposed=proposed,
    )  # fmt: skip


ROUTES: list[object] = [listing, show, act]
