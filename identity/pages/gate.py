"""Signing in, signing out, changing the password, one's own account."""

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Template

from identity import forms
from identity.commands import passwords, people, signin
from identity.errors import PasswordRefused, SignInRefused
from identity.queries import accounts as account_reads
from identity.queries import register
from identity.rules import policy
from kernel.actor import Actor, Call
from kernel.errors import Invalid
from kernel.web import PUBLIC, AnyRequest, Form, actor, done, page, signed_in


def own_page(address: str) -> str:
    """An address on this site to go on to after signing in; anything else becomes the first page."""
    inside = address.startswith("/") and not address.startswith(("//", "/sign-")) and "\\" not in address
    return address if inside else "/"


@get("/sign-in", opt=PUBLIC, include_in_schema=False)
async def sign_in_page(request: AnyRequest, next_page: Annotated[str, QueryParameter(name="next")] = "/") -> Any:
    """The door."""
    if isinstance(request.scope.get("user"), Actor):
        return done(request, own_page(next_page))
    removed = await signin.removed(forms.session_of(request.cookies))
    return await page(request, "identity/sign_in.html", next=own_page(next_page), login="", refused="", removed=removed)


@post("/sign-in", opt=PUBLIC, include_in_schema=False)
async def sign_in(request: AnyRequest, form: NamedDependency[Form]) -> Any:
    """A new session for the right password, or the way to the device."""
    target, login = own_page(form.text("next", "/")), form.text("login")
    terminal = request.client.host if request.client else ""
    previous = forms.session_of(request.cookies)
    try:
        opened = await signin.begin(
            login, forms.raw(form, "password"), terminal=terminal, previous=previous, target=target
        )
    except SignInRefused as refusal:
        context: dict[str, Any] = {"next": target, "login": login, "refused": refusal.code, "removed": False}
        return await page(request, "identity/sign_in.html", status=refusal.status, **context)
    if isinstance(opened, signin.Asked):
        answer = done(request, "/sign-in/device")
        answer.cookies.append(forms.pending_cookie(opened.pending, int(policy().challenge.total_seconds())))
        return answer
    answer = done(request, "/password" if opened.must_change else target)
    answer.cookies.append(forms.session_cookie(opened.session))
    return answer


@post("/sign-out", opt=PUBLIC, include_in_schema=False)
async def sign_out(
    request: AnyRequest,
    form: NamedDependency[Form],  # noqa: ARG001 - reading the form checks its token
) -> Response[None]:
    """End the session here; harmless when it has ended already."""
    session = request.scope.get("auth")
    if isinstance(session, signin.Session):
        await signin.sign_out(Call(actor(request)), session.id_hash)
    answer = done(request, "/sign-in", "goodbye")
    answer.cookies.append(forms.session_cookie(""))
    return answer


@get("/password", guards=[signed_in], include_in_schema=False)
async def password_page(request: AnyRequest) -> Template:
    """The form; the only page before a first password has been replaced."""
    return await page(request, "identity/password.html", forced=_forced(request), errors={})


@post("/password", guards=[signed_in], include_in_schema=False)
async def password(request: AnyRequest, form: NamedDependency[Form]) -> Any:
    """Choose a password."""
    session = request.scope["auth"]
    try:
        new = forms.new_password(form)
        await passwords.set_password(Call(actor(request)), forms.raw(form, "current"), new, session.id_hash)
    except (PasswordRefused, Invalid) as refusal:
        context = {"forced": _forced(request), "errors": refusal.fields}
        return await page(request, "identity/password.html", status=refusal.status, **context)
    return done(request, "/" if _forced(request) else "/me", "password_changed")


@get("/me", guards=[signed_in], include_in_schema=False)
async def me(request: AnyRequest) -> Template:
    """One's own account."""
    return await _me(request, {}, None)


@post("/me", guards=[signed_in], include_in_schema=False)
async def change_me(request: AnyRequest, form: NamedDependency[Form]) -> Any:
    """Correct one's own contact data."""
    account = await account_reads.own_account(actor(request))
    typed = forms.contact(form)
    try:
        before = await register.person(actor(request), account.person)
        await people.change_person(form.call(request), account.person, form.int("version"), typed, before.place)
    except Invalid as refusal:
        return await _me(request, refusal.fields, typed)
    return done(request, "/me", "saved")


async def _me(request: AnyRequest, errors: dict[str, str], typed: object) -> Template:
    viewer = actor(request)
    account = await account_reads.own_account(viewer)
    who = await register.person(viewer, account.person)
    context: dict[str, Any] = {
        "account": account, "person": who, "contact": typed or who.contact, "errors": errors,
        "devices": await account_reads.own_devices(viewer),
    }  # fmt: skip
    return await page(request, "identity/me.html", status=422 if errors else 200, **context)


def _forced(request: AnyRequest) -> bool:
    return bool(request.scope["auth"].must_change)


ROUTES: list[object] = [sign_in_page, sign_in, sign_out, password_page, password, me, change_me]
