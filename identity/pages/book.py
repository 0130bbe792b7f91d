"""The address book: units in the agreed order, their people, liaison officers and operators."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Template

from identity import forms
from identity.commands import accounts, people, units
from identity.queries import leaving as leaving_reads
from identity.queries import register, trails
from identity.rights import Right
from identity.workflow.register import PERSON
from kernel.actor import Actor
from kernel.errors import Invalid, NotFound
from kernel.web import AnyRequest, Form, actor, done, needs, page

UNITS_A_PAGE = 40
READ, EDIT = [needs(Right.BOOK_READ)], [needs(Right.BOOK_EDIT)]


@get("/book", guards=READ, include_in_schema=False)
async def book(
    request: AnyRequest, q: Annotated[str, QueryParameter(max_length=40)] = "",
    start: Annotated[int, QueryParameter(name="from", ge=0, le=100_000)] = 0,
) -> Template:  # fmt: skip
    """Everybody, unit by unit; a search shows the units that hold a match."""
    viewer = actor(request)
    tree = await register.units(viewer)
    shown = None if q.strip() else [unit.id for unit in tree[start : start + UNITS_A_PAGE]]
    books = await register.book(viewer, shown, q)
    following = start + UNITS_A_PAGE if not q.strip() and start + UNITS_A_PAGE < len(tree) else None
    context: dict[str, Any] = {
        "q": q.strip(),
        "books": books,
        "tree": tree,
        "start": start,
        "step": UNITS_A_PAGE,
        "following": following,
    }
    return await page(request, "identity/book.html", **context)


@get("/book/{id:uuid}", guards=READ, include_in_schema=False)
async def unit_page(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One unit."""
    return await _unit(request, id, {}, {})


@post("/book/{id:uuid}/people", guards=EDIT, include_in_schema=False)
async def add_person(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Any:
    """A new entry."""
    try:
        await people.add_person(form.call(request), id, forms.contact(form), forms.place(form))
    except Invalid as refusal:
        return await _unit(request, id, refusal.fields, {name: form.text(name) for name in forms.CONTACT})
    return done(request, f"/book/{id}", "saved")


@post("/book/{id:uuid}/confirm", guards=EDIT, include_in_schema=False)
async def confirm(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """All entries of the unit still hold."""
    await people.confirm_contacts(form.call(request), id)
    return done(request, f"/book/{id}", "confirmed")


@post("/book/{id:uuid}/direct", guards=[needs(Right.UNIT_DIRECT)], include_in_schema=False)
async def direct(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Make the unit a direct-report point, or end that."""
    await units.name_direct(form.call(request), id, form.int("version"), direct=form.text("direct") == "1")
    return done(request, f"/book/{id}", "saved")


@get("/book/people/{id:uuid}", guards=READ, include_in_schema=False)
async def person_page(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """Somebody with phone and mail in clear: the opening is noted."""
    return await _person(request, id, {}, {})


@post("/book/people/{id:uuid}", guards=[needs(Right.BOOK_EDIT)], include_in_schema=False)
async def change_person(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Any:
    """Corrected data."""
    try:
        call, version = form.call(request), form.int("version")
        await people.change_person(call, id, version, forms.contact(form), forms.place(form))
    except Invalid as refusal:
        return await _person(request, id, refusal.fields, {name: form.text(name) for name in forms.CONTACT})
    return done(request, f"/book/people/{id}", "saved")


@post("/book/people/{id:uuid}/{action:str}", guards=EDIT, include_in_schema=False)
async def act(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Response[None]:  # fmt: skip
    """Leave, become liaison officer or operator, give an appointment up."""
    call = form.call(request)
    unit = (await register.person(actor(request), id)).unit
    match action:
        case "leave":
            await accounts.person_leaves(call, id, form.int("version"), form.chosen("heir"))
            return done(request, f"/book/{unit}", "left")
        case "liaison":
            await people.register_liaison(call, id)
        case "operator":
            await people.appoint_operator(call, id, form.int("seat"))
        case "release":
            await people.release(call, id, form.text("kind"))
        case _:
            raise NotFound
    return done(request, f"/book/people/{id}", "done")


def may_edit(viewer: Actor, unit: UUID) -> bool:
    """Whether the viewer keeps this unit's entries."""
    return viewer.may(Right.UNIT_MANAGE) or (viewer.may(Right.BOOK_EDIT) and viewer.unit == unit)


async def _unit(request: AnyRequest, id: UUID, errors: dict[str, str], typed: dict[str, str]) -> Template:
    viewer = actor(request)
    unit = await register.unit(viewer, id)
    found = await register.book(viewer, [id])
    parent = await register.unit(viewer, unit.parent) if unit.parent else None
    children = [u for u in await register.units(viewer) if u.parent == id]
    context: dict[str, Any] = {
        "unit": unit, "book": found[0] if found else None, "parent": parent, "children": children,
        "reports_to": await register.reports_to(viewer, id), "may_edit": may_edit(viewer, id) and unit.state == "open",
        "may_direct": viewer.may(Right.UNIT_DIRECT) and unit.parent is not None and unit.state == "open",
        "errors": errors, "typed": typed, "rights": viewer.rights,
    }  # fmt: skip
    return await page(request, "identity/unit.html", status=422 if errors else 200, **context)


async def _person(request: AnyRequest, id: UUID, errors: dict[str, str], typed: dict[str, str]) -> Template:
    viewer = actor(request)
    who = await register.person(viewer, id)
    unit = await register.unit(viewer, who.unit)
    seats = [seat for seat in await register.seats(viewer, who.unit) if seat.person == id]
    trail = await trails.trail(viewer, id, PERSON)
    edit = may_edit(viewer, unit.id)
    context: dict[str, Any] = {
        "person": who, "unit": unit, "seats": seats, "held": {seat.kind.value for seat in seats}, "trail": trail,
        "may_edit": edit, "offers": PERSON.offered(who, viewer) if edit else [], "steps": PERSON.steps(who.state),
        "errors": errors, "typed": typed,
        "choices": {"heirs": await leaving_reads.heirs(viewer, unit.id, await register.account_of_person(viewer, id))},
    }  # fmt: skip
    return await page(request, "identity/person.html", status=422 if errors else 200, **context)


ROUTES: list[object] = [book, unit_page, add_person, confirm, direct, person_page, change_person, act]
