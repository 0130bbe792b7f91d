"""Forms of instructions as values. Every parser raises Invalid naming the field."""

from collections.abc import Mapping
from uuid import UUID

from bulletins.forms import common as forms
from bulletins.rules.instructions import Colour, Given, Paper, Wanted, Way
from kernel.errors import Invalid
from kernel.web import Form
from submissions.workflow.told import Said

SELECT = ("state", "kind", "way", "leader", "unit", "first", "last", "colour")


def given(form: Form) -> Given:
    """What is chosen with an act."""
    return Given(
        units=tuple(forms.ids(form, "units")), due=form.day("due"), term=form.text("term")[:40],
        kind=form.text("kind")[:20],
        code=form.text("code")[:40], declared=form.text("declared") == "1",
    )  # fmt: skip


def paper(form: Form) -> Paper:
    """A paper instruction."""
    if form.text("kind") not in list(Said):
        raise Invalid(fields={"kind": "required"})
    return Paper(
        form.uuid("leader"), form.uuid("issue"), form.chosen("article"),
        form.given_day("said"), form.text("kind"), form.chosen("follows"),
    )  # fmt: skip


def wanted(query: Mapping[str, str]) -> Wanted:
    """The filter of the ledger as the address has it; what makes no sense filters nothing."""
    return Wanted(
        state=query.get("state", ""), kind=_one_of(query, "kind", list(Said)), way=_one_of(query, "way", list(Way)),
        leader=_id(query.get("leader", "")), unit=_id(query.get("unit", "")), first=forms.day_of(query.get("first", "")),
        last=forms.day_of(query.get("last", "")), colour=_one_of(query, "colour", list(Colour)),
    )  # fmt: skip


def _one_of(query: Mapping[str, str], name: str, known: list[Said] | list[Way] | list[Colour]) -> str:
    value = query.get(name, "")
    return value if value in known else ""


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
