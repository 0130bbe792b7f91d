"""The lists: a unit's submissions, the office's desk; and what other pages choose from."""

from collections.abc import Coroutine, Iterable
from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Template

from identity.queries import register as identity
from identity.rights import Right
from kernel.errors import Forbidden
from kernel.reads import together
from kernel.web import AnyRequest, actor, framed, needs, page_in, signed_in
from submissions.forms import submissions as forms
from submissions.queries import kept as kept_views
from submissions.queries import lists as submission_lists
from submissions.rules.records import Choice, Lists
from submissions.rules.views import Listed
from submissions.workflow.submission import State

STATES = [(state.value, state.label) for state in State]


def reads(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: people of a unit that reports, and people of the office."""
    signed_in(connection, handler)
    if not (connection.user.may(Right.SUBMISSION_READ_OWN) or connection.user.may(Right.SUBMISSION_READ)):
        raise Forbidden(action="")


@get("/submissions", guards=[reads], include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """The viewer's submissions."""
    me = actor(request)
    query = forms.query_of(request.query_params)
    listed = submission_lists.listing(me, forms.wanted(query))
    return await _list_page(request, "submissions/index.html", query, listed, "submissions")


@get("/desk", guards=[needs(Right.SUBMISSION_READ)], include_in_schema=False)
async def desk(request: AnyRequest) -> Template:
    """What units have sent, the most pressing first."""
    me = actor(request)
    query = forms.query_of(request.query_params)
    listed = submission_lists.listing(me, forms.wanted(query, (State.SUBMITTED,), "due"))
    return await _list_page(request, "submissions/desk.html", query, listed, "desk")


def options(entries: Iterable[Choice]) -> list[tuple[str, str]]:
    """The entries of a list for a field of choices."""
    return [(entry.code, entry.label) for entry in entries]


def choices(lists: Lists) -> dict[str, list[tuple[str, str]]]:
    """What the fields of a submission offer, by list."""
    return {name: options(getattr(lists, name)) for name in ("categories", "urgencies", "genres", "levels")}


async def _list_page(
    request: AnyRequest, template: str, query: dict[str, str], listing: Coroutine[Any, Any, Listed], list_page: str
) -> Template:
    """A list with what stands around it, all of it read together."""
    me = actor(request)
    async with together() as begin:
        reading, frame = begin(listing), begin(framed(request))
        choosing, keeping = begin(submission_lists.lists(me)), begin(kept_views.of(me, list_page))
        naming = begin(identity.units(me)) if me.office else None
        counting = begin(submission_lists.waiting_count(me)) if list_page == "desk" else None
        listed = await reading
        context: dict[str, Any] = {
            "query": query, "lines": listed.lines, "prev": forms.token(listed.prev), "next": forms.token(listed.next),
            "states": STATES, "choices": choices(await choosing), "office": me.office, "list_page": list_page,
            "units": [(str(unit.id), unit.name) for unit in await naming] if naming else [],
            "may_write": me.may(Right.SUBMISSION_WRITE), "may_enter": me.may(Right.ENTRY_WRITE),
            "may_export": me.may(Right.SUBMISSION_EXPORT),
            "kept": [(view, urlencode(view.query)) for view in await keeping],
            "known": urlencode({k: v for k, v in query.items() if k in forms.KEPT}),
            "waiting": await counting if counting else 0,
        }  # fmt: skip
        return page_in(await frame, request, template, **context)


ROUTES: list[object] = [index, desk]
