"""Urging, and whom to phone."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Template

from identity.rights import Right
from kernel.errors import NotFound
from kernel.web import AnyRequest, Form, actor, done, needs, page
from notices import forms
from notices.commands import ladders, pressing
from notices.queries import reading, sending
from notices.rules import records
from notices.rules.outcomes import Result
from notices.rules.records import RecordKind

PRESS, CALL = [needs(Right.NOTICE_PRESS)], [needs(Right.NOTICE_CALL)]


@get("/notices/told", guards=PRESS, include_in_schema=False)
async def told(
    request: AnyRequest, record: Annotated[UUID, QueryParameter()], kind: Annotated[str, QueryParameter()] = ""
) -> Template:
    """Whom a record was told to, and what became of it."""
    found = forms.kind_of(kind)
    rows = await sending.told(actor(request), found, record)
    context: dict[str, Any] = {"rows": rows, "kind": found, "record": record, "url": records.place(found, record)}
    return await page(request, "notices/told.html", **context)


@post("/notices/press", guards=PRESS, include_in_schema=False)
async def press(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Urge the accounts and units ticked about a record the viewer may see."""
    viewer, kind, record = actor(request), forms.kind_of(form.text("kind")), form.uuid("record")
    if not await reading.visible(viewer, kind, record):
        raise NotFound
    accounts, units = forms.ids(form, "account"), forms.ids(form, "unit")
    urgent = form.text("urgent") == "1"
    await pressing.press(form.call(request), kind, record, accounts, units, urgent=urgent)
    return done(request, f"/notices/told?{urlencode({'kind': kind, 'record': record})}", "pressed")


@get("/notices/calls", guards=CALL, include_in_schema=False)
async def calls(request: AnyRequest) -> Template:
    """Whom to phone, the longest waiting first."""
    rows = await sending.to_phone(actor(request))
    kinds = {kind.value: kind.label for kind in RecordKind}
    numbers = {
        row.climb.id: await reading.number(actor(request), row.climb.record_kind, row.climb.record) for row in rows
    }
    context: dict[str, Any] = {"rows": rows, "results": tuple(Result), "kinds": kinds, "numbers": numbers}
    return await page(request, "notices/calls.html", **context, **forms.words(), **forms.doors(actor(request)))


@post("/notices/calls/{id:uuid}", guards=CALL, include_in_schema=False)
async def tick(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """What came of a call."""
    await ladders.tick(form.call(request), id, forms.result(form))
    return done(request, "/notices/calls", "ticked")


ROUTES: list[object] = [told, press, calls, tick]
