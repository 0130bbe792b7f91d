"""One's own notices, and the bell that stands on every page.

- The bell asks every fifteen seconds and is told only what has changed; the list on an open page then fetches itself again. Asking
  and not a connection held open: browsers allow six of those to a server, and people open more pages than that.
- Asking does not lengthen the session.
"""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Template

from kernel.web import AnyRequest, Form, actor, done, page, signed_in
from notices import forms
from notices.commands import telling
from notices.queries import reading

MINE = [signed_in]
CHANGED = {"HX-Trigger": "notices-changed"}


@get("/notices", guards=MINE, include_in_schema=False)
async def notices(request: AnyRequest, before: Annotated[UUID | None, QueryParameter()] = None) -> Template:
    """The list, newest first."""
    viewer = actor(request)
    rows = await reading.for_me(viewer, before)
    shown = rows[: reading.PAGE]
    context: dict[str, Any] = {
        "rows": shown, "older": shown[-1].id if len(rows) > reading.PAGE else None,
        "unread": await reading.unread(viewer), "first": before is None, **forms.doors(viewer),
    }  # fmt: skip
    return await page(request, "notices/list.html", **context)


@get("/notices/bell", guards=MINE, include_in_schema=False)
async def bell(request: AnyRequest, had: Annotated[str, QueryParameter()] = "") -> Any:
    """What is new since the page `had` asked last; nothing when nothing is."""
    now = await reading.bell(actor(request))
    if had == f"{now['notices']}.{now['newest']}":
        return Response(None, status_code=204)
    return Template("notices/bell.html", context={"me": now}, headers=CHANGED)


@post("/notices/{id:uuid}/read", guards=MINE, include_in_schema=False)
async def read(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Mark one read, and go to what it is about when asked to."""
    read_one = await telling.read(form.call(request), id)
    return done(request, forms.after_reading(form, read_one))


@post("/notices/read", guards=MINE, include_in_schema=False)
async def read_all(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Mark all read."""
    await telling.read_all(form.call(request))
    return done(request, "/notices", "read_all")


ROUTES: list[object] = [notices, bell, read, read_all]
