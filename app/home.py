"""待办, search, and the large-text switch: the pages that belong to no single record."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from app.frame import LARGE, TODO, leads
from app.templating import clock_view, message, moment
from bulletins.queries import desk, planning, questions
from bulletins.queries import search as bulletins_search
from bulletins.queries import waiting as bulletins_waiting
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock
from kernel.actor import Actor
from kernel.blindindex import QueryTooShort
from kernel.web import PUBLIC, AnyRequest, Form, actor, done, page, signed_in
from kernel.work import Found, WorkItem
from submissions.queries import assignments as submission_assignments
from submissions.queries import debts, events, mine, periods, phone
from submissions.queries import lists as submission_lists

WAITING = (
    submission_lists.waiting,
    debts.in_hand,
    phone.waiting,
    events.waiting,
    periods.waiting,
    submission_assignments.waiting,
    planning.waiting,
    questions.waiting,
    desk.waiting,
    bulletins_waiting.waiting,
    identity.waiting,
)
GROUPS = (("late", "red"), ("today", "yellow"), ("later", "blue"), ("open", "none"))


@get("/", guards=[signed_in], include_in_schema=False)
async def home(request: AnyRequest) -> Template | Redirect:
    """待办; for a leader their desk."""
    return Redirect("/leader", status_code=303) if leads(actor(request)) else await _todo(request)


@get(TODO, guards=[signed_in], include_in_schema=False)
async def todo(request: AnyRequest) -> Template:
    """What waits for me, grouped by clock."""
    return await _todo(request)


async def _todo(request: AnyRequest) -> Template:
    me = actor(request)
    items = [item for waiting in WAITING for item in await waiting(me)]
    return await page(
        request, "home/todo.html", groups=groups(items), today=clock.local(clock.now()).date(),
        focus=await mine.focus(me) if me.may(Right.SUBMISSION_WRITE) else [],
    )  # fmt: skip


@get("/search", guards=[signed_in], include_in_schema=False)
async def search(
    request: AnyRequest,
    q: FromQuery[str] = "",
    of: FromQuery[str] = "submissions",
    before: FromQuery[UUID | None] = None,
) -> Template:
    """Submissions or issues that contain the text, within rights, newest first."""
    found, wrong = Found(()), ""
    asked = q.strip()[:80]
    if asked:
        try:
            found = await _search(actor(request), asked, of, before)
        except QueryTooShort as refusal:
            wrong = message(refusal.code)
    return await page(
        request, "home/search.html", q=asked, of=of, found=found, wrong=wrong, status=422 if wrong else 200
    )


@post("/large-text", opt=PUBLIC, include_in_schema=False)
async def large_text(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Switch the large text on or off and stay on the page."""
    back = form.text("back", "/")
    answer = done(request, back if back.startswith("/") and not back.startswith("//") else "/")
    answer.set_cookie(LARGE, form.text("large"), max_age=31_536_000, path="/", samesite="lax", httponly=True)
    return answer


async def _search(me: Actor, q: str, of: str, before: UUID | None) -> Found:
    if of == "issues":
        return await bulletins_search.search(me, q, before)
    return await submission_lists.search(me, q, before)


def groups(items: list[WorkItem]) -> list[dict[str, Any]]:
    """The rows of 待办 in four groups, the most pressing first."""
    now = clock.now()
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    sorted_rows: dict[str, list[dict[str, Any]]] = {name: [] for name, _ in GROUPS}
    for item in sorted(items, key=lambda i: i.clock.due if i.clock else i.since):
        if item.clock is None:
            name = "open"
        elif item.clock.due < now:
            name = "late"
        else:
            name = "today" if item.clock.due < midnight else "later"
        sorted_rows[name].append(_row(item))
    return [{"tone": tone, "label": message(f"words.group_{name}"), "rows": sorted_rows[name]} for name, tone in GROUPS]


def _row(item: WorkItem) -> dict[str, Any]:
    return {
        "title": item.title, "href": item.url, "detail": item.detail or moment(item.since), "state": item.state,
        "state_tone": "", "unit": item.unit, "clock": clock_view(item.clock), "act": {"label": item.act, "href": item.url},
    }  # fmt: skip


ROUTES: list[object] = [home, todo, search, large_text]
