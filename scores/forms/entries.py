"""Forms of entries, corrections, appeals. Every parser raises Invalid naming the field.

- Lengths and sizes are looked at here, before the gate works on anything.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from kernel import clock
from kernel.errors import Invalid
from kernel.web import Form
from scores.commands import appeals, corrections, upward
from scores.forms.rulesets import number
from scores.rules.happenings import Sort
from scores.rules.upward import Upward

LIMITS = {"reference": upward.LONGEST, "note": corrections.LONGEST, "text": appeals.LONGEST, "points": 20}
YEARS = range(2000, 2100)


def texts(form: Form, *names: str) -> dict[str, str]:
    """What was written, for the gate."""
    said = {name: form.text(name) for name in names}
    for name, text in said.items():
        if len(text) > LIMITS[name]:
            raise Invalid(fields={name: "too_long"}, limit=LIMITS[name])
    return said


def evidence(form: Form) -> list[tuple[str, bytes]]:
    """One document, or none."""
    files = [(file.name, file.data) for file in form.files if file.data]
    if len(files) > 1 or any(len(data) > upward.LARGEST_FILE for _, data in files):
        raise Invalid(fields={"file": "score_one_file"})
    return files


def entry(form: Form) -> Upward:
    """An adoption or instruction elsewhere. `where`: "level:outlet"."""
    try:
        sort = Sort(form.text("sort"))
    except ValueError:
        raise Invalid(fields={"sort": "not_a_choice"}) from None
    level, _, outlet = form.text("where").partition(":")
    awarded: Decimal | None = number(form, "awarded") if form.text("awarded") else None
    return Upward(form.uuid("of"), sort, level, outlet, form.given_day("day"), form.text("rank"), awarded)


def fault(form: Form) -> tuple[UUID, Sort, date]:
    """What a unit did wrong."""
    try:
        sort = Sort(form.text("sort"))
    except ValueError:
        raise Invalid(fields={"sort": "not_a_choice"}) from None
    return form.uuid("unit"), sort, form.given_day("day")


def period(since: str, until: str) -> tuple[date, date]:
    """The days asked for; by default, or when they make no sense, this year up to today."""
    today = clock.local(clock.now()).date()
    first, last = _day(since) or today.replace(month=1, day=1), _day(until) or today
    return (first, last) if first <= last else (last, first)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None
