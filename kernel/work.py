"""What waits for somebody: the rows of 待办 and the clocks beside them.

- A clock shows when it started, until when it is on time, and when the record closes; every due time can say why.
- Levels: late (past due), near (less than a quarter of what counts is left), ok; done and done_late once settled. The
  words and shapes are the template's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel.terms import Due, Pause, counted
from kernel.worktime import Reason

NEAR = 0.75
BEFORE, AFTER = 24, 72  # characters of a snippet around what was found


@dataclass(frozen=True, slots=True)
class Clock:
    """A due time with its reasons. `pauses`: stretches that do not count (days off, declared outages).

    `settled`: when the step was done; it stands still then, and keeps how late it was. `days`: what moved the due time.
    """

    start: datetime
    due: datetime
    asked: datetime | None = None
    closes: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    provisional: bool = False
    rule: str = ""
    settled: datetime | None = None
    days: tuple[Reason, ...] = ()
    calendar: str = ""

    def share(self, now: datetime) -> float:
        """How much of what counts is gone, 0 to 1."""
        whole = counted(self.start, self.due, self.pauses) or (self.due - self.start)
        gone = counted(self.start, min(max(now, self.start), self.due), self.pauses)
        return 1.0 if now >= self.due or whole <= timedelta(0) else min(1.0, gone / whole)

    def level(self, now: datetime) -> str:
        """Late | near | ok; settled: done, or done_late."""
        if self.settled:
            return "done_late" if self.settled > self.due else "done"
        return "late" if now > self.due else "near" if self.share(now) >= NEAR else "ok"

    def left(self, now: datetime) -> timedelta:
        """Time until due; negative when late. Of a settled one: how early or late it was done."""
        return self.due - (self.settled or now)


@dataclass(frozen=True, slots=True)
class Running:
    """A clock as it stands; `ended` with `ending` settled | replaced | dropped when it runs no more."""

    id: UUID
    kind: str
    record: UUID
    step: str
    due: Due
    known: datetime
    round: int
    next_mark: str
    ended: datetime | None
    ending: str

    @property
    def runs(self) -> bool:
        """Whether somebody still has to do something."""
        return self.ended is None

    @property
    def late(self) -> timedelta | None:
        """By how much the step was done late; None while it runs and when it was on time."""
        return self.ended - self.due.due if self.ended and self.ended > self.due.due else None

    @property
    def shown(self) -> Clock:
        """As the bar draws it."""
        d = self.due
        return Clock(
            d.start, d.due, d.asked, d.closes, d.pauses, d.provisional, d.label, self.ended, d.reasons, d.calendar
        )


@dataclass(frozen=True, slots=True)
class Move:
    """A due time that was moved, and by which calendars it was counted before and after."""

    clock: UUID
    at: datetime
    due: datetime
    new_due: datetime
    calendar: str
    new_calendar: str


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One row: what it is, where it stands, its one next act."""

    kind: str
    id: UUID
    title: str
    state: str
    url: str
    act: str
    since: datetime
    unit: str = ""
    detail: str = ""
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of a search. `snippet`: (marked, text) runs around the first match."""

    kind: str
    id: UUID
    title: str
    url: str
    at: datetime
    snippet: tuple[tuple[bool, str], ...] = ()
    unit: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, newest first, and whether there are older ones (ask again with `before` = the last hit's id)."""

    hits: tuple[Hit, ...]
    more: bool = False


def snippet(query: str, text: str) -> tuple[tuple[bool, str], ...]:
    """The surroundings of the first word found, as (marked, text)."""
    flat = " ".join(text.split())
    low = flat.casefold()
    places = [(at, len(term)) for term in query.split() if (at := low.find(term.casefold())) >= 0]
    if not places:
        return ((False, flat[: BEFORE + AFTER]),)
    at, size = min(places)
    return (
        (False, flat[max(0, at - BEFORE) : at]),
        (True, flat[at : at + size]),
        (False, flat[at + size : at + size + AFTER]),
    )
