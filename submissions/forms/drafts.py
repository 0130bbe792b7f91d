"""What the writing form says of itself besides its texts: its working copy, its tab, the files that came in pieces.

- Every part of a working copy goes through the gate, what was chosen as well: a hidden field can carry words, too.
- A token that cannot be read is none.
"""

from binascii import Error, unhexlify
from uuid import UUID

from kernel.errors import Invalid
from kernel.web import Form
from submissions.forms.submissions import CHOSEN, TEXTS
from submissions.rules.drafts import Sent, Ticket
from submissions.rules.text import LONGEST_CODE, too_long

TAB, LONGEST_TICKS = 32, 1000


def fields(form: Form) -> dict[str, str]:
    """What a working copy keeps, for the gate. Raises Invalid naming what is too long."""
    texts, chosen = {name: form.text(name) for name in TEXTS}, {name: form.text(name) for name in CHOSEN}
    wrong = too_long(texts) | {name: "too_long" for name, words in chosen.items() if len(words) > LONGEST_CODE}
    if wrong:
        raise Invalid(fields=wrong)
    return texts | chosen | {"check": " ".join(form.all("check"))[:LONGEST_TICKS]}


def sent(form: Form, submission: UUID | None = None) -> Sent:
    """Which working copy the form writes, and what it has seen of it."""
    base, sequence = (int(text) if text.isdecimal() else 0 for text in (form.text("version"), form.text("sequence")))
    tab = form.text("tab")[:TAB]
    known = tab if all(sign in "0123456789abcdef" for sign in tab) else ""
    ids = tuple(ticket.id for ticket in tickets(form))
    return Sent(copy(form.text("copy")), submission, base, sequence, known, ids)


def tickets(form: Form) -> list[Ticket]:
    """The files that came in pieces before the form."""
    found = [ticket(*one.partition(".")[::2]) for one in form.all("upload")]
    return [one for one in found if one is not None]


def ticket(id: str, token: str) -> Ticket | None:
    """What a browser brings to get at a file on its way."""
    named = copy(id)
    try:
        return Ticket(named, unhexlify(token)) if named else None
    except (Error, ValueError):
        return None


def copy(text: str) -> UUID | None:
    """An id as it stands in an address or a field; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
