"""The agent's pages: what it is doing, and the one question it asks for the PIN.

- The service's sign-in page leads here with its challenge; the page says which service and which login ask. Another
  service than the one that was set is refused, and so is anything that is not a challenge.
- The PIN goes to the device and nowhere else; it is not kept, not logged, and never sent back to a page.
- The answer leads the browser back to the service, where only the browser that asked can use it.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from agent.holder import View
from agent.settings import Settings
from agent.watch import Watch
from crypto.devices.statements import SignIn, moment_of, moment_text, number_of
from crypto.errors import BadEncoding, DeviceError, DeviceLocked
from kernel.web import AnyRequest, Form

FIELDS = ("service", "login", "nonce", "issued")


@dataclass(frozen=True, slots=True)
class Seen:
    """The device as a page shows it; `error` is None when it is there."""

    view: View | None
    error: DeviceError | None


@get("/", include_in_schema=False)
async def status(request: AnyRequest, state: State) -> Template:
    """What stands where."""
    watch: Watch = state.watch
    seen, reachable = await seen_of(watch), await asyncio.to_thread(watch.service.reachable)
    return shown(request, "agent/status.html", seen=seen, reachable=reachable, stay=watch.stay, ended=watch.ended)


@get("/sign-in", include_in_schema=False)
async def question(request: AnyRequest, state: State) -> Template:
    """Which service and which login ask, and the field for the PIN."""
    given = {name: request.query_params.get(name, "") for name in FIELDS}
    said = _challenge(given, state.settings)
    if said is None:
        return wrong(request, given["service"], state.settings)
    return await _ask(request, said, state.watch)


@post("/sign-in", include_in_schema=False)
async def sign(request: AnyRequest, state: State, form: NamedDependency[Form]) -> Any:
    """Sign the challenge and lead back to the service."""
    settings, watch = state.settings, state.watch
    given = {name: form.text(name) for name in FIELDS}
    said = _challenge(given, settings)
    if said is None:
        return wrong(request, given["service"], settings)
    pins = form.fields.get("pin", [])
    try:
        signed = await asyncio.to_thread(watch.sign_in, pins[0] if pins else "", said)
    except DeviceError as error:
        return await _ask(request, said, watch, error)
    answer = {
        "nonce": given["nonce"], "device": signed.device, "certificate": signed.certificate,
        "signature": signed.signature.hex(),
    }  # fmt: skip
    back = f"{settings.service}/sign-in/device/answer?{urlencode(answer)}"
    return Response(None, status_code=303, headers={"Location": back})


@post("/lock", include_in_schema=False)
async def lock(
    state: State,
    form: NamedDependency[Form],  # noqa: ARG001 - reading the form checks its token
) -> Response[None]:
    """End what was opened with the device."""
    await asyncio.to_thread(state.watch.lock)
    return Response(None, status_code=303, headers={"Location": "/"})


def _challenge(given: dict[str, str], settings: Settings) -> SignIn | None:
    try:
        said = SignIn(given["service"], given["login"], number_of(given["nonce"]), moment_of(given["issued"]))
    except BadEncoding:
        return None
    return said if said.service == settings.service else None


def wrong(request: AnyRequest, service: str, settings: Settings) -> Template:
    """Nothing is signed: another service asks, or what it asks for is nothing we sign."""
    foreign = service if service not in ("", settings.service) else ""
    return shown(request, "agent/wrong.html", code=400, foreign=foreign[:200])


async def _ask(request: AnyRequest, said: SignIn, watch: Watch, error: DeviceError | None = None) -> Template:
    seen = await seen_of(watch)
    if seen.view and seen.view.tries.left == 0:
        error = DeviceLocked()
    fields = {
        "service": said.service,
        "login": said.login,
        "nonce": said.nonce.hex(),
        "issued": moment_text(said.issued),
    }
    code = 403 if error else 200
    return shown(
        request, "agent/question.html", code=code, said=said, fields=fields, seen=seen, error=error or seen.error
    )


async def seen_of(watch: Watch) -> Seen:
    """The device now."""
    try:
        return Seen(await asyncio.to_thread(watch.holder.view), None)
    except DeviceError as error:
        return Seen(None, error)


def frame(request: AnyRequest) -> dict[str, Any]:
    """What stands around every page."""
    return {
        "csrf": getattr(request.scope.get("auth"), "csrf", ""), "flash": [], "large": False, "settings": request.app.state.settings,
        "path": request.url.path,
    }  # fmt: skip


def shown(request: AnyRequest, name: str, *, code: int = 200, **context: Any) -> Template:
    """A page in its frame."""
    return Template(name, context={**frame(request), **context}, status_code=code, media_type=MediaType.HTML)


ROUTES: list[Any] = [status, question, sign, lock]
