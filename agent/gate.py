"""Who may talk to the agent: this machine's browser on the agent's own pages, nobody else.

- The Host must be the loopback address with the agent's port (no rebinding of names), and the peer must be loopback.
- A form must come from the agent's own page: Origin, Sec-Fetch-Site, and a token no other site can read.
- No page can be framed, nothing is loaded from elsewhere, nothing is cached; a form may lead on to the service only.
- The agent sets no cookie and reads none.
"""

import ipaddress
from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from agent.settings import HOST, Settings
from kernel.errors import CsrfFailed, Forbidden

SAFE = frozenset({"GET", "HEAD"})
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever has the page open; `csrf` is what forms carry (kernel.web.check_token)."""

    csrf: str


class Gate(ASGIMiddleware):
    """Looks at every request first."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, settings: Settings, token: str) -> None:
        """`token`: random, of this run of the program."""
        self.hosts = {f"{name}:{settings.port}" for name in (HOST, "localhost")}
        self.visitor = Visitor(token)
        self.headers = ALWAYS | {"content-security-policy": policy(settings.service)}

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Litestar's entry point."""
        connection = ASGIConnection[Any, Any, Any, Any](scope)
        scope["user"], scope["auth"] = None, self.visitor

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        self._admit(connection, str(scope.get("method")))
        await next_app(scope, receive, sending)

    def _admit(self, connection: ASGIConnection[Any, Any, Any, Any], method: str) -> None:
        host = connection.headers.get("host", "")
        peer = connection.client.host if connection.client else ""
        if host not in self.hosts or not _loopback(peer):
            raise Forbidden
        if method in SAFE:
            return
        site, origin = connection.headers.get("sec-fetch-site"), connection.headers.get("origin")
        if site not in (None, "same-origin", "none") or origin not in (None, f"http://{host}"):
            raise CsrfFailed


def policy(service: str) -> str:
    """The content policy. Browsers hold form-action against where a form's answer leads, so the service stands in it."""
    own = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "form-action": f"'self' {service}",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in own.items())


def _loopback(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False
