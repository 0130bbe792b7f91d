"""Who sends a request: the session's cookie becomes scope["user"] and scope["auth"].

- Static files and health answers know nobody; nothing is stored for visitors.
- A request that changes something must come from this site's own pages (Sec-Fetch-Site, Origin).
- Who must change the password can do that and nothing else.
"""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from app.settings import Settings
from identity import forms, rules
from identity.commands import signin
from identity.errors import MustChangePassword
from kernel import memo
from kernel.errors import CsrfFailed

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = ("/static/", "/health/")
BEFORE_CHANGE = frozenset(
    {
        "/password",
        "/sign-in",
        "/sign-out",
        "/large-text",
        "/session/alive",
        "/notices/bell",
        "/api/v1/me",
        "/api/v1/session",
    }
)
# Pages ask by themselves whether the session lasts and what is new; that is no work of the person.
LOOKING = frozenset({"/session/alive", "/notices/bell"})


async def recognise(connection: ASGIConnection[Any, Any, Any, Any]) -> signin.Recalled | None:
    """Who the session's cookie stands for; put into the scope. Error pages call it where no route was found."""
    scope = connection.scope
    scope["user"] = scope["auth"] = None
    session = forms.session_of(connection.cookies)
    client = scope.get("client")
    terminal, touch = client[0] if client else "", scope["path"] not in LOOKING
    known = await signin.recall(session, terminal=terminal, touch=touch) if session else None
    if known:
        scope["user"], scope["auth"] = known.actor, known.session
    return known


class Middleware(ASGIMiddleware):
    """Looks the session up on every request: what ended a second ago is ended."""

    scopes = (ScopeType.HTTP,)
    should_bypass_for_scope = staticmethod(lambda scope: scope["path"].startswith(OPEN))

    def __init__(self, base: str) -> None:
        """`base`: the public address, empty when it is whatever the request names."""
        self.base = urlsplit(base)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Litestar's entry point."""
        connection = ASGIConnection[Any, Any, Any, Any](scope)
        headers = connection.headers
        if scope.get("method") not in SAFE:
            self._own_site(headers, scope)
        known = await recognise(connection)
        if known and known.session.must_change and scope["path"] not in BEFORE_CHANGE:
            await self._to_password(headers, scope, receive, send)
            return
        with memo.one_reading() if scope.get("method") in SAFE else nullcontext():
            await next_app(scope, receive, send)

    def _own_site(self, headers: Headers, scope: Scope) -> None:
        site = headers.get("sec-fetch-site")
        if site is not None and site not in ("same-origin", "none"):
            raise CsrfFailed
        origin = headers.get("origin")
        if origin is None:
            return
        host = self.base.netloc or headers.get("host", "")
        scheme = self.base.scheme or scope["scheme"]
        if origin.casefold() != f"{scheme}://{host}".casefold():
            raise CsrfFailed

    async def _to_password(self, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith("/api/"):
            raise MustChangePassword
        field = "hx-redirect" if headers.get("hx-request") else "location"
        status = 204 if field == "hx-redirect" else 303
        await ASGIResponse(status_code=status, headers={field: "/password"})(scope, receive, send)


def middleware(settings: Settings) -> Middleware:
    """The middleware of this installation; puts its figures for sessions in force."""
    base = settings.public_url or ""
    forms.install(secure=base.startswith("https://"), address=base, agent_port=settings.agent_port)
    rules.install(
        replace(
            rules.policy(),
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(minutes=settings.session_absolute_minutes),
        )
    )
    return Middleware(base)
