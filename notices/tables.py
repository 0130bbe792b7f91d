"""In-app notices and who wants mail. No content: codes and ids only."""

from piccolo.columns import UUID, Boolean, Text, Timestamptz
from piccolo.table import Table


class Notice(Table, tablename="notice"):
    """One line for one account."""

    id = UUID(primary_key=True)
    account = UUID()
    topic = Text()
    record_kind = Text()
    record = UUID()
    created = Timestamptz()
    read_at = Timestamptz(null=True, default=None)


class Preference(Table, tablename="notice_preference"):
    """Who does not want mail; without a row mail goes out."""

    account = UUID(primary_key=True)
    mail = Boolean(default=True)


TABLES = (Notice, Preference)
