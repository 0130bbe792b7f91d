"""The rows of assignments. Every word of an order and of its notes is sealed under the order's key."""

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class Assignment(Table, tablename="assignment"):
    """An order: what is wanted, by when; see workflow/assignments.py. `above_quota`: it needed a superior's consent."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    created = Timestamptz()
    moved = Timestamptz()
    author = UUID()
    kind = Text()
    category = Text()
    genre = Text()
    due = Timestamptz()
    remind = Timestamptz(null=True, default=None)
    asks_data = Boolean(default=False)
    above_quota = Boolean(default=False)
    topic_sealed = Bytea()
    wanted_sealed = Bytea()
    bulletin_sealed = Bytea()
    why_sealed = Bytea()
    override_sealed = Bytea()
    digest = Bytea()
    consent_by = UUID(null=True, default=None)
    consent_at = Timestamptz(null=True, default=None)
    merged_into = UUID(null=True, default=None)


class AssignmentRecipient(Table, tablename="assignment_recipient"):
    """Whom an order goes to, before and after consent. Primary key (assignment, unit). Never changed."""

    assignment = UUID(primary_key=True)
    unit = UUID()
    person = UUID(null=True, default=None)


class AssignmentTask(Table, tablename="assignment_task"):
    """What one unit owes; `first_answered` stays when an answer is taken back: being in time is decided once."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    assignment = UUID()
    unit = UUID()
    holder = UUID(null=True, default=None)
    created = Timestamptz()
    moved = Timestamptz()
    due = Timestamptz()
    asked_due = Timestamptz(null=True, default=None)
    first_answered = Timestamptz(null=True, default=None)
    outcome = Text(null=True, default=None)
    closed = Timestamptz(null=True, default=None)
    merged_into = UUID(null=True, default=None)


class AssignmentNote(Table, tablename="assignment_note"):
    """What was said with a move of a task or of its order. Sealed under the key of `assignment`. Never changed."""

    id = UUID(primary_key=True)
    assignment = UUID()
    task = UUID(null=True, default=None)
    action = Text()
    code = Text(default="")
    due = Timestamptz(null=True, default=None)
    note_sealed = Bytea()
    author = UUID()
    at = Timestamptz()


class AssignmentAnswer(Table, tablename="assignment_answer"):
    """A submission that answers a task. Primary key (task, submission)."""

    task = UUID(primary_key=True)
    submission = UUID()
    linked_by = UUID()
    linked = Timestamptz()


class AssignmentFile(Table, tablename="assignment_file"):
    """An attachment of an order: a blob and SM3 of its content as it was checked."""

    id = UUID(primary_key=True)
    assignment = UUID()
    digest = Bytea()
    added = Timestamptz()


class AssignmentEntry(Table, tablename="assignment_entry"):
    """A hit in the catalogue and how it was answered before asking. Primary key (assignment, entry). Never changed."""

    assignment = UUID(primary_key=True)
    entry = UUID()
    decision = Text()


class AssignmentQuota(Table, tablename="assignment_quota"):
    """How much may be asked of a unit. No unit: every unit without a row of its own."""

    id = UUID(primary_key=True)
    measure = Text()
    unit = UUID(null=True, default=None)
    most = Integer()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


TABLES = (
    Assignment, AssignmentRecipient, AssignmentTask, AssignmentNote, AssignmentAnswer, AssignmentFile, AssignmentEntry,
    AssignmentQuota,
)  # fmt: skip
SEEDED = ("assignment_quota",)
