"""Forms of the planning board as values."""

from datetime import date
from uuid import UUID

from bulletins.forms import common
from kernel.errors import Invalid
from kernel.web import Form


def week(text: str, today: date) -> date:
    """The day in the address; what is no date is today."""
    return common.day_of(text) or today


def order(form: Form) -> list[UUID]:
    """The articles in the order they stand in the form, one of them a place up or down when its button was pressed."""
    listed = common.ids(form, "article")
    for name, step in (("up", -1), ("down", 1)):
        if form.text(name):
            listed = _shifted(listed, form.uuid(name), step)
    return listed


def minutes(form: Form, name: str) -> int:
    """An hour of the day as an input of kind time gives it, in minutes. Raises Invalid."""
    hour, _, minute = form.text(name).partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):  # noqa: PLR2004 - a clock
        raise Invalid(fields={name: "not_a_date" if form.text(name) else "required"})
    return int(hour) * 60 + int(minute)


def _shifted(listed: list[UUID], one: UUID, step: int) -> list[UUID]:
    if one not in listed:
        return listed
    at = listed.index(one)
    to = min(max(at + step, 0), len(listed) - 1)
    rest = [other for other in listed if other != one]
    return [*rest[:to], one, *rest[to:]]
