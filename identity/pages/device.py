"""The second step of signing in: the challenge is shown, the device's agent on the person's machine answers it.

- The PIN is never typed here: the page leads to the agent's own page, and the agent leads back with the answer.
- Coming back changes nothing by itself: the page that receives the answer posts it with one button.
- Pages of a session that hangs on a device ask every few seconds whether it lasts.
"""

from typing import Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency

from crypto.devices.statements import moment_text
from identity import forms
from identity.commands import challenges, signin
from identity.errors import ChallengeOther, ChallengeOver, DeviceCertificateRefused, DeviceRefused, SignInRefused
from kernel import reach
from kernel.actor import Actor
from kernel.errors import Refusal
from kernel.web import PUBLIC, AnyRequest, Form, done, page, signed_in

FIELDS = ("nonce", "device", "certificate", "signature")


@get("/sign-in/device", opt=PUBLIC, include_in_schema=False)
async def device_page(request: AnyRequest) -> Any:
    """What the device is asked for, and the way to its agent."""
    if isinstance(request.scope.get("user"), Actor):
        return done(request, "/")
    challenge = await challenges.waiting(forms.pending_of(request.cookies))
    if challenge is None:
        return await _refused(request, ChallengeOver())
    said = challenges.statement(challenge, reach.service_of(request))
    asked = {
        "service": said.service,
        "login": said.login,
        "nonce": said.nonce.hex(),
        "issued": moment_text(said.issued),
    }
    address = f"{reach.agent_address()}/sign-in?{urlencode(asked)}"
    return await page(
        request,
        "identity/sign_in_device.html",
        agent=address,
        login=said.login,
        service=said.service,
        ends=challenge.ends,
    )


@get("/sign-in/device/answer", opt=PUBLIC, include_in_schema=False)
async def answer_page(request: AnyRequest) -> Any:
    """Back from the agent: one button sends the answer on."""
    if isinstance(request.scope.get("user"), Actor):
        return done(request, "/")
    challenge = await challenges.waiting(forms.pending_of(request.cookies))
    if challenge is None:
        return await _refused(request, ChallengeOver())
    fields = {name: request.query_params.get(name, "")[:400] for name in FIELDS}
    return await page(request, "identity/sign_in_answer.html", fields=fields, login=challenge.login)


@post("/sign-in/device/answer", opt=PUBLIC, include_in_schema=False)
async def answer(request: AnyRequest, form: NamedDependency[Form]) -> Any:
    """The session, when the device's answer holds."""
    terminal = request.client.host if request.client else ""
    try:
        opened = await signin.finish(
            forms.pending_of(request.cookies), forms.device_answer(form.text), service=reach.service_of(request),
            terminal=terminal, previous=forms.session_of(request.cookies),
        )  # fmt: skip
    except (ChallengeOver, ChallengeOther, DeviceRefused, SignInRefused) as refusal:
        return await _refused(request, refusal)
    led = done(request, "/password" if opened.must_change else opened.target)
    led.cookies += [forms.session_cookie(opened.session), forms.pending_cookie("")]
    return led


@get("/session/alive", guards=[signed_in], include_in_schema=False, status_code=204)
async def alive() -> None:
    """Answered while the session lasts; asking does not lengthen it."""


async def _refused(request: AnyRequest, refusal: Refusal) -> Any:
    finding = refusal.finding if isinstance(refusal, DeviceCertificateRefused) else None
    shown = await page(
        request, "identity/sign_in_refused.html", status=refusal.status, code=refusal.code, finding=finding
    )
    if not isinstance(refusal, ChallengeOther):
        shown.cookies.append(forms.pending_cookie(""))
    return shown


ROUTES: list[object] = [device_page, answer_page, answer, alive]
