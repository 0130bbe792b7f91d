"""What happens to a submission inside the office."""

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table


class SubmissionProgress(Table, tablename="submission_progress"):
    """One step of the article made of it. Never changed."""

    id = UUID(primary_key=True)
    submission = UUID()
    article = UUID()
    step = Text()
    holder = UUID()
    at = Timestamptz()


TABLES = (SubmissionProgress,)
