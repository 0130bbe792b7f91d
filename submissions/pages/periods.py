"""Regular reports: the unit's own list with the one click, the office's page of who is silent (LO-04)."""

from datetime import date, datetime, time
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from identity.rights import Right
from kernel import clock
from kernel.actor import Call
from kernel.clock import LOCAL
from kernel.web import AnyRequest, Form, actor, done, needs, page
from notices.commands import pressing
from notices.errors import PressedLately
from submissions.commands import periods
from submissions.queries import periods as reads
from submissions.rules.periods import KIND
from submissions.workflow.periods import DUTY, SETTLED, DutyState


@get("/periods", guards=[needs(Right.SUBMISSION_READ_OWN)], include_in_schema=False)
async def own(request: AnyRequest) -> Template:
    """What one's own unit owes and has reported."""
    me = actor(request)
    duties = await reads.own(me)
    offers = {duty.id: [one for one in DUTY.offered(duty, me) if one.enabled] for duty in duties}
    return await page(request, "submissions/periods.html", duties=duties, offers=offers, states=DutyState)


@get("/periods/{id:uuid}", guards=[needs(Right.BOOK_READ)], include_in_schema=False)
async def one(request: AnyRequest, id: FromPath[UUID]) -> Response[None]:
    """Where a notice leads: the unit's list, or the period on the office's page."""
    me = actor(request)
    duty = await reads.duty(me, id)
    there = "/periods" if duty.unit == me.unit else f"/silent?period={duty.period}&starts={duty.first.isoformat()}"
    return done(request, there)


@post("/periods/{id:uuid}/zero", guards=[needs(Right.PERIOD_ZERO)], include_in_schema=False)
async def zero(request: AnyRequest, id: FromPath[UUID], form: NamedDependency[Form]) -> Response[None]:
    """Nothing happened."""
    await periods.zero(form.call(request), id, form.int("version"))
    return done(request, "/periods", "zero_reported")


@get("/silent", guards=[needs(Right.SUBMISSION_READ)], include_in_schema=False)
async def silent(request: AnyRequest, period: FromQuery[str] = "", starts: FromQuery[str] = "") -> Template:
    """Every unit in the agreed order: sent, zero, silent."""
    me = actor(request)
    codes = await reads.codes(me)
    chosen = period if period in dict(codes) else codes[0][0] if codes else ""
    begun = await reads.begun(me, chosen)
    at = _moment(starts)
    at = at if at in begun else begun[0] if begun else None
    lines = await reads.lines(me, chosen, at) if at else []
    duty = next((line.duty for line in lines if line.duty), None)
    silent = [line for line in lines if line.duty and line.duty.state not in SETTLED]
    days = [clock.local(each).date() for each in begun]
    return await page(
        request, "submissions/silent.html", codes=codes, period=chosen, begun=days, lines=lines, span=duty,
        at=clock.local(at).date() if at else None, silent=silent, may_press=me.may(Right.NOTICE_PRESS),
        may_keep=me.may(Right.TABLES_EDIT),
    )  # fmt: skip


@post("/silent/press", guards=[needs(Right.NOTICE_PRESS)], include_in_schema=False)
async def press(request: AnyRequest, form: NamedDependency[Form]) -> Response[None]:
    """Urge one unit, or all that are silent; who was urged a moment ago is left out."""
    me, told = actor(request), 0
    for text in form.all("duty")[:1000]:
        duty = await reads.duty(me, UUID(text))
        if duty.state in SETTLED:
            continue
        try:
            pressed = await pressing.press(Call(me), KIND, duty.id, await reads.officers(duty.unit))
        except PressedLately:
            continue
        told += int(pressed.more["told"])
    back = f"/silent?period={form.text('period')[:30]}&starts={form.text('starts')[:10]}"
    return done(request, back, "pressed" if told else "pressed_before")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time(), LOCAL)
    except ValueError:
        return None


ROUTES: list[object] = [own, one, zero, silent, press]
