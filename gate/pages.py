"""The gate's own pages: the register, the form that goes with a disc, the second person's no.

- The register is for the auditor and the security administrator, and shows no content: there is none.
- The form is blank on purpose. What is secret is written on it by hand, never typed into this system (SUB-12).
"""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from gate import commands, queries
from identity.rights import Right
from kernel.errors import NotFound
from kernel.web import AnyRequest, Form, actor, done, needs, page, signed_in

HOMES = {"submission": "/submissions", "article": "/articles"}
BLANK_LINES = 6


def watches(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: the auditor, or whoever keeps the rules."""
    signed_in(connection, handler)
    queries.demand_register(connection.user)


@get("/gate/refusals", guards=[watches], include_in_schema=False)
async def refusals(request: AnyRequest, after: FromQuery[UUID | None] = None) -> Template:
    """What was not let in; `after` goes on to older rows."""
    rows, more = await queries.refusals(actor(request), after)
    following = str(rows[-1].id) if more else None
    return await page(request, "gate/refusals.html", rows=rows, following=following, begun=after is not None)


@get("/gate/disc-form", guards=[signed_in], include_in_schema=False)
async def disc_form(request: AnyRequest) -> Template:
    """The register's form for optical discs, to be printed and written on by hand."""
    return await page(request, "gate/disc_form.html", lines=BLANK_LINES)


@post("/gate/holds/{id:uuid}/{action:str}", guards=[needs(Right.HOLD_RELEASE)], include_in_schema=False)
async def decide(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Response[None]:
    """The second person does not let it pass. Releasing goes with the signature, never alone."""
    if action != "deny":
        raise NotFound
    denied = await commands.deny(form.call(request), id, form.int("version"))
    return done(request, f"{HOMES[denied.more['kind']]}/{denied.more['record']}", "hold_denied_now")


ROUTES: list[object] = [refusals, disc_form, decide]
