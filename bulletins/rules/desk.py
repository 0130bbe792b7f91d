"""The desk as values: its queues, who has what, how much everybody has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel.work import Clock
from kernel.workflow import Labelled

DAY = timedelta(days=1)


class Show(Labelled):
    """Which of a queue."""

    ALL = "", "全部"
    FREE = "free", "没有人领取"
    MINE = "mine", "我领取的"
    LATE = "late", "已超时限"


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A record in a queue. `writing`: who writes it now; `looking`: who opened it lately."""

    kind: str
    id: UUID
    title: str
    href: str
    detail: str
    units: str
    since: datetime
    clock: Clock | None
    holder: UUID | None = None
    holder_name: str = ""
    held_since: datetime | None = None
    writing: str = ""
    looking: str = ""
    questions: int = 0

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.kind}:{self.id}"

    def late_days(self, now: datetime) -> int:
        """Whole days past due; 0 on the first, -1 in time."""
        if self.clock is None or now <= self.clock.due:
            return -1
        return (now - self.clock.due) // DAY


@dataclass(frozen=True, slots=True)
class Load:
    """What a colleague has: how many by step, since when the oldest."""

    account: UUID
    name: str
    counts: tuple[tuple[str, int], ...]
    oldest: datetime | None

    @property
    def total(self) -> int:
        """All steps together."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class QueueView:
    """A queue as the page shows it; `may`: the viewer may do the step; `colleagues`: who else may."""

    step: str
    label: str
    lines: tuple[DeskLine, ...]
    total: int
    free: int
    late: int
    may: bool
    colleagues: tuple[tuple[str, str], ...]


def chosen(lines: Sequence[DeskLine], show: Show, days: int, me: UUID, now: datetime) -> tuple[DeskLine, ...]:
    """The lines asked for. `days`: past due by at least so many whole days."""
    match show:
        case Show.FREE:
            return tuple(line for line in lines if line.holder is None)
        case Show.MINE:
            return tuple(line for line in lines if line.holder == me)
        case Show.LATE:
            return tuple(line for line in lines if line.late_days(now) >= max(days, 0))
    return tuple(lines)
