"""Applying for an account: from outside with a number and a code, from inside for a colleague (SUB-17).

- Here, because the form passes the marking gate, which stands above the register.
- The page outside answers the same for a number that does not exist and for a wrong code.
- The code stands on one page only, right after filing; it is in no address, no cookie, no log.
"""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Template

from gate import commands as gate
from identity.commands import applications as commands
from identity.errors import ThirdLiaison, TooManyApplications
from identity.queries import applications as application_reads
from identity.queries import register
from identity.rights import Right
from identity.workflow.applications import APPLICATION, ApplicationState
from kernel.actor import Call
from kernel.errors import Invalid, Refusal
from kernel.web import PUBLIC, AnyRequest, Form, actor, done, needs, page
from marking.cleared import Cleared
from marking.errors import Held, MarkingFound
from marking.told import declared, stopped

WORDS = ("company", "name", "post", "phone", "mail", "why")
SHOWN_AGAIN = (Invalid, TooManyApplications, ThirdLiaison, MarkingFound, Held)
FILES = needs(Right.APPLICATION_FILE)


def _guest(request: AnyRequest, key: str = "") -> Call:
    return Call(commands.guest(request.client.host if request.client else ""), key)


@get("/apply", opt=PUBLIC, include_in_schema=False)
async def blank(request: AnyRequest) -> Template:
    """The form, for everyone."""
    return await _form(request, "identity/apply.html")


@post("/apply", opt=PUBLIC, include_in_schema=False)
async def apply(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """File an application; the answer shows number and code, once."""
    call = _guest(request, form.key)
    try:
        await commands.require_try(call.actor.terminal)
        filed = await commands.file(call, await _examined(call, form))
    except SHOWN_AGAIN as refusal:
        return await _form(request, "identity/apply.html", form, refusal)
    return await page(request, "identity/applied.html", number=filed.more["number"], code=commands.code_of(filed.id))


@get("/apply/state", opt=PUBLIC, include_in_schema=False)
async def ask(request: AnyRequest) -> Template:
    """The form that asks for number and code."""
    return await page(request, "identity/apply_state.html", item=None, refusal=None, number="", code="", note="")


@post("/apply/state", opt=PUBLIC, include_in_schema=False)
async def state(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """How far it has come; or withdraw it."""
    number, code = form.text("number")[:40], form.text("code")[:40]
    context: dict[str, Any] = {"item": None, "refusal": None, "number": number, "code": "", "note": ""}
    try:
        if form.text("act") == "withdraw":
            await commands.withdraw(_guest(request), number, code)
        item = await commands.with_code(number, code)
    except Refusal as refusal:
        return await page(request, "identity/apply_state.html", status=refusal.status, **context | {"refusal": refusal})
    context |= {
        "item": item, "state": ApplicationState(item.state), "steps": APPLICATION.steps(item.state), "code": code,
        "note": await application_reads.applied_note(item), "open": item.state in application_reads.APPLICATION_OPEN,
    }  # fmt: skip
    return await page(request, "identity/apply_state.html", **context)


@get("/applications/new", guards=[FILES], include_in_schema=False)
async def blank_own(request: AnyRequest) -> Template:
    """The form for a colleague of one's own unit."""
    return await _form(request, "identity/application_new.html", unit=(await register.me(actor(request)))["unit"])


@post("/applications", guards=[FILES], include_in_schema=False)
async def apply_own(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """File it."""
    call, unit = form.call(request), (await register.me(actor(request)))["unit"]
    try:
        filed = await commands.file_own(call, await _examined(call, form, unit))
    except SHOWN_AGAIN as refusal:
        return await _form(request, "identity/application_new.html", form, refusal, unit=unit)
    return done(request, f"/applications/{filed.id}", "application_filed")


async def _examined(call: Call, form: Form, company: str = "") -> Cleared:
    """Words and stamped form, through the gate. Raises MarkingFound, Held, Invalid."""
    words = {name: form.text(name) for name in WORDS} | ({"company": company} if company else {})
    files = [(each.name, each.data) for each in form.files if each.field == "files"]
    commands.require_short(words, [len(data) for _, data in files])
    return await gate.pass_gate(call, words, files, declared=declared(form.text("declared")))


async def _form(
    request: AnyRequest, name: str, form: Form | None = None, refusal: Refusal | None = None, unit: str = ""
) -> Template:
    typed = {word: form.text(word) for word in (*WORDS, "asked", "declared")} if form else {}
    chosen = [each.name for each in form.files] if form else []
    return await page(
        request, name, status=refusal.status if refusal else 200, typed=typed, refusal=refusal, unit=unit,
        stopped=stopped(refusal), chosen=chosen,
    )  # fmt: skip


ROUTES: list[object] = [blank, apply, ask, state, blank_own, apply_own]
