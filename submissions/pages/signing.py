"""Sign-off on one page: what waits, read whole, ticked, signed in one act; with the device where the signer has one.

- Coming back from the device changes nothing by itself: the page that receives the answer posts it with one button.
- The result names every text: signed, or why not.
"""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template
from markupsafe import Markup

from gate import commands as gate
from identity.rights import Right
from kernel import reach, seen
from kernel.errors import Invalid
from kernel.web import AnyRequest, Form, actor, done, needs, page
from submissions.commands import signing as signing_commands
from submissions.commands import signing_rules, signing_together
from submissions.commands.signing_together import Outcome
from submissions.errors import SignChallengeOver
from submissions.forms import signing as forms
from submissions.queries import signing as reads
from submissions.rules.records import KIND
from typeset.reading import html

Answer = Template | Response[None]
SIGNS = [needs(Right.SUBMISSION_SIGN)]
FIELDS = ("nonce", "device", "certificate")


@get("/sign", guards=SIGNS, include_in_schema=False)
async def index(request: AnyRequest) -> Template:
    """What waits for a signature."""
    return await _index(request)


@post("/sign", guards=SIGNS, include_in_schema=False)
async def sign(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Sign what was ticked, at once or by the device."""
    call, wanted = form.call(request), forms.wanted(form)
    if not wanted:
        return await _index(request, chosen=False)
    if not await signing_commands.by_device(call.actor):
        return await _results(request, await signing_together.sign_each(call, wanted))
    said = await gate.pass_gate(call, {})
    good, bad = await signing_together.ready(call, wanted, said)
    if not good:
        return await _results(request, bad)
    made = await signing_together.ask_device(call, tuple(good), said, reach.service_of(request))
    return await _to_device(request, made.id, bad)


@get("/sign/device/{id:uuid}", guards=SIGNS, include_in_schema=False)
async def device(request: AnyRequest, id: FromPath[UUID]) -> Template:
    """What the device is asked for, and the way to its agent."""
    return await _to_device(request, id, [])


@get("/sign/answer", guards=SIGNS, include_in_schema=False)
async def answer_page(request: AnyRequest) -> Template:
    """Back from the agent: one button sends the answer on."""
    given = [(name, request.query_params.get(name, "")[:400]) for name in FIELDS]
    given += [("signature", value[:400]) for value in request.query_params.getall("signature", [])]
    return await page(request, "submissions/sign_answer.html", fields=given)


@post("/sign/answer", guards=SIGNS, include_in_schema=False)
async def answer(request: AnyRequest, form: NamedDependency[Form]) -> Template:
    """Every text the device has signed."""
    try:
        outcomes = await signing_together.answer(form.call(request), forms.answered(form))
    except SignChallengeOver as over:
        return await page(request, "submissions/sign_results.html", status=over.status, results=[], over=over)
    return await _results(request, outcomes)


@get("/sign/absence", guards=[needs(Right.SUBMISSION_READ_OWN)], include_in_schema=False)
async def absence(request: AnyRequest) -> Template:
    """When the viewer is away, and who signs then."""
    return await _absence(request, {}, {})


@post("/sign/absence", guards=SIGNS, include_in_schema=False)
async def enter_absence(request: AnyRequest, form: NamedDependency[Form]) -> Answer:
    """Enter an absence."""
    try:
        substitute = form.chosen("substitute")
        starts, ends = form.moment("starts"), form.moment("ends")
        await signing_rules.enter_absence(form.call(request), starts, ends, substitute)
    except Invalid as refusal:
        typed = {name: form.text(name) for name in ("starts", "ends", "substitute")}
        return await _absence(request, refusal.fields, typed)
    return done(request, "/sign/absence", "absence_entered")


@post("/sign/absence/{id:uuid}/end", guards=SIGNS, include_in_schema=False)
async def end_absence(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """End it now."""
    await signing_rules.end_absence(form.call(request), id)
    return done(request, "/sign/absence", "absence_ended")


@post("/sign/two-hands", guards=[needs(Right.SUBMISSION_SIGN_IMPORTANT)], include_in_schema=False)
async def two_hands(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """The unit's rule that nobody signs what they wrote."""
    await signing_rules.set_two_hands(form.call(request), bool(form.text("on")))
    return done(request, "/sign/absence", "saved")


@post("/submissions/{id:uuid}/important", guards=[needs(Right.SUBMISSION_READ_OWN)], include_in_schema=False)
async def mark(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Mark a text as important, or take the mark off."""
    await signing_rules.mark_important(form.call(request), id, form.int("version"), bool(form.text("on")))
    return done(request, f"/submissions/{id}", "saved")


async def _index(request: AnyRequest, *, chosen: bool = True) -> Template:
    me = actor(request)
    found = await reads.waiting(me)
    for each in found:
        await seen.mark(me, KIND, each.line.id)
    return await page(
        request, "submissions/sign.html", status=200 if chosen else 422, chosen=chosen,
        texts=[(each, Markup(html(each.body))) for each in found],  # noqa: S704 - made safe by typeset.reading
        absences=await reads.absences(me), by_device=await signing_commands.by_device(me),
    )  # fmt: skip


async def _to_device(request: AnyRequest, id: UUID, refused: Sequence[Outcome]) -> Template:
    me = actor(request)
    asked = await reads.asked(me, id)
    if asked is None:
        over = SignChallengeOver()
        return await page(request, "submissions/sign_results.html", status=over.status, results=[], over=over)
    titles = await reads.titles(me, [each.id for each in refused])
    return await page(
        request, "submissions/sign_device.html", asked=asked, agent=forms.agent_url(asked),
        refused=[(each, titles.get(each.id, "")) for each in refused],
    )  # fmt: skip


async def _results(request: AnyRequest, outcomes: Sequence[Outcome]) -> Template:
    titles = await reads.titles(actor(request), [each.id for each in outcomes])
    results = [(each, titles.get(each.id, "")) for each in outcomes]
    return await page(request, "submissions/sign_results.html", results=results, over=None)


async def _absence(request: AnyRequest, wrong: dict[str, str], typed: dict[str, str]) -> Template:
    me = actor(request)
    return await page(
        request, "submissions/sign_absence.html", status=422 if wrong else 200, wrong=wrong, typed=typed,
        substitutes=await reads.others_who_sign(me), own=await reads.own_absences(me), all=await reads.absences(me),
        two_hands=await reads.two_hands(me), signs=me.may(Right.SUBMISSION_SIGN), head=me.may(Right.SUBMISSION_SIGN_IMPORTANT),
    )  # fmt: skip


ROUTES: list[object] = [
    index, sign, device, answer_page, answer, absence, enter_absence, end_absence, two_hands, mark,
]  # fmt: skip
