"""When a running clock speaks: reminders on the way, the due moment, then the escalation.

- Marks are rows: a share of the counted time (50, 75, 100 %), or so many minutes after the due time. Days off and
  outages never count; for an urgent clock only outages do not.
- What is not urgent speaks in working hours: a mark that falls outside waits for the next working morning; when the due
  moment comes before that, a reminder goes out at the end of the last working day instead. The due moment itself is
  said when it comes.
- Escalation counts from when the due time became known, so nobody is reported for what nobody could know.
- After a standstill the newest reminder is said and the earlier ones are put aside by name; the due moment and every
  step of the escalation are each said, in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from kernel import terms, worktime
from kernel.clock import LOCAL
from kernel.terms import Due, Pause
from kernel.worktime import CLOSES, OPENS

WHOLE = 100
FAR = timedelta(days=30)  # longest holiday and outage an escalation is counted across


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: at `share` percent, or `after` the due time, the ones called `tell` are told."""

    mark: str
    tell: str
    share: int | None = None
    after: timedelta = timedelta(0)

    @property
    def reminds(self) -> bool:
        """Whether it speaks before the due time."""
        return self.share is not None and self.share < WHOLE


@dataclass(frozen=True, slots=True)
class Mark:
    """A rule at its moment."""

    rule: Rule
    at: datetime


def plan(due: Due, rules: Sequence[Rule], known: datetime) -> tuple[Mark, ...]:
    """Every mark of a clock in order. `known`: when this due time was counted."""
    stretches = due.pauses
    return tuple(Mark(rule, _moment(due, rule, known, stretches)) for rule in rules)


def waiting(marks: Sequence[Mark], following: str) -> tuple[Mark, ...]:
    """The marks from the one called `following` on."""
    names = [mark.rule.mark for mark in marks]
    return tuple(marks[names.index(following) :]) if following in names else ()


def passed(marks: Sequence[Mark], now: datetime) -> tuple[tuple[Mark, ...], Mark | None]:
    """Of the marks that wait: what is put aside now, and the one to say."""
    due = list(takewhile(lambda mark: mark.at <= now, marks))
    reminders = list(takewhile(lambda mark: mark.rule.reminds, due))
    if not due:
        return (), None
    if len(reminders) < len(due):
        return tuple(reminders), due[len(reminders)]
    return tuple(reminders[:-1]), reminders[-1]


def working(at: datetime) -> bool:
    """Whether somebody is at the desk."""
    here = at.astimezone(LOCAL)
    return worktime.current().is_work(here.date()) and OPENS <= here.time() <= CLOSES


def _moment(due: Due, rule: Rule, known: datetime, stretches: tuple[Pause, ...]) -> datetime:
    if rule.share is None:
        base = max(due.due, known)
        after = terms.pauses(base, base + rule.after + FAR, days_off=not due.urgent)
        at = terms.advance(base, rule.after, after)
        return at if due.urgent else _next_morning(at)
    if rule.share >= WHOLE:
        return due.due
    whole = terms.counted(due.start, due.due, stretches)
    if not whole:  # nothing of the way counts: by the clock on the wall
        whole, stretches = max(due.due - due.start, timedelta(0)), ()
    at = min(terms.advance(due.start, whole * rule.share / WHOLE, stretches), due.due)
    return at if due.urgent else _held(at, due)


def _held(at: datetime, due: Due) -> datetime:
    """A reminder in working hours, and in time to be of use."""
    if working(at):
        return at
    morning = _next_morning(at)
    if morning < due.due:
        return morning
    evening = _last_evening(at, due.start)
    return evening or at


def _next_morning(at: datetime) -> datetime:
    if working(at):
        return at
    day = at.astimezone(LOCAL).date()
    if at.astimezone(LOCAL).time() > CLOSES or not worktime.current().is_work(day):
        day = worktime.current().add(day, 1).day
    return datetime.combine(day, OPENS, LOCAL)


def _last_evening(at: datetime, start: datetime) -> datetime | None:
    """The end of the last working day before a moment, None when that was before the clock started."""
    day = at.astimezone(LOCAL).date()
    while (evening := datetime.combine(day, CLOSES, LOCAL)) > start:
        if evening <= at and worktime.current().is_work(day):
            return evening
        day -= timedelta(days=1)
    return None
