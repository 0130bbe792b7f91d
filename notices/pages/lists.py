"""One's own notices."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Template

from kernel.web import AnyRequest, Form, actor, done, page, signed_in
from notices import forms
from notices.commands import telling as commands
from notices.queries import reading as queries

MINE = [signed_in]


@get("/notices", guards=MINE, include_in_schema=False)
async def notices(request: AnyRequest, before: Annotated[UUID | None, QueryParameter()] = None) -> Template:
    """The list, newest first."""
    viewer = actor(request)
    rows = await queries.for_me(viewer, before)
    shown = rows[: queries.PAGE]
    context: dict[str, Any] = {
        "rows": shown,
        "older": shown[-1].id if len(rows) > queries.PAGE else None,
        "unread": await queries.unread(viewer),
        "mail": await queries.wants_mail(viewer),
    }
    return await page(request, "notices/list.html", **context)


@post("/notices/{id:uuid}/read", guards=MINE, include_in_schema=False)
async def read(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Mark one read, and go to what it is about when asked to."""
    read_one = await commands.read(form.call(request), id)
    return done(request, forms.after_reading(form, read_one))


@post("/notices/read", guards=MINE, include_in_schema=False)
async def read_all(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Mark all read."""
    await commands.read_all(form.call(request))
    return done(request, "/notices", "read_all")


@post("/notices/mail", guards=MINE, include_in_schema=False)
async def prefer(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Mail besides, or not."""
    await commands.prefer(form.call(request), mail=form.text("mail") == "1")
    return done(request, "/notices", "saved")


ROUTES: list[object] = [notices, read, read_all, prefer]
