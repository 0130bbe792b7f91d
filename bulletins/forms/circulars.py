"""Forms of circulars as values."""

from datetime import date
from uuid import UUID

from bulletins.forms import common
from bulletins.rules.circulars import Span
from kernel.errors import Invalid
from kernel.web import Form


def period(span: str, day: str, today: date) -> tuple[Span, date]:
    """What an address asks for; what makes no sense is the month before today's."""
    try:
        return Span(span), date.fromisoformat(day)
    except ValueError:
        return Span.MONTH, date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)


def chosen(form: Form) -> tuple[Span, date]:
    """The period of a form. Raises Invalid."""
    try:
        return Span(form.text("span")), form.given_day("day")
    except ValueError:
        raise Invalid(fields={"span": "choose_one"}) from None


def kept(form: Form) -> list[UUID]:
    """Who stays on a list."""
    return common.ids(form, "kept")
