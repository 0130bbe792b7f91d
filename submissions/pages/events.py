"""Events: the list, and one page for the chain of reports (SUB-05, SUB-06, DU-03)."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template
from markupsafe import Markup

from identity.rights import Right
from kernel import seen
from kernel.errors import Invalid, NotAllowedNow, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.errors import Held, MarkingFound
from marking.told import stopped
from submissions.commands import events, same
from submissions.forms import emergencies as forms
from submissions.forms import submissions as writing_forms
from submissions.pages.lists import reads
from submissions.queries import events as event_reads
from submissions.rules.emergencies import EventSheet
from submissions.workflow.events import EVENT_KIND, EventState
from typeset.reading import html

SCREEN = [needs(Right.SUBMISSION_SCREEN)]
Answer = Template | Response[None]
SHOWN_AGAIN = (Invalid, MarkingFound, Held, NotAllowedNow)
Standing = Annotated[str, QueryParameter(name="state")]


@get("/events", guards=[reads], include_in_schema=False)
async def index(
    request: AnyRequest, standing: Standing = "", kind: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Template:
    """Events that go on, or all."""
    states = tuple(EventState) if standing == "all" else (EventState.OPEN,)
    lines, more = await event_reads.listing(actor(request), states, kind, forms.place(after))
    return await page(
        request, "submissions/events.html", lines=lines, state=standing, kind=kind,
        following=writing_forms.token(lines[-1].key) if more else "",
    )  # fmt: skip


@post("/events/begin", guards=[reads], include_in_schema=False)
async def begin(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Follow a major decision in stages."""
    made = await events.begin(form.call(request), form.uuid("submission"))
    return done(request, f"/events/{made.id}", "event_begin")


@get("/events/{id:uuid}", guards=[reads], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The chain of reports."""
    return await _event(request, id)


@post("/events/gather", guards=SCREEN, include_in_schema=False)
async def gather(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """What several units reported of one thing: a new event, or more for one. By hand, by number."""
    into = form.chosen("into")
    try:
        found = await event_reads.numbered(actor(request), form.text("numbers"))
        chosen = [*found, *forms.several(form, "submission")]
        made = await same.gather(form.call(request), chosen, into)
    except SHOWN_AGAIN as refusal:
        if into is None:
            raise
        return await _event(request, into, refusal, "gather")
    return done(request, f"/events/{made.id}", "event_gather")


@post("/events/{id:uuid}/leave", guards=SCREEN, include_in_schema=False)
async def leave(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """A report is of something else."""
    await same.leave(form.call(request), form.uuid("submission"))
    return done(request, f"/events/{id}", "event_leave")


@post("/events/{id:uuid}/draft", guards=[needs(Right.SUBMISSION_WRITE)], include_in_schema=False)
async def draft(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """Begin the next report."""
    try:
        made = await events.draft_next(form.call(request), id, forms.kind(form), form.chosen("stage"))
    except SHOWN_AGAIN as refusal:
        return await _event(request, id, refusal)
    return done(request, f"/submissions/{made.id}/edit")


@post("/events/{id:uuid}/plan", guards=[reads], include_in_schema=False)
async def plan(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Answer:
    """Set when a stage report is due."""
    try:
        await events.plan(form.call(request), id, form.given_moment("due"), form.chosen("stage"))
    except SHOWN_AGAIN as refusal:
        return await _event(request, id, refusal, "plan")
    return done(request, f"/events/{id}", "event_plan")


@post("/events/{id:uuid}/{action:str}", guards=[needs(Right.SUBMISSION_SCREEN)], include_in_schema=False)
async def act(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Answer:
    """Join, take apart, daily reports and back."""
    try:
        await events.act(form.call(request), id, form.int("version"), action, form.chosen("into"))
    except SHOWN_AGAIN as refusal:
        return await _event(request, id, refusal, action)
    return done(request, f"/events/{id}", f"event_{action}")


async def _event(request: AnyRequest, id: UUID, refusal: Refusal | None = None, opened: str = "") -> Template:
    me = actor(request)
    sheet = await event_reads.sheet(me, id)
    await seen.mark(me, EVENT_KIND, id)
    return await page(
        request, "submissions/event.html", status=refusal.status if refusal else 200, sheet=sheet,
        bodies=_bodies(sheet), refusal=refusal, stopped=stopped(refusal), opened=opened,
    )  # fmt: skip


def _bodies(sheet: EventSheet) -> dict[UUID, Markup]:
    """The texts of the reports, as pages."""
    return {one.submission: Markup(html(one.body)) for one in sheet.reports}  # noqa: S704 - html() has cleaned it


ROUTES: list[object] = [index, begin, gather, show, leave, draft, plan, act]
