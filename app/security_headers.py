"""Headers of every answer: a strict content policy, no framing, no sniffing, no referrer, nothing cached but assets.

- Scripts and styles come from this server's own files only; nothing inline, nothing evaluated, no outside request.
"""

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "frame-src": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
POLICY = "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items())
ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


WORKER = "/static/js/leader-worker.js"
WORKER_SCOPE = "/leader"  # the one part of the site that works without a network


def security_headers(app: ASGIApp) -> ASGIApp:
    """Litestar middleware."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                if scope["path"] == WORKER:
                    headers["service-worker-allowed"] = WORKER_SCOPE
                if not scope["path"].startswith("/static/"):
                    headers["cache-control"] = "no-store"
            await send(message)

        await app(scope, receive, sending if scope["type"] == ScopeType.HTTP else send)

    return wrapped
