"""Signatures that are owed, and what may be sent before it is signed. Reasons are sealed under the submission's key."""

from piccolo.columns import UUID, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class SubmissionDebt(Table, tablename="submission_debt"):
    """A text that left unsigned. `digest`: of the text and files that were sent; `text_digest`: of the text alone.

    `keeper`: who answers for it in place of a sender who has left.
    """

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    submission = UUID()
    unit = UUID()
    number = Integer()
    digest = Bytea()
    text_digest = Bytea()
    reason_sealed = Bytea()
    sent = Timestamptz()
    sent_by = UUID()
    settled = Timestamptz(null=True, default=None)
    settled_by = UUID(null=True, default=None)
    note_sealed = Bytea(null=True, default=None)
    keeper = UUID(null=True, default=None)


class SubmissionUnsignedRule(Table, tablename="submission_unsigned_rule"):
    """What may be sent first and signed later. Empty level = any. Primary key (category, level, valid_from)."""

    category = Text(primary_key=True)
    level = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class EmergencyTerm(Table, tablename="emergency_term"):
    """How long a step of an emergency may take. Empty level = any, while it is not known. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    step = Text()
    level = Text()
    measure = Text()
    amount = Integer()
    label = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


TABLES = (SubmissionDebt, SubmissionUnsignedRule, EmergencyTerm)
SEEDED = ("submission_unsigned_rule", "emergency_term")
