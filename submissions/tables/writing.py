"""The rows behind the writing form: working copies, uploads under way, questions and ticks, outlines, near-duplicates.

Every text is sealed; a near-duplicate's signature is made of keyed numbers and says nothing without the key.
"""

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Text, Timestamptz
from piccolo.columns.column_types import Array
from piccolo.table import Table


class SubmissionWorking(Table, tablename="submission_working"):
    """What somebody is writing and has not saved; `base`: the version of the submission it was begun on."""

    id = UUID(primary_key=True)
    account = UUID()
    submission = UUID(null=True, default=None)
    base = Integer(default=0)
    sequence = Integer(default=1)
    tab = Text()
    begun = Timestamptz()
    saved = Timestamptz()
    sealed = Bytea()


class SubmissionUpload(Table, tablename="submission_upload"):
    """A file on its way, under a key only the sender's browser has; `passed`: the gate has let it through."""

    id = UUID(primary_key=True)
    account = UUID()
    size = Integer()
    received = Integer(default=0)
    begun = Timestamptz()
    touched = Timestamptz()
    head_sealed = Bytea()
    passed = Boolean(default=False)


class SubmissionUploadChunk(Table, tablename="submission_upload_chunk"):
    """A piece of it. Primary key (upload, start)."""

    upload = UUID(primary_key=True)
    start = Integer()
    sealed = Bytea()


class SubmissionNear(Table, tablename="submission_near"):
    """What the newest saved text is compared by."""

    submission = UUID(primary_key=True)
    at = Timestamptz()
    signature = Bytea()
    bands = Array(base_column=Integer())


class SubmissionQuestion(Table, tablename="submission_question"):
    """A question before sending; empty category = every one. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    quality = Text()
    category = Text(default="")
    label = Text()
    place = Integer()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class SubmissionCheck(Table, tablename="submission_check"):
    """Which questions were ticked for a saved text. Primary key (submission, text_version)."""

    submission = UUID(primary_key=True)
    text_version = Integer()
    questions = Array(base_column=Text())
    account = UUID()
    at = Timestamptz()


class SubmissionOutline(Table, tablename="submission_outline"):
    """A heading of a category's outline, and what belongs under it. Primary key (category, place, valid_from)."""

    category = Text(primary_key=True)
    place = Integer()
    label = Text()
    help_label = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


TABLES = (
    SubmissionWorking, SubmissionUpload, SubmissionUploadChunk, SubmissionNear, SubmissionQuestion, SubmissionCheck,
    SubmissionOutline,
)  # fmt: skip
SEEDED = ("submission_question", "submission_outline")
