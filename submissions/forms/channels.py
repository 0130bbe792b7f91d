"""What the forms of channels say: entries of the duty desk, keys of OA systems, senders of mail."""

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
        signed = Signed(form.uuid("signer"), form.text("capacity"), form.given_moment("signed_at"))
    return Came(
        form.uuid("unit"), form.text("channel"), form.given_moment("received"), signed, owed=signing == Signing.OWED
    )


def details(form: Form) -> Details:
    """What was chosen; an entry without its own moment was learned of when it came."""
    learned = form.moment("learned") or form.moment("received")
    return Details(form.text("category"), form.text("urgency"), form.text("genre"), learned, level=form.text("level"))
