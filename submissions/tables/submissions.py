"""The rows of submissions. Every text, name and file name is sealed; labels of the lists are the office's own words."""

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table


class Submission(Table, tablename="submission"):
    """One piece of information on its way; see workflow/.

    `digest` is SM3 of the text as it stands; `due` the earliest running due time, the year 9999 for none.
    """

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    created = Timestamptz()
    saved = Timestamptz()
    moved = Timestamptz()
    unit = UUID()
    author = UUID()
    number = Text(null=True, default=None)
    category = Text()
    urgency = Text()
    genre = Text()
    learned = Timestamptz(null=True, default=None)
    release = Timestamptz(null=True, default=None)
    level = Text(default="")
    title_sealed = Bytea()
    body_sealed = Bytea()
    source_sealed = Bytea()
    contact_sealed = Bytea()
    chars = Integer(default=0)
    text_version = Integer(default=1)
    digest = Bytea()
    signed_digest = Bytea(null=True, default=None)
    signed_by = UUID(null=True, default=None)
    signed_at = Timestamptz(null=True, default=None)
    debt = UUID(null=True, default=None)
    owed_digest = Bytea(null=True, default=None)
    submitted = Timestamptz(null=True, default=None)
    due = Timestamptz()
    channel = Text(default="web")
    through = UUID(null=True, default=None)
    important = Boolean(default=False)


class SubmissionVersion(Table, tablename="submission_version"):
    """A text as it was saved. Never changed."""

    id = UUID(primary_key=True)
    submission = UUID()
    number = Integer()
    author = UUID()
    saved = Timestamptz()
    title_sealed = Bytea()
    body_sealed = Bytea()
    chars = Integer()


class SubmissionFile(Table, tablename="submission_file"):
    """An attachment: a blob and SM3 of its content as it was checked."""

    id = UUID(primary_key=True)
    submission = UUID()
    digest = Bytea()
    added = Timestamptz()


class SubmissionNote(Table, tablename="submission_note"):
    """What was said with a move. Never changed."""

    id = UUID(primary_key=True)
    submission = UUID()
    action = Text()
    code = Text(default="")
    note_sealed = Bytea()
    passage_sealed = Bytea(null=True, default=None)
    author = UUID()
    at = Timestamptz()


class SubmissionAdoption(Table, tablename="submission_adoption"):
    """Where a submission was used. Never changed."""

    id = UUID(primary_key=True)
    submission = UUID()
    issue = UUID()
    issue_label = Text()
    article = UUID()
    points = Numeric()
    rule = Text()
    at = Timestamptz()


class SubmissionChoice(Table, tablename="submission_choice"):
    """A list the office keeps: kind category | urgency | genre | return_code. Primary key (kind, code, valid_from)."""

    kind = Text(primary_key=True)
    code = Text()
    label = Text()
    help_label = Text()
    place = Integer()
    least = Integer(default=0)
    most = Integer(default=0)
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class SubmissionDueRule(Table, tablename="submission_due_rule"):
    """How long a step may take. Empty category, urgency or genre = any. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    step = Text()
    category = Text()
    urgency = Text()
    genre = Text(default="")
    measure = Text()
    amount = Integer()
    label = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


TABLES = (
    Submission, SubmissionVersion, SubmissionFile, SubmissionNote, SubmissionAdoption,
    SubmissionChoice, SubmissionDueRule,
)  # fmt: skip
SEEDED = ("submission_choice", "submission_due_rule")
