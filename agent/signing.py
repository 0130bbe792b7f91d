"""The agent's page that asks for the PIN when texts are signed off (SUB-08).

- A unit's leader signs texts off with it, and the office's people the steps they have done (PUB-01).
- The service shows the texts; this page shows what the device will sign: who signs for which unit, in which capacity,
  how many texts, and each one's digest.
- One PIN, one signature a text. Either all are signed or nothing is given out.
- Another service than the one that was set is refused, and so is whatever is not a list of texts.
"""

import asyncio
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Template

from agent.pages import seen_of, shown, wrong
from agent.settings import Settings
from agent.watch import Watch
from crypto.devices.statements import SignOff, moment_of, moment_text, number_of
from crypto.errors import BadEncoding, DeviceError, DeviceLocked
from kernel.web import AnyRequest, Form

FIELDS = ("service", "login", "unit", "nonce", "issued", "back")
BACK = {"": "/sign", "steps": "/steps"}  # where on the service it was asked, and where the answer goes
PARTS = 4  # record, version, capacity, digest
MOST = 20


@get("/sign-off", include_in_schema=False)
async def question(request: AnyRequest, state: State) -> Template:
    """What is to be signed, and the field for the PIN."""
    given = {name: request.query_params.get(name, "") for name in FIELDS}
    said = _statements(given, request.query_params.getall("item", []), state.settings)
    if not said:
        return wrong(request, given["service"], state.settings)
    return await _ask(request, said, state.watch, given["back"])


@post("/sign-off", include_in_schema=False)
async def sign(request: AnyRequest, state: State, form: NamedDependency[Form]) -> Any:
    """Sign every text and lead back to the service."""
    settings, watch = state.settings, state.watch
    given = {name: form.text(name) for name in FIELDS}
    said = _statements(given, form.all("item"), settings)
    if not said:
        return wrong(request, given["service"], settings)
    pins = form.fields.get("pin", [])
    try:
        signed = await asyncio.to_thread(watch.sign_off, pins[0] if pins else "", said)
    except DeviceError as error:
        return await _ask(request, said, watch, given["back"], error)
    answer = [("nonce", given["nonce"]), ("device", signed.device), ("certificate", signed.certificate)]
    answer += [("signature", each.hex()) for each in signed.signatures]
    back = f"{settings.service}{BACK[given['back']]}/answer?{urlencode(answer)}"
    return Response(None, status_code=303, headers={"Location": back})


def _statements(given: dict[str, str], items: list[str], settings: Settings) -> tuple[SignOff, ...]:
    """What would be signed; empty when it is no list of texts of the service that was set."""
    try:
        said = tuple(_statement(given, item) for item in items[: MOST + 1])
    except (BadEncoding, ValueError):
        return ()
    ours = given["back"] in BACK and all(each.service == settings.service for each in said)
    return said if len(said) <= MOST and ours else ()


def _statement(given: dict[str, str], item: str) -> SignOff:
    parts = item.split(".")
    if len(parts) != PARTS:
        raise BadEncoding("item")
    record, version, capacity, digest = parts
    return SignOff(
        given["service"], given["login"], given["unit"], capacity, UUID(record), int(version), number_of(digest),
        number_of(given["nonce"]), moment_of(given["issued"]),
    )  # fmt: skip


async def _ask(
    request: AnyRequest, said: tuple[SignOff, ...], watch: Watch, back: str, error: DeviceError | None = None
) -> Template:
    seen = await seen_of(watch)
    if seen.view and seen.view.tries.left == 0:
        error = DeviceLocked()
    first = said[0]
    fields = [("service", first.service), ("login", first.login), ("unit", first.unit)]
    fields += [("nonce", first.nonce.hex()), ("issued", moment_text(first.issued)), ("back", back)]
    fields += [("item", f"{each.record}.{each.version}.{each.capacity}.{each.digest.hex()}") for each in said]
    return shown(
        request, "agent/sign_off.html", code=403 if error else 200, said=said, first=first, fields=fields, seen=seen,
        error=error or seen.error, steps=back == "steps", place=BACK[back],
    )  # fmt: skip


ROUTES: list[Any] = [question, sign]
