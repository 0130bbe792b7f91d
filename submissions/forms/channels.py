"""What the forms of channels say: entries of the duty desk, keys of OA systems, senders of mail."""

from datetime import datetime

from kernel.errors import Invalid
from kernel.web import Form
from kernel.workflow import Labelled
from submissions.commands.fax import Came
from submissions.rules.channels import Channel
from submissions.rules.oa import Signed
from submissions.rules.records import Details

FIRST = {
    "category": "emergency",
    "urgency": "urgent",
    "genre": "duty",
    "channel": Channel.FAX.value,
    "signing": "paper",
}
FIELDS = (
    "unit", "channel", "received", "sender", "title", "body", "source", "contact", "category", "urgency", "genre",
    "learned", "level", "signing", "signer", "capacity", "signed_at", "why",
)  # fmt: skip


class Signing(Labelled):
    """How it stands with the signature of what came."""

    PAPER = "paper", "来件上已签发"
    OWED = "owed", "先报后签（突发事件和敏感舆情）"
    UNIT = "unit", "转本单位签发后再报"


def came(form: Form) -> Came:
    """How it came and whether it is signed. Raises Invalid naming the field."""
    signing = form.text("signing")
    signed = None
    if signing == Signing.PAPER:
        signed = Signed(form.uuid("signer"), form.text("capacity"), _required(form, "signed_at"))
    return Came(
        form.uuid("unit"), form.text("channel"), _required(form, "received"), signed, owed=signing == Signing.OWED
    )


def details(form: Form) -> Details:
    """What was chosen; an entry without its own moment was learned of when it came."""
    learned = moment(form, "learned") or moment(form, "received")
    return Details(form.text("category"), form.text("urgency"), form.text("genre"), learned, level=form.text("level"))


def moment(form: Form, name: str) -> datetime | None:
    """A local date and time as typed; None when empty. Raises Invalid naming the field."""
    return form.moment(name)


def _required(form: Form, name: str) -> datetime:
    found = moment(form, name)
    if found is None:
        raise Invalid(fields={name: "required"})
    return found
