"""Tables of the five steps: what was done, signed and sent back is written once; a device's question lives for minutes."""

from piccolo.columns import UUID, Array, Boolean, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class StepDone(Table, tablename="step_done"):
    """A step as it was done. See rules/responsibility.py."""

    id = UUID(primary_key=True)
    step = Text()
    subject = Text()
    record = UUID(index=True)
    by = UUID()
    at = Timestamptz()
    version = Integer()
    edition_before = Integer()
    edition = Integer()
    before = Bytea()
    digest = Bytea()
    forced = Boolean(default=False)


class StepSignature(Table, tablename="step_signature"):
    """The signature of a step's person by their device. Primary key step."""

    step = UUID(primary_key=True)
    device = UUID()
    certificate = Bytea()
    statement = Bytea()
    signature = Bytea()
    at = Timestamptz()


class StepChallenge(Table, tablename="step_challenge"):
    """Steps a device is asked to sign in one act; one use, a few minutes."""

    id = UUID(primary_key=True)
    account = UUID()
    service = Text()
    nonce = Bytea()
    issued = Timestamptz()
    ends = Timestamptz()
    steps = Array(base_column=UUID())


class StepReturn(Table, tablename="step_return"):
    """Something was sent back to an earlier step."""

    id = UUID(primary_key=True)
    subject = Text()
    record = UUID(index=True)
    source = Text()
    back_to = Text()
    code = Text()
    by = UUID()
    at = Timestamptz()


class IssueSheet(Table, tablename="issue_sheet"):
    """A responsibility sheet as it was printed. Primary key (issue, number)."""

    issue = UUID(primary_key=True)
    number = Integer()
    pdf = UUID()
    pdf_digest = Bytea()
    ofd = UUID(null=True)
    ofd_digest = Bytea(null=True)
    at = Timestamptz()


TABLES = (StepDone, StepSignature, StepChallenge, StepReturn, IssueSheet)
