"""Refusals and faults as what people and programs can read.

- A page gets a Chinese page that says what happened and what to do; a program (path /api/, or JSON accepted) gets RFC 9457.
- A Refusal keeps its own status. Anything else is a bug: logged by type and place, answered 500 without detail.
- What was stopped for a marking and is not in the gate's register yet is entered there before it is answered.
- A person who is not signed in is sent to the sign-in page and back afterwards.
- Who leaves while their request is still arriving is no fault: nothing was done, nobody reads an answer, nothing is logged.
"""

import secrets
import traceback
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import TemplateNotFound
from litestar import Response
from litestar.exceptions import HTTPException, InternalServerException
from litestar.response import Template
from litestar.types import Receive, Scope, Send

from app.signin import recognise
from app.templating import message, next_step
from gate import commands as gate
from kernel import problem as problems
from kernel.actor import SYSTEM, Actor, Call
from kernel.errors import Refusal, SignedOut
from kernel.log import log
from kernel.problem import MEDIA_TYPE, Problem
from kernel.web import AnyRequest, page
from marking.cleared import code as code_of
from marking.errors import Held, MarkingFound

OF_STATUS = {
    401: "signed_out", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large",
    429: "too_many_requests", 503: "unavailable",
}  # fmt: skip
SERVER = 500
LEFT = "client disconnected prematurely"  # Litestar's word for it, whoever reads the body


def for_program(request: AnyRequest) -> bool:
    """Whether the answer is read by a program."""
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


def problem(status: int, code: str, refusal: Refusal | None = None, **more: str) -> Response[Problem]:
    """RFC 9457."""
    facts: dict[str, Any] = {**(refusal.facts if refusal else {}), **more}
    wrong = {name: message(field) for name, field in refusal.fields.items()} if refusal else {}
    holds = _holds(refusal) if isinstance(refusal, Held) and refusal.releasable else []
    body = Problem(
        f"urn:zhengxun:problem:{code}", message(code, **facts), status, next_step(code, **facts), wrong, holds
    )
    return Response(body, status_code=status, media_type=MEDIA_TYPE)


def _holds(refusal: Held) -> list[problems.Held]:
    found = zip(refusal.verdicts, refusal.digests, strict=True)
    return [problems.Held(one.where, code_of(one.rule, one.reason), digest.hex()) for one, digest in found]


async def refused(request: AnyRequest, error: Refusal) -> Response[Any] | Template:
    """Litestar's handler for Refusal."""
    if isinstance(error, MarkingFound | Held) and not error.noted:
        error = await _noted(request, error)
    if for_program(request):
        return problem(error.status, error.code, error)
    if isinstance(error, SignedOut) and request.method == "GET":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Response(None, status_code=303, headers={"Location": f"/sign-in?next={quote(back)}"})
    return await _shown(request, error.status, error.code, error)


async def _noted(request: AnyRequest, error: MarkingFound | Held) -> Refusal:
    """The refusal once the gate's register has it, or why that was not possible."""
    user = request.scope.get("user")
    try:
        async with gate.noting(Call(user if isinstance(user, Actor) else SYSTEM)):
            raise error
    except Refusal as told:
        return told


async def http_error(request: AnyRequest, error: HTTPException) -> Response[Any] | Template:
    """Litestar's own refusals: no route, wrong method, unreadable body."""
    status = error.status_code
    if isinstance(error, InternalServerException) and error.detail == LEFT:
        return Response(None, status_code=400)
    if status >= SERVER and status not in OF_STATUS:
        return await fault(request, error)
    code = OF_STATUS.get(status, "refused")
    return problem(status, code) if for_program(request) else await _shown(request, status, code, Refusal())


async def fault(request: AnyRequest, error: Exception) -> Response[Any] | Template:
    """A bug. Content stays out of the log: type and place only."""
    places = [
        f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)[-4:]
    ]
    reference = secrets.token_hex(4)
    log.error("fault", error=type(error).__name__, at=" ".join(places), path=request.url.path, reference=reference)
    if for_program(request):
        return problem(SERVER, "fault", None, reference=reference)
    return await _shown(request, SERVER, "fault", Refusal(reference=reference))


async def _shown(request: AnyRequest, status: int, code: str, refusal: Refusal) -> Template:
    facts = refusal.facts
    listed = {name: message(wrong) for name, wrong in refusal.fields.items()}
    context = {
        "status_code": status, "code": code, "text": message(code, **facts), "step": next_step(code, **facts),
        "back": _back(request),
    }  # fmt: skip
    frame = "errors/error.html" if await _known(request) else "errors/error_signed_out.html"
    try:
        return await page(request, frame, status=status, fields=listed, **context)
    except (Refusal, TemplateNotFound) as broken:  # the frame itself needs the database
        log.error("error_page_failed", error=type(broken).__name__)
        return Template("errors/error_bare.html", context=context, status_code=status)


async def _known(request: AnyRequest) -> bool:
    """Whether somebody is signed in; where no route was found, no middleware has looked yet."""
    scope: dict[str, Any] = dict(request.scope)
    if "auth" in scope:
        return scope["auth"] is not None
    try:
        return await recognise(request) is not None
    except Refusal:
        return False


def _back(request: AnyRequest) -> str:
    """The page the person came from, when it is one of ours."""
    came = urlsplit(request.headers.get("referer", ""))
    ours = came.netloc == request.url.netloc
    return came.path if ours and (request.method != "GET" or came.path != request.url.path) else ""


class _Later(Response[Any]):
    """Litestar's exception handlers are synchronous, our pages are not: the page is made when the answer is sent."""

    def __init__(self, make: Callable[[], Awaitable[Response[Any] | Template]]) -> None:
        super().__init__(None)
        self._make = make

    def to_asgi_response(self, app: Any, request: AnyRequest, **settings: Any) -> Any:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            made = await self._make()
            await made.to_asgi_response(app, request, **settings)(scope, receive, send)

        return answer


def _later(
    handler: Callable[[AnyRequest, Any], Awaitable[Response[Any] | Template]],
) -> Callable[[AnyRequest, Any], _Later]:
    return lambda request, error: _Later(lambda: handler(request, error))


HANDLERS: dict[Any, Any] = {
    Refusal: _later(refused), HTTPException: _later(http_error), Exception: _later(fault),
}  # fmt: skip
