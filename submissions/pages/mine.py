"""An officer's own page, and what the editors look for."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from gate import commands as gate
from identity.rights import Right
from kernel import clock
from kernel.errors import Invalid, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import focus as commands
from submissions.queries import examples
from submissions.queries import mine as reads

OWN, KEEP = [needs(Right.SUBMISSION_READ_OWN)], [needs(Right.PERIOD_KEEP)]
FIELDS = ("title", "body", "first", "last")
SHOWN_AGAIN = (Invalid, MarkingFound, Held)


@get("/mine", guards=OWN, include_in_schema=False)
async def mine(request: AnyRequest, of: FromQuery[str] = "") -> Template:
    """What became of one's own texts, or of the unit's."""
    me, unit = actor(request), of == "unit"
    return await page(
        request, "submissions/mine.html", figures=await reads.figures(me, unit=unit), of="unit" if unit else "",
        focus=await reads.focus(me), examples=await examples.shown(me, 5), unit=await reads.unit_name(me, me.unit),
    )  # fmt: skip


@get("/focus", guards=KEEP, include_in_schema=False)
async def focus(request: AnyRequest) -> Template:
    """What is, was and will be looked for; the form of the next one."""
    return await _focus(request, {})


@post("/focus", guards=KEEP, include_in_schema=False)
async def publish(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Publish one."""
    call = form.call(request)
    typed = {name: form.text(name)[:4000] for name in FIELDS}
    try:
        first, last = form.given_day("first"), form.given_day("last")
        words = await gate.pass_gate(call, {name: typed[name] for name in commands.LIMITS})
        await commands.publish(call, first, last, words)
    except SHOWN_AGAIN as refusal:
        return await _focus(request, typed, refusal)
    return done(request, "/focus", "focus_published")


@post("/focus/{id:uuid}/withdraw", guards=KEEP, include_in_schema=False)
async def withdraw(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Take one down."""
    await commands.withdraw(form.call(request), id)
    return done(request, "/focus", "done")


async def _focus(request: AnyRequest, typed: dict[str, str], refusal: Refusal | None = None) -> Template:
    today = clock.local(clock.now()).date().isoformat()
    return await page(
        request, "submissions/focus.html", status=refusal.status if refusal else 200, refusal=refusal,
        rows=await reads.every_focus(actor(request)), typed={"first": today, **typed}, stopped=stopped(refusal),
    )  # fmt: skip


ROUTES: list[object] = [mine, focus, publish, withdraw]
