"""工作日历: a year at a glance, the office's own entries, and the outages it has declared."""

import calendar
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from app.templating import message
from identity.queries import register as identity
from identity.rights import Right
from kernel import calendar as entries
from kernel import clock, worktime
from kernel.calendar import OutageKind
from kernel.errors import Invalid
from kernel.web import AnyRequest, Form, actor, done, needs, page

MAY = [needs(Right.CALENDAR_EDIT)]
WEEK = 5


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the year. mark: work | rest | holiday | make_up; own: the office entered it."""

    day: date
    mark: str
    own: bool


@get("/calendar", guards=MAY, include_in_schema=False)
async def show(request: AnyRequest, year: FromQuery[int | None] = None) -> Template:
    """One year."""
    return await _page(request, _year(year))


@post("/calendar", guards=MAY, include_in_schema=False)
async def enter(request: AnyRequest, form: NamedDependency[Form]) -> Response[None] | Template:
    """Enter a day, or say that a year is complete."""
    day, worked = form.text("day"), form.text("worked")
    try:
        await entries.enter(form.call(request), day, worked)
    except Invalid as refusal:
        return await _page(request, _year(None), refusal, {"day": day, "worked": worked})
    await entries.install()
    return done(request, f"/calendar?year={day[:4]}", "saved")


@post("/calendar/outages", guards=MAY, include_in_schema=False)
async def declare(request: AnyRequest, form: NamedDependency[Form]) -> Response[None] | Template:
    """Declare an outage."""
    typed = {name: form.text(name) for name in ("kind", "start", "end")}
    try:
        await entries.declare_outage(
            form.call(request), typed["kind"], form.given_moment("start"), form.given_moment("end")
        )
    except Invalid as refusal:
        return await _page(request, _year(None), refusal, typed)
    await entries.install()
    return done(request, "/calendar", "saved")


@post("/calendar/outages/{id:uuid}/withdraw", guards=MAY, include_in_schema=False)
async def withdraw(request: AnyRequest, form: NamedDependency[Form], id: FromPath[UUID]) -> Response[None]:
    """Take back a declaration that was wrong."""
    await entries.withdraw_outage(form.call(request), id)
    await entries.install()
    return done(request, "/calendar", "saved")


async def _page(
    request: AnyRequest, year: int, refusal: Invalid | None = None, values: dict[str, str] | None = None
) -> Template:
    own = await entries.entries()
    declared = await entries.outages()
    names = await identity.names(actor(request), {each.by for each in declared})
    months = [(month, _weeks(year, month, own)) for month in range(1, 13)]
    return await page(
        request,
        "home/calendar.html",
        status=refusal.status if refusal else 200,
        year=year,
        months=months,
        own={day: worked for day, worked in own.items() if day.startswith(str(year))},
        covered=not worktime.current().add(date(year, 1, 1), 1).provisional,
        complete=own.get(str(year), False),
        errors={name: message(code) for name, code in refusal.fields.items()} if refusal else {},
        values={"day": "", "worked": "", "kind": "", "start": "", "end": ""} | (values or {}),
        outages=[(each, OutageKind(each.kind).label, names.get(each.by, "")) for each in declared],
        kinds=[(kind.value, kind.label) for kind in OutageKind],
        first=entries.FIRST,
        last=entries.LAST,
    )


def _year(asked: int | None) -> int:
    this = clock.local(clock.now()).year
    return asked if asked is not None and entries.FIRST <= asked < entries.LAST else this


def _weeks(year: int, month: int, own: dict[str, bool]) -> list[list[Day | None]]:
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    return [[_day(day, own) if day.month == month else None for day in week] for week in weeks]


def _day(day: date, own: dict[str, bool]) -> Day:
    worked, plain = worktime.current().is_work(day), day.weekday() < WEEK
    mark = ("work" if plain else "make_up") if worked else ("holiday" if plain else "rest")
    return Day(day, mark, day.isoformat() in own)


ROUTES: list[object] = [show, enter, declare, withdraw]
