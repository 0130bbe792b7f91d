"""The steps somebody has done, and their signature by device.

- Coming back from the device changes nothing by itself: the page that receives the answer posts it with one button.
"""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from bulletins.commands import responsibility as commands
from bulletins.errors import StepChallengeOver
from bulletins.forms import responsibility as forms
from bulletins.pages.downloads import attached
from bulletins.queries import responsibility as queries
from bulletins.queries import sheets
from identity.rights import Right
from kernel import reach, seen
from kernel.errors import Invalid
from kernel.web import AnyRequest, Form, actor, done, needs, page
from submissions.commands import signing
from typeset.turns import turn

READ = [needs(Right.ISSUE_READ)]
FIELDS = ("nonce", "device", "certificate")


@get("/steps", guards=READ, include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """What the viewer has done."""
    return await _index(request)


@post("/steps", guards=READ, include_in_schema=False)
async def sign(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Put what was ticked to the device."""
    try:
        asked = await commands.ask_device(form.call(request), forms.wanted(form), reach.service_of(request))
    except Invalid as refusal:
        return await _index(request, refusal)
    return done(request, f"/steps/device/{asked.id}")


@get("/steps/device/{id:uuid}", guards=READ, include_in_schema=False)
async def device(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """What the device is asked for, and the way to its agent."""
    asked = await queries.asked(actor(request), id)
    if asked is None:
        return await _index(request, StepChallengeOver())
    return await page(request, "bulletins/steps_device.html", asked=asked, agent=forms.agent_url(asked))


@get("/steps/answer", guards=READ, include_in_schema=False)
async def answer_page(request: AnyRequest) -> Template:
    """Back from the agent: one button sends the answer on."""
    given = [(name, request.query_params.get(name, "")[:400]) for name in FIELDS]
    given += [("signature", value[:400]) for value in request.query_params.getall("signature", [])]
    return await page(request, "bulletins/steps_answer.html", fields=given)


@post("/steps/answer", guards=READ, include_in_schema=False)
async def answer(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Keep what the device has signed."""
    await commands.answer(form.call(request), forms.answered(form))
    return done(request, "/steps", "steps_signed")


@get("/issues/{id:uuid}/responsibility/{ending:str}", guards=READ, include_in_schema=False)
async def sheet(request: AnyRequest, id: FromPath[UUID], ending: FromPath[str]) -> Response[bytes]:
    """The responsibility sheet of an issue, as PDF or OFD."""
    me = actor(request)
    async with turn(me.id):
        name, file = await sheets.file(me, id, ending)
    await seen.mark(me, "issue", id)
    return attached(file.data, file.media, name)


async def _index(request: AnyRequest, refusal: Invalid | StepChallengeOver | None = None) -> Template:
    me = actor(request)
    return await page(
        request, "bulletins/steps.html", status=refusal.status if refusal else 200, lines=await queries.own(me),
        refusal=refusal, by_device=await signing.by_device(me),
    )  # fmt: skip


ROUTES: list[object] = [index, sign, device, answer_page, answer, sheet]
