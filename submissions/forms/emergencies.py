"""What the forms of phone reports, events and debts say, as values."""

from datetime import datetime
from uuid import UUID

from kernel import clock
from kernel.errors import Invalid
from kernel.web import Form
from submissions.commands.phone import Taken
from submissions.forms.submissions import key_of
from submissions.workflow.events import ReportKind

FIELDS = ("unit", "level", "learned", "called", "caller", "words")
WORDS = ("caller", "words")


def taken(form: Form) -> Taken:
    """A call that was taken. Raises Invalid naming every field that says nothing."""
    wrong: dict[str, str] = {}
    unit: UUID | None = None
    moments: dict[str, datetime] = {}
    for name in ("learned", "called"):
        try:
            moments[name] = form.given_moment(name)
        except Invalid as refusal:
            wrong |= refusal.fields
    try:
        unit = form.uuid("unit")
    except Invalid as refusal:
        wrong |= refusal.fields
    if wrong or unit is None:
        raise Invalid(fields=wrong)
    return Taken(unit, moments["learned"], moments["called"], form.text("level"))


def kind(form: Form) -> ReportKind:
    """Which report comes next. Raises Invalid."""
    if form.text("kind") not in set(ReportKind):
        raise Invalid(fields={"kind": "not_a_choice"})
    return ReportKind(form.text("kind"))


def place(after: str) -> tuple[datetime, UUID] | None:
    """Where a list goes on."""
    return key_of(after) if after else None


def now_typed() -> str:
    """Now, as an input of kind datetime-local holds it."""
    return clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")


def several(form: Form, name: str) -> list[UUID]:
    """Every id of a repeated field. Raises Invalid."""
    try:
        return [UUID(value) for value in form.all(name)]
    except ValueError:
        raise Invalid(fields={name: "not_a_choice"}) from None
