"""Months, quarters, halves and years of the calendar: what points are counted over."""

from calendar import monthrange
from datetime import date

from kernel.workflow import Labelled


class Span(Labelled):
    """How long a period is; its months divide the year."""

    MONTH = "month", "月"
    QUARTER = "quarter", "季度"
    HALF = "half", "半年"
    YEAR = "year", "年"

    @property
    def months(self) -> int:
        """How many months."""
        return {"month": 1, "quarter": 3, "half": 6}.get(self.value, 12)


def around(day: date, span: Span) -> tuple[date, date]:
    """The first and the last day of the span a day lies in."""
    first = (day.month - 1) // span.months * span.months + 1
    last = first + span.months - 1
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])


def year_of(day: date) -> tuple[date, date]:
    """The calendar year of a day."""
    return around(day, Span.YEAR)
