"""The security administrator's devices: bound to an account with their certificate, unbound with a reason."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from identity.commands import keys
from identity.errors import DeviceCertificateRefused
from identity.pages.accounts import administrators
from identity.queries import accounts as account_reads
from identity.queries import register, trails
from identity.rights import Right
from identity.workflow.accounts import DEVICE_BINDING, DeviceState
from kernel.errors import Invalid, NotFound
from kernel.web import AnyRequest, Form, actor, done, needs, page

BIND = [needs(Right.DEVICE_BIND)]


@get("/admin/accounts/{id:uuid}/devices", guards=BIND, include_in_schema=False)
async def new_device(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """The form that binds a device."""
    return await _form(request, id, {}, "")


@post("/admin/accounts/{id:uuid}/devices", guards=BIND, include_in_schema=False)
async def bind(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Any:
    """Bind a device."""
    serial = form.text("serial")
    certificate = next((each.data for each in form.files if each.field == "certificate"), b"")
    try:
        made = await keys.bind(form.call(request), id, serial, certificate)
    except Invalid as refusal:
        return await _form(request, id, refusal.fields, serial)
    except DeviceCertificateRefused as refusal:
        return await _form(request, id, {"certificate": refusal.code}, serial, refusal)
    return done(request, f"/admin/devices/{made.id}", "device_bound")


@get("/admin/devices/{id:uuid}", guards=[administrators], include_in_schema=False)
async def device_page(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One device and its account."""
    return await _device(request, id, {}, "")


@post("/admin/devices/{id:uuid}/{action:str}", guards=[administrators], include_in_schema=False)
async def act(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Any:
    """The steps of a binding."""
    if action != "unbind":
        raise NotFound
    try:
        await keys.unbind(form.call(request), id, form.int("version"), form.text("note"))
    except Invalid as refusal:
        return await _device(request, id, refusal.fields, action)
    return done(request, f"/admin/devices/{id}", "done")


async def _form(
    request: AnyRequest, id: UUID, errors: dict[str, str], serial: str, refused: DeviceCertificateRefused | None = None
) -> Template:  # fmt: skip
    viewer = actor(request)
    item = await account_reads.account(viewer, id)
    names = await register.names(viewer, [id])
    context: dict[str, Any] = {
        "item": item, "holder": names.get(id, ""), "errors": errors, "serial": serial,
        "finding": refused.finding if refused else None,
    }  # fmt: skip
    return await page(request, "identity/device_form.html", status=422 if errors else 200, **context)


async def _device(request: AnyRequest, id: UUID, errors: dict[str, str], opened: str) -> Template:
    viewer = actor(request)
    item = await account_reads.device(viewer, id)
    people = {person for person in (item.account, item.bound_by, item.ended_by) if person}
    context: dict[str, Any] = {
        "item": item, "about": account_reads.certificate_of(item), "names": await register.names(viewer, people),
        "why": await account_reads.device_note(viewer, item), "state": DeviceState(item.state), "errors": errors,
        "trail": await trails.trail(viewer, id, DEVICE_BINDING), "steps": DEVICE_BINDING.steps(item.state),
        "offers": DEVICE_BINDING.offered(item, viewer), "opened": opened,
    }  # fmt: skip
    return await page(request, "identity/device.html", status=422 if errors else 200, **context)


ROUTES: list[object] = [new_device, bind, device_page, act]
