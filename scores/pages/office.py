"""The office's pages: registering what happened elsewhere, faults of units, corrections by two hands, closed periods."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from gate.commands import pass_gate
from identity.queries import register as identity
from identity.rights import Right
from kernel import clock
from kernel.errors import Invalid, Refusal
from kernel.web import AnyRequest, Form, actor, as_file, done, needs, page
from marking.told import stopped
from scores.commands import closing, corrections, upward
from scores.forms import entries as forms
from scores.forms.rulesets import number
from scores.pages.common import correctable, spans
from scores.queries import office as reads
from scores.queries import rulesets
from scores.queries.lines import placed
from scores.rules.happenings import OWN

OFFICE = [needs(Right.SUBMISSION_READ)]
ENTER, CORRECT = [needs(Right.SCORE_ENTER)], [needs(Right.SCORE_CORRECT)]
DECIDE = [needs(Right.SCORE_DECIDE, Right.SCORE_CORRECT)]


@get("/scores/upward", guards=OFFICE, include_in_schema=False)
async def upward_list(request: AnyRequest, of: FromQuery[str] = "") -> Template:
    """What was registered, and the forms."""
    return await _upward(request, typed={"of": of})


@post("/scores/upward", guards=ENTER, include_in_schema=False)
async def register(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """An adoption or instruction elsewhere."""
    call = form.call(request)
    try:
        entry = forms.entry(form)
        said = await pass_gate(call, forms.texts(form, "reference"), forms.evidence(form))
        await upward.register(call, entry, said)
    except Refusal as refusal:
        if not correctable(refusal):
            raise
        return await _upward(request, refusal, _typed(form), "register")
    return done(request, "/scores/upward", "saved")


@post("/scores/faults", guards=ENTER, include_in_schema=False)
async def enter(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """What a unit did wrong."""
    call = form.call(request)
    try:
        unit, sort, when = forms.fault(form)
        said = await pass_gate(call, forms.texts(form, "reference"), forms.evidence(form))
        await upward.enter(call, unit, sort, when, said)
    except Refusal as refusal:
        if not correctable(refusal):
            raise
        return await _upward(request, refusal, _typed(form), "enter")
    return done(request, "/scores/upward", "saved")


@get("/scores/upward/{happening:uuid}/document", guards=OFFICE, include_in_schema=False)
async def document(request: AnyRequest, happening: FromPath[UUID]) -> Response[bytes]:
    """The evidence."""
    found = await reads.document(actor(request), happening)
    return as_file(found.name, found.data, found.media)


@get("/scores/corrections", guards=OFFICE, include_in_schema=False)
async def correction_list(request: AnyRequest, happening: FromQuery[str] = "") -> Template:
    """What is proposed and was decided, and the forms."""
    return await _corrections(request, happening=happening)


@post("/scores/corrections", guards=CORRECT, include_in_schema=False)
async def propose(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Points by hand, or a happening to be cancelled."""
    call = form.call(request)
    try:
        said = await pass_gate(call, forms.texts(form, "note"))
        if form.text("happening"):
            await corrections.cancel(call, form.uuid("happening"), said)
        else:
            points = str(number(form, "points"))
            await corrections.propose(call, form.uuid("unit"), points, form.given_day("day"), said)
    except Refusal as refusal:
        if not correctable(refusal):
            raise
        return await _corrections(request, refusal, _typed(form), form.text("happening"))
    return done(request, "/scores/corrections", "score_proposed")


@post("/scores/corrections/{id:uuid}/{action:str}", guards=DECIDE, include_in_schema=False)
async def decide(
    request: AnyRequest, id: FromPath[UUID], action: FromPath[str], form: NamedDependency[Form]
) -> Response[None]:
    """Confirm, refuse, withdraw."""
    await corrections.act(form.call(request), id, form.int("version"), action)
    return done(request, "/scores/corrections", "saved")


@get("/scores/periods", guards=OFFICE, include_in_schema=False)
async def periods(request: AnyRequest) -> Template:
    """Closed periods."""
    return await _periods(request)


@post("/scores/periods", guards=[needs(Right.SCORE_FORCE)], include_in_schema=False)
async def close(request: AnyRequest, form: NamedDependency[Form]) -> Template | Response[None]:
    """Close what is over."""
    try:
        await closing.close(form.call(request), form.given_day("last"))
    except Refusal as refusal:
        if not correctable(refusal):
            raise
        return await _periods(request, refusal)
    return done(request, "/scores/periods", "score_closed")


async def _upward(
    request: AnyRequest, refusal: Refusal | None = None, typed: dict[str, str] | None = None, which: str = ""
) -> Template:
    me = actor(request)
    may = me.may(Right.SCORE_ENTER)
    rules = await rulesets.current(me)
    outlets = [
        (f"{level.code}:{outlet.code if outlet else ''}", placed(level.label, outlet.label if outlet else ""))
        for level in (rules.levels if rules else ())
        if level.code != OWN
        for outlet in (*(each for each in (rules.outlets if rules else ()) if each.level == level.code), None)
    ]
    units = [(str(unit.id), unit.name) for unit in await identity.units(me) if not unit.office]
    return await page(
        request, "scores/upward.html", status=refusal.status if refusal else 200, rows=await reads.upward(me), may=may,
        adoptions=await reads.adoptions(me) if may else [], outlets=outlets, units=units, refusal=refusal,
        stopped=stopped(refusal), typed=typed or {}, which=which, today=clock.local(clock.now()).date(),
        faults=[(sort.value, sort.label) for sort in upward.FAULTS], may_correct=me.may(Right.SCORE_CORRECT),
    )  # fmt: skip


async def _corrections(
    request: AnyRequest, refusal: Refusal | None = None, typed: dict[str, str] | None = None, happening: str = ""
) -> Template:
    me = actor(request)
    try:
        about = await reads.happening(me, UUID(happening)) if happening else None
    except ValueError:
        raise Invalid(fields={"happening": "choose_one"}) from None
    return await page(
        request, "scores/corrections.html", status=refusal.status if refusal else 200,
        sheets=await reads.corrections_listed(me), may=me.may(Right.SCORE_CORRECT), refusal=refusal, stopped=stopped(refusal),
        typed=typed or {}, about=about, happening=happening, today=clock.local(clock.now()).date(),
        units=[(str(unit.id), unit.name) for unit in await identity.units(me) if not unit.office],
    )  # fmt: skip


async def _periods(request: AnyRequest, refusal: Refusal | None = None) -> Template:
    return await page(
        request, "scores/periods.html", status=refusal.status if refusal else 200,
        closings=await reads.closings(actor(request)), refusal=refusal, spans=spans(),
    )  # fmt: skip


def _typed(form: Form) -> dict[str, str]:
    return {name: values[0] for name, values in form.fields.items()}


ROUTES: list[object] = [
    upward_list,
    register,
    enter,
    document,
    correction_list,
    propose,
    decide,
    periods,
    close,
]
