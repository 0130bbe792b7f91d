"""Views of lists that people keep."""

from piccolo.columns import UUID, Bytea, Text, Timestamptz
from piccolo.table import Table


class SubmissionView(Table, tablename="submission_view"):
    """One person's filter and order of a list under a name of their own; both sealed."""

    id = UUID(primary_key=True)
    account = UUID()
    name_sealed = Bytea()
    query_sealed = Bytea()
    page = Text()
    created = Timestamptz()


TABLES = (SubmissionView,)
