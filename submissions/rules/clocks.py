"""The clocks of a submission: what each waits for, and who is shown which.

- The unit reports (`report`); what will be published must be with the office before that (`release`, 办法 第十四条（四）);
  the office screens (`screen`).
- Lateness is shown to those it concerns: the unit sees its own clocks, the office its own and how late a report came
  (LO-07). How late a step was done stays with the record.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from kernel import terms
from kernel.terms import Due, Measure
from kernel.work import Running
from kernel.workflow import Labelled


class Step(Labelled):
    """What a clock waits for."""

    REPORT = "report", "报送"
    RELEASE = "release", "对外发布前报送"
    SCREEN = "screen", "初筛"


OF_UNIT = (Step.REPORT.value, Step.RELEASE.value)


def dues(rules: Iterable[Mapping[str, Any]], start: datetime, release: datetime | None) -> list[Due]:
    """What each rule gives. A rule measured by a moment means the planned release, and gives nothing without one."""
    found = []
    for rule in rules:
        code, label, measure = rule["code"], rule["label"], rule["measure"]
        if measure != Measure.MOMENT:
            found.append(terms.due_of(code, label, measure, rule["amount"], start))
        elif release:
            found.append(terms.at_moment(code, label, release, start))
    return found


def concerning(clocks: Sequence[Running], *, office: bool) -> list[Running]:
    """The clocks a side is shown: the unit its own, the office also what it has to do itself."""
    return [each for each in clocks if office or each.step in OF_UNIT]


def pressing(clocks: Sequence[Running], *, office: bool) -> Running | None:
    """The clock a list shows: of those this side has to settle, the running one that is due first."""
    own = [each for each in clocks if each.runs and (each.step not in OF_UNIT) == office]
    return min(own, key=lambda each: each.due.due, default=None)


def lag(clocks: Sequence[Running]) -> timedelta | None:
    """How late the unit's report came, by the rule it missed most; None when it was on time."""
    return max((each.late for each in clocks if each.step in OF_UNIT and each.late), default=None)
