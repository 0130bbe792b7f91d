"""The administrators' desks: accounts and changes of role."""

from typing import Annotated, Any
from uuid import UUID

from litestar import get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Template

from identity import forms
from identity.commands import accounts, roles
from identity.errors import RolesExclude
from identity.queries import accounts as account_reads
from identity.queries import leaving as leaving_reads
from identity.queries import register, trails
from identity.rights import OUTSIDE, Right, Role
from identity.workflow.accounts import ACCOUNT, ROLE_CHANGE, AccountState, Leaving
from kernel.actor import Actor
from kernel.errors import Forbidden, Invalid, NotFound, SignedOut
from kernel.web import AnyRequest, Form, actor, done, needs, page

ADMIN_RIGHTS = (Right.ACCOUNT_APPLY, Right.ACCOUNT_APPROVE, Right.JOURNAL_READ)
CHOICES = {"leaving": [(reason.value, reason.label) for reason in Leaving]}


def administrators(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard: any of the three administrators."""
    user = connection.scope.get("user")
    if not isinstance(user, Actor):
        raise SignedOut
    if not any(user.may(right) for right in ADMIN_RIGHTS):
        raise Forbidden(action="")


@get("/admin", guards=[administrators], include_in_schema=False)
async def admin(request: AnyRequest) -> Template:
    """What this administrator can do, and what waits."""
    viewer = actor(request)
    waiting = await account_reads.accounts(viewer, AccountState.APPLIED)
    changes = await account_reads.role_changes(viewer, open_only=True)
    gaps = await register.gaps(viewer)
    units = await register.unit_names(viewer, [gap.unit for gap in gaps])
    context: dict[str, Any] = {
        "waiting": waiting,
        "changes": changes,
        "gaps": gaps,
        "units": units,
        "rights": viewer.rights,
        "ending": await account_reads.devices_ending(viewer),
    }
    return await page(request, "identity/admin.html", **context)


@get("/admin/accounts", guards=[administrators], include_in_schema=False)
async def account_list(
    request: AnyRequest, of_state: Annotated[str, QueryParameter(name="state")] = "", unit: FromQuery[str] = "",
    after: Annotated[str, QueryParameter(max_length=40)] = "", density: FromQuery[str] = "",
) -> Template:  # fmt: skip
    """Accounts by login."""
    viewer = actor(request)
    wanted = of_state if of_state in list(AccountState) else ""
    units = await register.units(viewer)
    of = next((u.id for u in units if str(u.id) == unit), None)
    rows = await account_reads.accounts(viewer, wanted, of, after)
    shown, further = rows[: account_reads.PAGE], len(rows) > account_reads.PAGE
    names = await register.names(viewer, [row.id for row in shown])
    query = {"state": wanted, "unit": str(of or ""), "density": density}
    context: dict[str, Any] = {
        "rows": shown, "names": names, "units": units, "states": list(AccountState), "query": query,
        "next": shown[-1].login if further else None, "may_apply": viewer.may(Right.ACCOUNT_APPLY),
    }  # fmt: skip
    return await page(request, "identity/accounts.html", **context)


@get("/admin/accounts/new", guards=[needs(Right.ACCOUNT_APPLY)], include_in_schema=False)
async def new_account(request: AnyRequest, unit: FromQuery[str] = "") -> Template:
    """The form of an application."""
    return await _form(request, {}, {"unit": unit}, "")


@post("/admin/accounts", guards=[needs(Right.ACCOUNT_APPLY)], include_in_schema=False)
async def apply(request: AnyRequest, form: NamedDependency[Form]) -> Any:
    """Apply for an account."""
    typed = {name: form.text(name) for name in ("unit", "login", "person", *forms.CONTACT)}
    chosen = tuple(form.all("roles"))
    try:
        person = form.chosen("person")
        contact = None if person else forms.contact(form)
        call, unit = form.call(request), form.uuid("unit")
        made = await accounts.apply_account(call, unit, form.text("login"), chosen, contact, person)
    except (Invalid, RolesExclude) as refusal:
        errors = refusal.fields or {"roles": refusal.code}
        return await _form(request, errors, {**typed, "roles": chosen}, refusal.code)
    return done(request, f"/admin/accounts/{made.id}", "applied")


@get("/admin/accounts/{id:uuid}", guards=[administrators], include_in_schema=False)
async def account_page(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One account."""
    return await _account(request, id, {}, "")


@post("/admin/accounts/{id:uuid}/{action:str}", guards=[administrators], include_in_schema=False)
async def act(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Any:
    """One route for all steps of an account."""
    call, note = form.call(request), form.text("note")
    try:
        version = form.int("version")
        match action:
            case "approve" | "reissue":
                verb = accounts.approve_account if action == "approve" else accounts.reissue_password
                issued = await verb(call, id, version)
                return await _account(request, id, {}, "", first=issued.password)
            case "refuse":
                await accounts.refuse_account(call, id, version, note)
            case "lock":
                await accounts.lock_account(call, id, version, note)
            case "unlock":
                await accounts.unlock_account(call, id, version)
            case "disable":
                await accounts.disable_account(call, id, version, form.text("reason"), form.chosen("heir"))
            case "roles":
                await roles.ask_roles(call, id, tuple(form.all("roles")))
                return done(request, f"/admin/accounts/{id}", "roles_asked")
            case _:
                raise NotFound
    except (Invalid, RolesExclude) as refusal:
        return await _account(request, id, refusal.fields or {"roles": refusal.code}, action)
    return done(request, f"/admin/accounts/{id}", "done")


@get("/admin/roles", guards=[administrators], include_in_schema=False)
async def change_list(request: AnyRequest) -> Template:
    """Changes of role, newest first."""
    viewer = actor(request)
    rows = await account_reads.role_changes(viewer)
    names = await register.names(viewer, {row.account for row in rows} | {row.asked_by for row in rows})
    return await page(request, "identity/role_changes.html", rows=rows, names=names, flow=ROLE_CHANGE)


@get("/admin/roles/{id:uuid}", guards=[administrators], include_in_schema=False)
async def change_page(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """One change of role."""
    return await _change(request, id, {}, "")


@post("/admin/roles/{id:uuid}/{action:str}", guards=[administrators], include_in_schema=False)
async def decide(request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]) -> Any:
    """Grant, refuse, withdraw."""
    call = form.call(request)
    try:
        version = form.int("version")
        match action:
            case "grant":
                await roles.grant_role(call, id, version)
            case "refuse":
                await roles.refuse_roles(call, id, version, form.text("note"))
            case "withdraw":
                await roles.withdraw_roles(call, id, version)
            case _:
                raise NotFound
    except Invalid as refusal:
        return await _change(request, id, refusal.fields, action)
    return done(request, f"/admin/roles/{id}", "done")


async def _form(request: AnyRequest, errors: dict[str, str], typed: dict[str, Any], refused: str) -> Template:
    units = await register.units(actor(request))
    context: dict[str, Any] = {
        "units": units,
        "roles": list(Role),
        "outside": OUTSIDE,
        "errors": errors,
        "typed": typed,
        "refused": refused,
    }
    return await page(request, "identity/account_new.html", status=422 if errors else 200, **context)


async def _account(request: AnyRequest, id: UUID, errors: dict[str, str], opened: str, first: str = "") -> Template:
    viewer = actor(request)
    item = await account_reads.account(viewer, id)
    people = {person for person in (item.applied_by, item.approved_by, id) if person}
    context: dict[str, Any] = {
        "item": item, "names": await register.names(viewer, people), "why": await account_reads.account_note(viewer, item),
        "leaving": await account_reads.leaving(viewer, id), "reasons": {reason.value: reason.label for reason in Leaving},
        "trail": await trails.trail(viewer, id, ACCOUNT), "steps": ACCOUNT.steps(item.state),
        "choices": CHOICES | {"heirs": await leaving_reads.heirs(viewer, item.unit, id)},
        "state": AccountState(item.state), "offers": ACCOUNT.offered(item, viewer),
        "changes": await account_reads.role_changes(viewer, id), "devices": await account_reads.devices(viewer, id),
        "may_bind": viewer.may(Right.DEVICE_BIND) and viewer.id != id and item.state != AccountState.DISABLED,
        "may_ask": viewer.may(Right.ACCOUNT_APPLY) and viewer.id != id and item.state != AccountState.DISABLED,
        "roles": [role for role in Role if (role in OUTSIDE) != item.office], "errors": errors, "opened": opened,
        "first": first,
    }  # fmt: skip
    return await page(request, "identity/account.html", status=422 if errors else 200, **context)


async def _change(request: AnyRequest, id: UUID, errors: dict[str, str], opened: str) -> Template:
    viewer = actor(request)
    item = await account_reads.role_change(viewer, id)
    account = await account_reads.account(viewer, item.account)
    people = {person for person in (item.account, item.asked_by, item.decided_by) if person}
    context: dict[str, Any] = {
        "item": item, "account": account, "names": await register.names(viewer, people), "opened": opened,
        "errors": errors,
        "trail": await trails.trail(viewer, id, ROLE_CHANGE), "steps": ROLE_CHANGE.steps(item.state),
        "offers": ROLE_CHANGE.offered(item, viewer), "state": ROLE_CHANGE.states(item.state),
    }  # fmt: skip
    return await page(request, "identity/role_change.html", status=422 if errors else 200, **context)


ROUTES: list[object] = [
    admin, account_list, new_account, apply, account_page, act, change_list, change_page, decide,
]  # fmt: skip
