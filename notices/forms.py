"""What the forms of this package say, and the words of its pages."""

from typing import Any
from uuid import UUID

from identity.rights import Right
from kernel.actor import Actor
from kernel.db import Done
from kernel.errors import Invalid, NotFound
from kernel.web import Form
from notices.queries.sending import Chosen
from notices.rules import gateways, records
from notices.rules.outcomes import End, Outcome, Report, Result
from notices.rules.records import RecordKind
from notices.rules.topics import CHOSEN, Channel
from notices.workflow import Ladder


def after_reading(form: Form, read: Done) -> str:
    """The record's page, or back to the list."""
    return records.place(read.more["kind"], read.id) if form.text("go") == "1" else "/notices"


def doors(viewer: Actor) -> dict[str, bool]:
    """Which further pages the viewer may open."""
    return {"phones": viewer.may(Right.NOTICE_CALL), "traces": viewer.may(Right.NOTICE_TRACE)}


def choice(form: Form) -> tuple[dict[str, str], tuple[str, str], list[str]]:
    """Ways, quiet hours and digests as they were typed."""
    names = [f"{klass}.{channel}" for klass in CHOSEN for channel in Channel]
    digests = (
        form.text("digests").replace("\uff0c", " ").replace(",", " ").replace("\u3001", " ").replace("\uff1a", ":")
    )
    return (
        {name: form.text(name) for name in names},
        (form.text("quiet_from"), form.text("quiet_until")),
        digests.split(),
    )


def shown(chosen: Chosen) -> dict[str, str]:
    """What was chosen, as the form's values."""
    hours = chosen.hours
    return {
        **chosen.ways, "quiet_from": f"{hours.quiet_from:%H:%M}", "quiet_until": f"{hours.quiet_until:%H:%M}",
        "free_days": "1" if hours.free_days else "", "digests": " ".join(f"{each:%H:%M}" for each in hours.digests),
    }  # fmt: skip


def set_up() -> dict[str, bool]:
    """Which channels this installation has."""
    return {Channel.MAIL.value: gateways.mail() is not None, Channel.SMS.value: gateways.sms() is not None}


def words() -> dict[str, Any]:
    """Codes in words, for the pages of what was sent."""
    tables = {
        "channels": Channel,
        "ends": End,
        "outcomes": Outcome,
        "reports": Report,
        "ladders": Ladder,
        "calls": Result,
    }
    return {"words": {name: {each.value: each.label for each in table} for name, table in tables.items()},
            "kind_words": {each.value: each.label for each in RecordKind}}  # fmt: skip


def kind_of(text: str) -> RecordKind:
    """A kind of record. Raises NotFound."""
    if text not in list(RecordKind):
        raise NotFound
    return RecordKind(text)


def ids(form: Form, name: str) -> list[UUID]:
    """Every value of a repeated field. Raises Invalid."""
    try:
        return [UUID(value) for value in form.all(name)]
    except ValueError:
        raise Invalid(fields={name: "choose_one"}) from None


def result(form: Form) -> Result:
    """What came of a call. Raises Invalid."""
    if form.text("result") not in list(Result):
        raise Invalid(fields={"result": "choose_one"})
    return Result(form.text("result"))
