"""A clock as macros/clock.html draws it: every segment and every mark with its words (LO-01).

- The bar runs from the start to the last of: on time until, closed from, done or now when that was late. What does not
  count is hatched and named; what came after the due time is a segment of its own.
- Three moments stand apart: asked for, on time until, closed from. A due time says its rule, the days and the outages
  that moved it, and that it is provisional; a settled clock keeps by how much it was late.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from kernel import clock
from kernel.calendar import OutageKind
from kernel.terms import Pause
from kernel.work import Clock
from kernel.workflow import Labelled

TONES = {"ok": "blue", "near": "yellow", "late": "red", "done": "done", "done_late": "red"}
DAY = timedelta(days=1)
BY_THE_MINUTE = ("outage", "closed")
Words = Callable[..., str]


class DaysOff(Labelled):
    """What a stretch of free days is called when no holiday has given it a name."""

    REST = "rest", "周末"
    HOLIDAY = "holiday", "放假"
    OFFICE_FREE = "office_free", "本厅放假"
    CLOSED = "closed", "下班时间"


class Stretch(NamedTuple):
    """What does not count, in percent of the bar, and why."""

    start: float
    width: float
    why: str


class Point(NamedTuple):
    """A mark of the bar; `at` in percent, None at its ends."""

    at: float | None
    label: str
    text: str
    why: str


Scale = tuple[tuple[Stretch, ...], tuple[Point, ...]]


def view(c: Clock, message: Words, span: Words, scaled: Callable[[Clock, datetime], Scale]) -> dict[str, Any]:
    """The values of the macro. `message`, `span`: the house's words; `scaled`: scale() with its words, or kept from before."""
    now = clock.now()
    level, stood = c.level(now), c.settled or now
    end = max(c.due, c.closes or c.due, stood)
    pauses, marks = scaled(c, end)
    percent = _percent(c.start, end)
    return {
        "tone": TONES[level],
        "words": message(f"words.clock_{level}", span=span(abs(c.left(now)))),
        "percent": percent(min(stood, c.due)),
        "over": {"start": percent(c.due), "width": round(percent(stood) - percent(c.due), 1)}
        if stood > c.due
        else None,
        "pauses": pauses,
        "marks": marks,
        "provisional": c.provisional,
    }


def scale(c: Clock, end: datetime, message: Words, moment: Words, day: Words) -> Scale:
    """What stays where it is while the clock runs: the pauses and the marks of a bar that ends at `end`."""
    percent = _percent(c.start, end)
    pauses = tuple(
        Stretch(
            percent(p.start), max(1.0, round(percent(p.end) - percent(p.start), 1)),
            f"{_stretch(p, moment, day)} {_name(p)}",
        )
        for p in c.pauses
    )  # fmt: skip
    marks = tuple(
        Point(
            percent(at) if at != end and name != "start" else None, message(f"words.clock_{name}"),
            end_of(at, moment) if name == "due" else moment(at), why,
        )
        for name, at, why in (
            ("start", c.start, ""), ("asked", c.asked, ""), ("due", c.due, _why(c, message)),
            ("closes", c.closes, ""), ("settled", c.settled, ""),
        )
        if at
    )  # fmt: skip
    return pauses, marks


def _percent(start: datetime, end: datetime) -> Callable[[datetime], float]:
    """Where on the bar a moment lies."""
    whole = (end - start) / timedelta(seconds=1) or 1.0

    def percent(at: datetime) -> float:
        return round(min(100.0, max(0.0, (at - start) / timedelta(seconds=1) / whole * 100)), 1)

    return percent


def _name(pause: Pause) -> str:
    if pause.kind == "outage":
        return OutageKind(pause.name).label
    return pause.name or DaysOff(pause.kind).label


def _stretch(pause: Pause, moment: Words, day: Words) -> str:
    """Whole days as days (midnight belongs to the day before), anything else to the minute."""
    ends = (clock.local(pause.start), clock.local(pause.end))
    if any(at.time() != at.min.time() for at in ends) and pause.kind in BY_THE_MINUTE:
        same = ends[0].date() == ends[1].date()
        return f"{moment(pause.start)}–{ends[1]:%H:%M}" if same else f"{moment(pause.start)}–{moment(pause.end)}"
    first, last = day(pause.start), day(pause.end - timedelta(microseconds=1))
    return first if first == last else f"{first}–{last}"


def _why(c: Clock, message: Words) -> str:
    return "；".join(part for part in (c.rule, message("words.provisional") if c.provisional else "") if part)


def end_of(at: datetime, moment: Words) -> str:
    """The end of a day as such: what is due by the end of the 17th is not called due on the 18th, nor at 23:59."""
    last = at - timedelta(minutes=1) if clock.local(at).time() == time.min else at
    return moment(last).replace("23:59", "24:00")
