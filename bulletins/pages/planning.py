"""Pages of planning: the board of a week, and a day that owes an issue.

- Everything on the board is a form that works by keyboard and without a script; dragging fills in and sends the same
  forms.
"""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.commands import daily, ending, planning
from bulletins.commands import issues as commands
from bulletins.forms import common
from bulletins.forms import planning as forms
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import planning as queries
from bulletins.rules.ending import REASONS
from gate import commands as gate
from identity.rights import Right
from kernel import clock
from kernel.actor import Call
from kernel.db import Done
from kernel.errors import NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.cleared import Cleared
from marking.told import stopped

READ = [needs(Right.ISSUE_READ)]
BOARD = "/issues/plan"
CHOICES = {f"{name}_reasons": [(one.value, one.label) for one in reasons] for name, reasons in REASONS.items()}


@get(BOARD, guards=READ, include_in_schema=False)
async def board(request: AnyRequest, week: FromQuery[str] = "") -> Template:
    """The issues of a week by kind and day."""
    within = forms.week(week, clock.local(clock.now()).date())
    return await page(request, "bulletins/plan.html", board=await queries.board(actor(request), within))


@post(BOARD, guards=[needs(Right.ISSUE_COMPILE)], include_in_schema=False)
async def open_issue(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Begin an issue for a day."""
    day = form.given_day("day")
    await commands.open_issue(form.call(request), form.uuid("kind"), day)
    return done(request, f"{BOARD}?week={day}", "issue_opened")


@get("/issues/days/{id:uuid}", guards=READ, include_in_schema=False)
async def day(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """A day that owes an issue."""
    return await _day(request, id)


@post("/issues/days/{id:uuid}/excuse", guards=[needs(Right.ISSUE_APPROVE)], include_in_schema=False)
async def excuse(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Template | Response[None]:
    """Why there is no issue that day."""
    call = form.call(request)
    try:
        said = await gate.pass_gate(call, common.texts(form, "note"))
        await daily.excuse(call, id, form.int("version"), said)
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _day(request, id, refusal, form)
    return done(request, f"/issues/days/{id}", "done")


@post("/kinds/{id:uuid}/hours", guards=[needs(Right.KIND_EDIT)], include_in_schema=False)
async def hours(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """When a daily kind is put together and due, from tomorrow on."""
    await daily.set_hours(form.call(request), id, forms.minutes(form, "assemble"), forms.minutes(form, "due"))
    return done(request, f"/kinds/{id}", "saved")


async def act(call: Call, id: UUID, version: int, action: str, form: Form) -> Done:
    """The acts on an issue that belong to planning and ending; called by the issue's own page. Raises NotFound."""
    match action:
        case "plan":
            return await planning.plan(call, id, version, form.day("day"))
        case "reorder":
            return await commands.arrange(call, id, version, forms.order(form))
        case "embargo":
            return await planning.embargo(call, id, version, form.moment("embargo"))
        case "schedule" | "unschedule":
            return await planning.schedule(call, id, version, form.moment("moment") if action == "schedule" else None)
        case "discard" | "void" | "recall":
            return await ending.end(call, id, version, action, await _said(call, form))
        case "correct":
            return await ending.correct(call, id, version, await _said(call, form))
        case _:
            raise NotFound(action=action)


def back(form: Form, otherwise: str) -> str:
    """Where the page that sent the form is."""
    asked = form.text("back")
    return asked if asked.startswith((f"{BOARD}?week=", "/issues/")) and "//" not in asked else otherwise


async def _said(call: Call, form: Form) -> Cleared:
    chosen = {"reason": form.text("reason")[:40], "unadopt": "1" if form.text("unadopt") else ""}
    return await gate.pass_gate(call, common.texts(form, "note") | chosen)


async def _day(request: AnyRequest, id: UUID, refusal: Refusal | None = None, form: Form | None = None) -> Template:
    owed, kind, said = await queries.duty(actor(request), id)
    return await page(
        request, "bulletins/day.html", status=refusal.status if refusal else 200, owed=owed, kind=kind, said=said,
        refusal=refusal, stopped=stopped(refusal), values={"note": form.text("note")} if form else {},
    )  # fmt: skip


ROUTES: list[object] = [board, open_issue, day, excuse, hours]
