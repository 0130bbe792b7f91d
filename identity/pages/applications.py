"""Applications for an account as the three hands see them (SUB-17); filing one is app/applying.py's."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from identity.commands import applications as commands
from identity.errors import LoginTaken, ThirdLiaison
from identity.queries import applications as application_reads
from identity.queries import register, trails
from identity.rights import Right
from identity.workflow.applications import APPLICATION, ApplicationState
from kernel.actor import Actor, Call
from kernel.errors import Invalid, NotFound, Refusal
from kernel.web import AnyRequest, Form, actor, as_file, done, needs, page, signed_in

CONCERNED = [needs(Right.APPLICATION_FILE, Right.APPLICATION_REVIEW, Right.ACCOUNT_APPROVE, Right.ACCOUNT_APPLY)]


@get("/applications", guards=CONCERNED, include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """Applications, the newest first."""
    viewer = actor(request)
    rows = await application_reads.applications(viewer)
    units = await register.unit_names(viewer, [item.unit for item, _ in rows if item.unit])
    return await page(
        request, "identity/applications.html", rows=rows, units=units, states=ApplicationState,
        may_file=viewer.may(Right.APPLICATION_FILE),
    )  # fmt: skip


@get("/applications/{id:uuid}", guards=[signed_in], include_in_schema=False)
async def show(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One application."""
    return await _show(request, id)


@get("/applications/{id:uuid}/files/{file:uuid}", guards=[signed_in], include_in_schema=False)
async def download(request: AnyRequest, id: FromPath[UUID], file: FromPath[UUID]) -> Response[bytes]:
    """The stamped form, always as a download."""
    blob = await application_reads.application_file(actor(request), id, file)
    return as_file(blob.name, blob.data, blob.media)


@post("/applications/{id:uuid}/{action:str}", guards=[signed_in], include_in_schema=False)
async def act(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Any:
    """A step of one of the three hands."""
    call = form.call(request)
    await application_reads.application(call.actor, id)
    try:
        first = await _act(call, id, action, form)
    except (Invalid, ThirdLiaison, LoginTaken) as refusal:
        return await _show(request, id, refusal, action, {name: form.text(name) for name in ("login", "unit", "note")})
    if first is not None:
        return await _show(request, id, first=first)
    return done(request, f"/applications/{id}", "done")


async def _act(call: Call, id: UUID, action: str, form: Form) -> tuple[str, str] | None:
    version = form.int("version")
    match action:
        case "review":
            await commands.review(call, id, version, form.uuid("unit"), declared=bool(form.text("declared")))
        case "approve":
            await commands.approve(call, id, version)
        case "open":
            issued = await commands.open_account(call, id, version, form.text("login"))
            return issued.done.more["login"], issued.password
        case "refuse":
            await commands.refuse(call, id, version, form.text("note"))
        case "take_back":
            await commands.take_back(call, id, version)
        case _:
            raise NotFound
    return None


async def _show(  # noqa: PLR0913, PLR0917 - what a refused form brings back
    request: AnyRequest, id: UUID, refusal: Refusal | None = None, opened: str = "", typed: dict[str, str] | None = None,
    first: tuple[str, str] | None = None,
) -> Template:  # fmt: skip
    viewer = actor(request)
    item, words = await application_reads.application(viewer, id)
    known = {one for one in (item.applied_by, item.reviewed_by, item.approved_by, item.opened_by) if one}
    context: dict[str, Any] = {
        "item": item, "words": words, "state": ApplicationState(item.state), "steps": APPLICATION.steps(item.state),
        "offers": _offers(item, viewer), "names": await register.names(viewer, known), "first": first,
        "trail": await trails.trail(viewer, id, APPLICATION), "files": await application_reads.application_files(viewer, id),
        "choices": {"units": await _units(viewer, item)}, "refusal": refusal, "opened": opened, "typed": typed or {},
        "unit": (await register.unit_names(viewer, [item.unit])).get(item.unit, "") if item.unit else "",
    }  # fmt: skip
    return await page(request, "identity/application.html", status=refusal.status if refusal else 200, **context)


def _offers(item: application_reads.Application, viewer: Actor) -> Any:
    return [offer for offer in APPLICATION.offered(item, viewer) if offer.enabled]


async def _units(viewer: Actor, item: application_reads.Application) -> list[tuple[str, str]]:
    """Those it can be for: the applicant's own unit, or a company."""
    there = await register.units(viewer)
    fits = [unit for unit in there if unit.id == item.unit or (item.unit is None and unit.kind == "insurer")]
    return [(str(unit.id), unit.name) for unit in fits]


ROUTES: list[object] = [index, show, download, act]
