"""The gate's own pages: the rules and their changes, the register, the disc's form, the second person's no.

- The register is for the auditor and the security administrator, and shows no content: there is none.
- A change of the rules can be tried before it is saved; saving tries it as well. What would be let through is listed.
- The form is blank on purpose. What is secret is written on it by hand, never typed into this system (SUB-12).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from gate import commands, forms, queries
from gate.errors import LetsThrough
from identity.rights import Right
from kernel.errors import Invalid, NotFound, StaleVersion
from kernel.web import AnyRequest, Form, actor, done, needs, page, signed_in
from marking import rulebook
from marking.examples import place
from marking.known import Case
from marking.rehearsal import Rehearsal
from marking.rulebook import Change, Rulebook, Where
from marking.scan import findings
from marking.told import Told, told

HOMES = {"submission": "/submissions", "article": "/articles"}
BLANK_LINES = 6
EXAMPLES = 20


def watches(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A guard: the auditor, or whoever keeps the rules."""
    signed_in(connection, handler)
    queries.demand_register(connection.user)


@get("/gate/rules", guards=[watches], include_in_schema=False)
async def rules(request: AnyRequest) -> Template:
    """The rules in force, and how they came to be."""
    return await _rules(request)


@post("/gate/rules", guards=[needs(Right.GATE_RULES)], include_in_schema=False)
async def change(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Try another rule set, or put it in force."""
    seen, call = form.int("version"), form.call(request)
    book, _ = await queries.rules(call.actor)
    if book.version != seen:
        raise StaleVersion
    try:
        edits = forms.edits(form, book.edits, seen)
        if form.text("act") != "save":
            tried = await commands.rehearse(call.actor, edits)
            return await _rules(request, form, tried=tried, proposed=rulebook.edited(edits, seen + 1))
        await commands.change_rules(call, seen, edits)
    except Invalid as refusal:
        return await _rules(request, form, refusal=refusal)
    return done(request, "/gate/rules", "rules_changed")


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


async def _rules(
    request: AnyRequest, form: Form | None = None, *,
    tried: Rehearsal | None = None, proposed: Rulebook | None = None, refusal: Invalid | None = None,
) -> Template:  # fmt: skip
    me = actor(request)
    book, lines = await queries.rules(me)
    everything = [str(number) for number in range(len(book.edits))]
    return await page(
        request, "gate/rules.html", status=refusal.status if refusal else 200, book=book, lines=lines,
        sets=await queries.history(me), may=me.may(Right.GATE_RULES), tried=tried, refusal=refusal,
        through=_samples(refusal.cases if isinstance(refusal, LetsThrough) else tried.let_through if tried else (), book),
        softened=_samples(tried.softened if tried else (), book),
        stopped=_samples(tried.ordinary_stopped if tried else (), proposed or book), kept=form.all("keep") if form else everything,
        typed=forms.typed(form or Form()), changes=list(Change), places=list(Where), label=queries.rule_label,
        fixed=rulebook.FIXED,
    )  # fmt: skip


def _samples(cases: Sequence[Case], book: Rulebook) -> list[tuple[Case, Told | None]]:
    """Cases with what a rule table finds in them first; the first few are enough to see what a change does."""
    first = [(case, told(findings(case.text, place=place(case), book=book))) for case in cases[:EXAMPLES]]
    return [(case, found[0] if found else None) for case, found in first]


ROUTES: list[object] = [rules, change, refusals, disc_form, decide]
