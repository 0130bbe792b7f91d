"""Pages of circulars and commendations: figures of a period, the drafts made of them, who is commended."""

from datetime import date, timedelta
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.commands import circulars as commands
from bulletins.commands import commendations
from bulletins.forms import circulars as forms
from bulletins.forms.common import day_of
from bulletins.queries import circulars as queries
from bulletins.queries import commendations as commendation_queries
from bulletins.queries import silence as silence_queries
from bulletins.rules import drafts
from bulletins.rules.circulars import Heading, Span, Words, cells, headings, span
from bulletins.rules.commendations import Sort, kept
from bulletins.workflow.commendations import COMMENDATION, CommendationState
from gate import commands as gate
from identity.rights import Right
from kernel import clock, seen
from kernel.actor import Call
from kernel.sheets import MEDIA, write
from kernel.web import AnyRequest, Form, actor, as_file, done, needs, page

READ, COMPILE = [needs(Right.ISSUE_READ)], [needs(Right.ISSUE_COMPILE)]


@get("/circulars", guards=READ, include_in_schema=False)
async def listing(request: AnyRequest) -> Template:
    """The circulars there are, and the way to the next."""
    me = actor(request)
    return await page(
        request, "bulletins/circulars.html", listed=await queries.listing(me), spans=_spans(), today=_today(),
        before=_today().replace(day=1) - timedelta(days=1),
        commended=[(one, CommendationState(one.state).label) for one in await commendation_queries.listing(me)],
        may_make=me.may(Right.ISSUE_COMPILE),
    )  # fmt: skip


@get("/circulars/new", guards=COMPILE, include_in_schema=False)
async def preview(request: AnyRequest, day: FromQuery[str] = "") -> Template:
    """The figures of a period as they stand, before anything is made of them."""
    kind, within = forms.period(request.query_params.get("span", ""), day, _today())
    figures = await queries.figures(actor(request), *span(kind, within))
    return await page(
        request, "bulletins/circular_new.html", figures=figures, kind=kind, day=within, spans=_spans(),
        headings=list(Heading), cells=cells,
    )  # fmt: skip


@post("/circulars", guards=COMPILE, include_in_schema=False)
async def make(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """A draft from the figures of a period."""
    call = form.call(request)
    kind, day = forms.chosen(form)
    figures = await queries.figures(call.actor, *span(kind, day))
    made = await commands.draft(call, figures, await gate.pass_gate(call, drafts.circular(figures, kind)))
    return done(request, f"/circulars/{made.id}", "done")


@get("/circulars/{id:uuid}", guards=READ, include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The figures a circular was made from."""
    me = actor(request)
    sheet = await queries.sheet(me, id)
    await seen.mark(me, "article", id)
    return await page(
        request, "bulletins/circular.html", sheet=sheet, figures=sheet.figures, headings=list(Heading), cells=cells,
        may_make=me.may(Right.ISSUE_COMPILE),
    )  # fmt: skip


@post("/circulars/{id:uuid}/renew", guards=COMPILE, include_in_schema=False)
async def renew(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """The figures anew, of the same days."""
    call = form.call(request)
    old = (await queries.sheet(call.actor, id)).figures
    await commands.renew(call, id, form.int("version"), await queries.figures(call.actor, old.first, old.last))
    return done(request, f"/circulars/{id}", "saved")


@get("/circulars/{id:uuid}/xlsx", guards=COMPILE, include_in_schema=False)
async def xlsx(request: AnyRequest, id: FromPath[UUID]) -> Response[bytes]:
    """The figures as a table; taking them is journalled."""
    sheet = await queries.sheet(actor(request), id)
    rows = [[_plain(value) for value in (*cells(line), line.unit_class)] for line in sheet.figures.lines]
    data = write(sheet.article.title, (*headings(), Words.CLASS_HEAD.label), rows)
    await commands.export(Call(actor(request)), id, data)
    return as_file(f"{sheet.article.title}.xlsx", data, MEDIA)


@post("/commendations", guards=COMPILE, include_in_schema=False)
async def propose(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Who deserves it, from the scores of a period."""
    call = form.call(request)
    first, last = span(*forms.chosen(form))
    entries = await commendation_queries.proposal(call.actor, first, last)
    made = await commendations.propose(call, first, last, entries)
    return done(request, f"/commendations/{made.id}", "done")


@get("/commendations/{id:uuid}", guards=READ, include_in_schema=False)
async def commended(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """A proposal."""
    me = actor(request)
    found = await commendation_queries.show(me, id)
    offers = COMMENDATION.offered(found, me)
    return await page(
        request, "bulletins/commendation.html", found=found, state=CommendationState(found.state).label,
        moved=await commendation_queries.moved(me, found), offers=offers, sorts=list(Sort),
        may_choose=found.state == CommendationState.PROPOSED and me.may(Right.ISSUE_COMPILE),
    )  # fmt: skip


@post("/commendations/{id:uuid}/{action:str}", guards=READ, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Response[None]:
    """Choose, confirm, withdraw, or make a circular of it."""
    call, version = form.call(request), form.int("version")
    match action:
        case "choose":
            await commendations.choose(call, id, version, forms.kept(form))
        case "write":
            found = await commendation_queries.show(call.actor, id)
            COMMENDATION.require(found, "write", call.actor)
            said = await gate.pass_gate(call, drafts.commendation(kept(found)))
            made = await commands.draft(call, None, said)
            return done(request, f"/articles/{made.id}", "done")
        case _:
            await commendations.act(call, id, version, action)
    return done(request, f"/commendations/{id}", "done")


@get("/silence", guards=[needs(Right.SUBMISSION_READ)], include_in_schema=False)
async def silence(request: AnyRequest, day: FromQuery[str] = "") -> Template:
    """Who is quiet in what this month."""
    found = await silence_queries.silence(actor(request), min(day_of(day) or _today(), _today()))
    may_order = actor(request).may(Right.ASSIGNMENT_ORDER)
    return await page(request, "bulletins/silence.html", found=found, may_order=may_order)


def _plain(value: object) -> str | float:
    return "" if value is None else value if isinstance(value, str) else float(str(value))


def _spans() -> list[tuple[str, str]]:
    return [(each.value, each.label) for each in Span]


def _today() -> date:
    return clock.local(clock.now()).date()


ROUTES: list[object] = [listing, preview, make, show, renew, xlsx, propose, commended, act, silence]
