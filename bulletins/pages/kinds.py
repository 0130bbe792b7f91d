"""Pages of kinds: what a bulletin is, who gets it, what it scores."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bulletins.commands import kinds as commands
from bulletins.forms import common as forms
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import kinds as queries
from bulletins.rules.kinds import Cadence, Channel, Genre, Kind, Numbering
from gate.commands import pass_gate
from identity.rights import Right
from kernel import clock
from kernel.actor import Call
from kernel.errors import NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.cleared import Cleared
from marking.told import stopped
from scores.commands.rulesets import Sharing, Sort
from scores.queries import quotes
from typeset.mastheads import MASTHEADS

READ = [needs(Right.ISSUE_READ)]


@get("/kinds", guards=READ, include_in_schema=False)
async def listing(request: AnyRequest) -> Template:
    """Every kind."""
    me = actor(request)
    found = await queries.kinds(me)
    points = await quotes.adoption_points(me)
    return await page(request, "bulletins/kinds.html", kinds=found, points=points, may_edit=me.may(Right.KIND_EDIT))


@get("/kinds/new", guards=[needs(Right.KIND_EDIT)], include_in_schema=False)
async def new(request: AnyRequest) -> Template:
    """An empty form."""
    return await _edit(request, None)


@post("/kinds", guards=[needs(Right.KIND_EDIT)], include_in_schema=False)
async def make(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Add a kind."""
    try:
        call, kind = form.call(request), forms.kind(form)
        made = await commands.make(call, kind, await _cleared(call, kind))
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _edit(request, None, refusal, form)
    return done(request, f"/kinds/{made.id}", "saved")


@get("/kinds/{id:uuid}", guards=READ, include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One kind with its list and its points."""
    return await _edit(request, id)


@post("/kinds/{id:uuid}/{action:str}", guards=[needs(Right.KIND_EDIT)], include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Change the kind, its list, or its points."""
    call = form.call(request)
    try:
        match action:
            case "change":
                kind = forms.kind(form, await queries.kind(actor(request), id))
                await commands.change(call, kind, await _cleared(call, kind))
            case "score":
                await commands.score(call, id, forms.points(form))
            case _:
                raise NotFound
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _edit(request, id, refusal, form)
    return done(request, f"/kinds/{id}", "saved")


async def _cleared(call: Call, kind: Kind) -> Cleared:
    return await pass_gate(call, commands.words(kind))


async def _edit(
    request: AnyRequest, id: UUID | None, refusal: Refusal | None = None, form: Form | None = None
) -> Template:
    me = actor(request)
    kind = await queries.kind(me, id) if id else None
    today = clock.local(clock.now()).date()
    return await page(
        request, "bulletins/kind.html", status=refusal.status if refusal else 200, kind=kind, refusal=refusal,
        stopped=stopped(refusal),
        given=await quotes.of_outlet(me, kind.code) if kind else [], rules_page=me.may(Right.SCORE_READ),
        typed={name: values[0] for name, values in form.fields.items()} if form else {},
        genres=list(Genre),
        cadences=[(member.value, member.label) for member in Cadence],
        events=[(member.value, member.label) for member in (Sort.ADOPTED, Sort.INSTRUCTED)],
        sharings=[(member.value, member.label) for member in Sharing], today=today, may_edit=me.may(Right.KIND_EDIT),
        channels=[(member.value, member.label) for member in Channel], looks=[(code, row.name) for code, row in MASTHEADS.items()],
        numberings=[(member.value, member.label) for member in Numbering],
        editions=await queries.editions(me, id) if id else (), chosen=form.all("channels") if form else None,
        may_distribute=me.may(Right.KIND_DISTRIBUTE),
    )  # fmt: skip


ROUTES: list[object] = [listing, new, make, show, act]
