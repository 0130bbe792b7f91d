"""Forms of the desk and of the workbench as values. Every parser raises Invalid naming the field."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from bulletins.commands.claims import Item
from bulletins.commands.comments import LONGEST
from bulletins.rules.desk import Show
from kernel.errors import Invalid
from kernel.web import Form
from submissions.workflow.claims import QUEUES, DeskStep

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the desk is shown."""

    step: str = ""
    show: str = ""
    days: str = ""


def items(form: Form) -> list[Item]:
    """The record whose own button was pressed ("action kind:id"), else those ticked: "kind:id"."""
    found = []
    one = form.text("one").partition(" ")[2]
    for value in [one] if one else form.all("record"):
        kind, _, id = value.partition(":")
        try:
            found.append(Item(kind, UUID(id)))
        except ValueError:
            raise Invalid(fields={"record": "not_a_choice"}) from None
    if not found:
        raise Invalid(fields={"record": "nothing_ticked"})
    return found


def action(form: Form) -> str:
    """What is to be done with them."""
    return form.text("one").partition(" ")[0] or form.text("action")


def shown(value: str) -> Show:
    """Which of a queue; all when it is none of them."""
    return Show(value) if value in set(Show) else Show.ALL


def step(value: str) -> DeskStep | None:
    """One queue, or every one."""
    return DeskStep(value) if value in {queue.value for queue in QUEUES} else None


def days(value: str) -> int:
    """Past due by at least so many days."""
    return min(int(value), MOST_DAYS) if value.isdecimal() else 0


def back(form: Form, asked: Asked) -> str:
    """Where an act comes back to: the record's page when it was made there, else the desk as it was shown."""
    came = form.text("back")
    if came.startswith(("/articles/", "/issues/", "/desk/")) and "//" not in came:
        return came
    query = urlencode({name: value for name in ("step", "show", "days") if (value := getattr(asked, name))})
    return f"/editing?{query}" if query else "/editing"


def words(form: Form) -> dict[str, str]:
    """What was written, for the gate; the length is looked at before the gate works on anything."""
    text = form.text("text")
    if not text or len(text) > LONGEST:
        raise Invalid(fields={"text": "too_long" if text else "required"}, limit=LONGEST)
    return {"text": text}


def version_of(form: Form, name: str) -> tuple[UUID, int]:
    """A record as it was seen: "id:version"."""
    id, _, version = form.text(name).partition(":")
    try:
        return UUID(id), int(version)
    except ValueError:
        raise Invalid(fields={name: "not_a_choice"}) from None
