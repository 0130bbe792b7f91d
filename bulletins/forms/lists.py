"""Forms of distribution as values."""

from datetime import date
from uuid import UUID

from bulletins.forms.common import ids, readers
from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Audience, Sort
from kernel.errors import Invalid
from kernel.web import Form

__all__ = ["audience", "groups", "ids", "readers", "sort", "span", "wanted"]


def sort(form: Form) -> Sort:
    """Of what a group is."""
    try:
        return Sort(form.text("sort"))
    except ValueError:
        raise Invalid(fields={"sort": "choose_one"}) from None


def audience(form: Form) -> Audience:
    """For whom a kind is meant."""
    try:
        return Audience(form.text("audience"))
    except ValueError:
        raise Invalid(fields={"audience": "choose_one"}) from None


def groups(form: Form) -> list[UUID]:
    """The groups ticked."""
    return ids(form, "group")


def wanted(form: Form, name: str = "readers") -> list[Reader]:
    """The readers ticked. Raises Invalid when nobody is."""
    found = readers(form)
    if not found:
        raise Invalid(fields={name: "required"})
    return found


def span(form: Form) -> tuple[date, date]:
    """The first and the last day."""
    return form.given_day("first"), form.given_day("last")
