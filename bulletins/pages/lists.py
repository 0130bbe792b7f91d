"""Pages of distribution lists: groups with their members, and what each kind's list names."""

from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from bulletins.commands import lists as commands
from bulletins.forms import lists as forms
from bulletins.pages.refusals import CORRECTABLE
from bulletins.queries import lists as queries
from bulletins.rules.lists import Audience, Sort
from gate.commands import pass_gate
from identity.rights import Right
from kernel import clock
from kernel.errors import NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, done, needs, page
from marking.told import stopped

READ, SET = [needs(Right.ISSUE_READ)], [needs(Right.KIND_DISTRIBUTE)]


@get("/lists", guards=READ, include_in_schema=False)
async def listing(request: AnyRequest) -> Template:
    """Every group, and every kind's list."""
    return await _listing(request)


@post("/lists", guards=SET, include_in_schema=False)
async def make(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """A new group."""
    call = form.call(request)
    try:
        said = await pass_gate(call, commands.words(form.text("name")))
        made = await commands.make_group(call, forms.sort(form), said)
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _listing(request, refusal, form)
    return done(request, f"/lists/{made.id}", "saved")


@get("/lists/{id:uuid}", guards=READ, include_in_schema=False)
async def group(
    request: AnyRequest, id: FromPath[UUID], find: FromQuery[str] = "", after: FromQuery[str] = ""
) -> Template:
    """One group."""
    return await _group(request, id, find, after)


@post("/lists/{id:uuid}/{action:str}", guards=SET, include_in_schema=False)
async def change(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Members in and out, another name, no longer in use."""
    call = form.call(request)
    try:
        match action:
            case "add":
                about = form.chosen("about")
                await commands.add_members(call, id, forms.wanted(form), form.given_day("since"), about)
            case "remove":
                await commands.remove_members(call, id, forms.ids(form, "member"), form.given_day("since"))
            case "rename":
                said = await pass_gate(call, commands.words(form.text("name")))
                await commands.rename_group(call, id, form.int("version"), said)
            case "end":
                await commands.end_group(call, id, form.int("version"))
            case _:
                raise NotFound
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _group(request, id, form.text("find"), "", refusal, form)
    find = f"?{urlencode({'find': form.text('find')})}" if form.text("find") else ""
    return done(request, "/lists" if action == "end" else f"/lists/{id}{find}", "saved")


@get("/kinds/{id:uuid}/list", guards=READ, include_in_schema=False)
async def kind_list(request: AnyRequest, id: FromPath[UUID], find: FromQuery[str] = "") -> Template:
    """What a kind's list names."""
    return await _kind(request, id, find)


@post("/kinds/{id:uuid}/list/{action:str}", guards=SET, include_in_schema=False)
async def change_kind(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Template | Response[None]:
    """Entries in and out, and for whom the kind is meant."""
    call = form.call(request)
    try:
        match action:
            case "add":
                await commands.add_entries(call, id, forms.groups(form), forms.readers(form), form.given_day("since"))
            case "remove":
                await commands.remove_entries(call, id, forms.ids(form, "entry"), form.given_day("since"))
            case "audience":
                await commands.set_audience(call, id, forms.audience(form), form.given_day("since"))
            case _:
                raise NotFound
    except Refusal as refusal:
        if refusal.status != CORRECTABLE:
            raise
        return await _kind(request, id, form.text("find"), refusal)
    return done(request, f"/kinds/{id}/list", "saved")


async def _listing(request: AnyRequest, refusal: Refusal | None = None, form: Form | None = None) -> Template:
    me = actor(request)
    return await page(
        request, "bulletins/lists.html", status=refusal.status if refusal else 200, overview=await queries.overview(me),
        sorts=[(sort.value, sort.label) for sort in Sort], refusal=refusal, stopped=stopped(refusal),
        typed=form.text("name") if form else "", may_set=me.may(Right.KIND_DISTRIBUTE),
    )  # fmt: skip


async def _group(  # noqa: PLR0913, PLR0917 - where the page stands
    request: AnyRequest, id: UUID, find: str, after: str, refusal: Refusal | None = None, form: Form | None = None
) -> Template:
    me = actor(request)
    return await page(
        request, "bulletins/list_group.html", status=refusal.status if refusal else 200,
        sheet=await queries.group(me, id, find, after), find=find, refusal=refusal, stopped=stopped(refusal),
        typed=form.text("name") if form else "", today=clock.local(clock.now()).date(),
        may_set=me.may(Right.KIND_DISTRIBUTE),
    )  # fmt: skip


async def _kind(request: AnyRequest, id: UUID, find: str, refusal: Refusal | None = None) -> Template:
    me = actor(request)
    return await page(
        request, "bulletins/list_kind.html", status=refusal.status if refusal else 200,
        sheet=await queries.kind_list(me, id, find), find=find, refusal=refusal, today=clock.local(clock.now()).date(),
        audiences=[(audience.value, audience.label) for audience in Audience], may_set=me.may(Right.KIND_DISTRIBUTE),
    )  # fmt: skip


ROUTES: list[object] = [listing, make, group, change, kind_list, change_kind]
