"""Pages of assignments: the board, giving an order, an order's page, a task's page.

- Before an order is issued the same page shows what units carry, what was asked already and what the catalogue has;
  looking stores nothing.
- A refused form comes back with everything that was typed.
"""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from gate import commands as gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock, seen
from kernel.actor import Actor
from kernel.errors import Forbidden, Invalid, NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, as_file, done, needs, page, signed_in
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import assignments as commands
from submissions.commands import tasks
from submissions.errors import FileTooLarge
from submissions.forms import assignments as forms
from submissions.forms import submissions as paging
from submissions.forms.submissions import optional_uuid
from submissions.pages.lists import options
from submissions.queries import assignments as board_queries
from submissions.queries import lists as submission_lists
from submissions.queries import orders as order_queries
from submissions.queries import tasks as task_queries
from submissions.rules.assignments import (
    KIND,
    LARGEST_FILE,
    LIMITS,
    MOST_FILES,
    ORDER_KIND,
    Decision,
    Measure,
    OrderKind,
    Outcome,
)
from submissions.workflow.assignments import ORDER, TASK, order_visible

Answer = Template | Response[None]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, FileTooLarge)
FIRST = {"kind": OrderKind.SOLICITED.value, "category": "assigned", "genre": "overview", "asks_data": "no"}


def concerned(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: people of a unit that can be asked, and people of the office's desks."""
    signed_in(connection, handler)
    if not (connection.user.may(Right.SUBMISSION_READ_OWN) or connection.user.may(Right.ASSIGNMENT_READ)):
        raise Forbidden(action="")


@get("/assignments", guards=[concerned], include_in_schema=False)
async def board(request: AnyRequest) -> Template:
    """The office's board; a unit's own tasks."""
    return await _board(request)


async def _board(request: AnyRequest, refusal: Invalid | None = None, typed: dict[str, str] | None = None) -> Template:
    me, query = actor(request), forms.board_query(request.query_params)
    beyond, backwards = forms.place(query)
    found = await board_queries.board(
        me,
        forms.TABS[query["tab"]],
        unit=optional_uuid(query.get("unit", "")),
        beyond=beyond,
        backwards=backwards,
    )
    units = await identity.units(me) if order_visible(me) else []
    return await page(
        request, "submissions/assignments.html", board=found, query=query, tabs=forms.TABS,
        office=order_visible(me), units=[(str(unit.id), unit.name) for unit in units if not unit.office],
        prev=paging.token(found.prev), next=paging.token(found.next), may_order=me.may(Right.ASSIGNMENT_ORDER),
        may_consent=me.may(Right.ASSIGNMENT_CONSENT), asked=await board_queries.asked_orders(me),
        quotas=await board_queries.quotas(me), measures=[(measure.value, measure.label) for measure in Measure],
        refusal=refusal, typed=typed or {}, status=refusal.status if refusal else 200,
    )  # fmt: skip


@post("/assignments/quotas", guards=[needs(Right.ASSIGNMENT_CONSENT)], include_in_schema=False)
async def set_quota(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """How much may be asked of every unit, or (`own`) of one, from today on."""
    call = form.call(request)
    try:
        unit = form.uuid("unit") if form.text("own") else None
        await commands.set_quota(call, form.text("measure"), form.int("most"), unit)
    except Invalid as refusal:
        return await _board(
            request, refusal, {name: form.text(name)[:60] for name in ("measure", "most", "unit", "own")}
        )
    return done(request, "/assignments", "quota_set")


@post("/assignments/quotas/end", guards=[needs(Right.ASSIGNMENT_CONSENT)], include_in_schema=False)
async def end_quota(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """What holds for every unit holds for this one again."""
    await commands.end_quota(form.call(request), form.text("measure"), form.uuid("unit"))
    return done(request, "/assignments", "quota_ended")


@get("/assignments/new", guards=[needs(Right.ASSIGNMENT_ORDER)], include_in_schema=False)
async def blank(request: AnyRequest) -> Template:
    """An empty order."""
    return await _order_form(request, Form(), {**FIRST})


@post("/assignments/new", guards=[needs(Right.ASSIGNMENT_ORDER)], include_in_schema=False)
async def issue(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Look first (`act` = check), then issue."""
    if form.text("act") == "check":
        return await _order_form(request, form, _typed(form))
    call = form.call(request)
    try:
        chosen = forms.order(form)
        cleared = await gate.pass_gate(call, forms.texts(form), forms.files(form))
        made = await commands.issue(call, chosen, cleared)
    except SHOWN_AGAIN as refusal:
        return await _order_form(request, form, _typed(form), refusal)
    return done(request, f"/assignments/{made.id}", f"assignment_{made.state}")


@get("/assignments/{id:uuid}", guards=[concerned], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Answer:
    """An order, for the office; a unit goes on to its own task."""
    me = actor(request)
    if not order_visible(me):
        return done(request, f"/assignments/tasks/{await order_queries.task_for(me, id)}")
    return await _order(request, id)


@post("/assignments/{id:uuid}/{action:str}", guards=[concerned], include_in_schema=False)
async def act(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Answer:
    """Any move of an order."""
    call = form.call(request)
    if action not in ORDER.actions():
        raise NotFound
    try:
        cleared = await gate.pass_gate(call, forms.note(form))
        await commands.act(call, id, form.int("version"), action, cleared, optional_uuid(form.text("into")))
    except SHOWN_AGAIN as refusal:
        return await _order(request, id, refusal, action, form)
    return done(request, f"/assignments/{id}", "assignment_done")


@get("/assignments/{id:uuid}/files/{file:uuid}", guards=[concerned], include_in_schema=False)
async def download(request: AnyRequest, id: FromPath[UUID], file: FromPath[UUID]) -> Response[bytes]:
    """An attachment of an order, always as a download."""
    blob = await order_queries.file(actor(request), id, file)
    return as_file(blob.name, blob.data, blob.media)


@get("/assignments/tasks/{id:uuid}", guards=[concerned], include_in_schema=False)
async def show_task(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """A task."""
    return await _task(request, id)


@post("/assignments/tasks/{id:uuid}/answer", guards=[needs(Right.ASSIGNMENT_TAKE)], include_in_schema=False)
async def begin(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """A draft that answers the task; then its writing page."""
    call = form.call(request)
    cleared = await gate.pass_gate(call, await task_queries.beginning(call.actor, id))
    made = await tasks.begin(call, id, form.int("version"), cleared)
    return done(request, f"/submissions/{made.more['submission']}/edit")


@post("/assignments/tasks/{id:uuid}/link", guards=[needs(Right.ASSIGNMENT_TAKE)], include_in_schema=False)
async def link(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """A submission that is there already answers the task."""
    try:
        await tasks.link(form.call(request), id, form.int("version"), form.uuid("submission"))
    except Invalid as refusal:
        return await _task(request, id, refusal, "link")
    return done(request, f"/assignments/tasks/{id}", "assignment_linked")


@post("/assignments/tasks/{id:uuid}/unlink", guards=[needs(Right.ASSIGNMENT_TAKE)], include_in_schema=False)
async def unlink(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """It does not answer it after all."""
    await tasks.unlink(form.call(request), id, form.int("version"), form.uuid("submission"))
    return done(request, f"/assignments/tasks/{id}", "assignment_unlinked")


@post("/assignments/tasks/{id:uuid}/{action:str}", guards=[concerned], include_in_schema=False)
async def act_on_task(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Answer:
    """Any move of a task."""
    call = form.call(request)
    if action not in TASK.actions():
        raise NotFound
    try:
        cleared = await gate.pass_gate(call, forms.note(form))
        await tasks.act(call, id, form.int("version"), action, cleared, forms.given(form))
    except SHOWN_AGAIN as refusal:
        return await _task(request, id, refusal, action, form)
    return done(request, f"/assignments/tasks/{id}", "assignment_done")


def _typed(form: Form) -> dict[str, Any]:
    """Everything that was typed and chosen, for the form again."""
    typed: dict[str, Any] = {name: form.text(name) for name in (*forms.TEXTS, *forms.CHOSEN)}
    chosen = {str(each.unit): str(each.person or "") for each in forms.recipients(form)}
    return {**typed, "recipients": chosen, "looked": form.text("act") != ""}


async def _order_form(
    request: AnyRequest, form: Form, values: dict[str, Any], refusal: Refusal | None = None
) -> Template:
    me = actor(request)
    units = [each.unit for each in forms.recipients(form)]
    plan = await order_queries.plan(
        me, form.text("topic"), form.text("wanted"), units, asks_data=form.text("asks_data") == "yes"
    )
    lists = await submission_lists.lists(me)
    return await page(
        request, "submissions/assignment_new.html", status=refusal.status if refusal else 200, values=values, plan=plan,
        refusal=refusal, stopped=stopped(refusal), limits=LIMITS, most_files=MOST_FILES,
        largest_file=LARGEST_FILE // 1024 // 1024, kinds=[(kind.value, kind.label) for kind in OrderKind],
        decisions=[(decision.value, decision.label) for decision in Decision],
        categories=options(lists.categories), genres=options(lists.genres), chosen=[file.name for file in form.files],
    )  # fmt: skip


async def _order(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, opened: str = "", form: Form | None = None
) -> Template:
    me = actor(request)
    sheet = await order_queries.show(me, id)
    await seen.mark(me, ORDER_KIND, id)
    return await page(
        request, "submissions/assignment.html", sheet=sheet, orders=[(one.id, one.topic) for one in sheet.mergeable],
        **_again(refusal, opened, form),
    )  # fmt: skip


async def _task(
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, opened: str = "", form: Form | None = None
) -> Template:
    me = actor(request)
    sheet = await task_queries.show(me, id)
    await seen.mark(me, KIND, id)
    rooms = await order_queries.rooms(me) if _may_reassign(me) else ()
    return await page(
        request, "submissions/assignment_task.html", sheet=sheet, office=order_visible(me),
        outcomes=[(outcome.value, outcome.label) for outcome in Outcome],
        units=[(room.unit, room.name) for room in rooms if not room.load.full and room.unit != sheet.task.unit],
        proposed={"extend": {"due": clock.local(sheet.task.asked_due).date().isoformat() if sheet.task.asked_due else ""}},
        **_again(refusal, opened, form),
    )  # fmt: skip


def _may_reassign(me: Actor) -> bool:
    return order_visible(me) and me.may(Right.ASSIGNMENT_ORDER)


def _again(refusal: Refusal | None, opened: str, form: Form | None) -> dict[str, Any]:
    """What a refused move needs to stand open again."""
    names = ("note", "due", "person", "unit", "outcome", "into")
    return {
        "refusal": refusal, "stopped": stopped(refusal), "opened": opened, "limits": LIMITS,
        "typed": {name: form.text(name) for name in names} if form else {},
        "status": refusal.status if refusal else 200,
    }  # fmt: skip


ROUTES: list[object] = [
    board, set_quota, end_quota, blank, issue, show, act, download, show_task, begin, link, unlink, act_on_task,
]  # fmt: skip
