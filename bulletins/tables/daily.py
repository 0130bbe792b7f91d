"""Tables of the issue owed every working day (PUB-03)."""

from piccolo.columns import UUID, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table


class DailyRule(Table, tablename="daily_rule"):
    """When a daily kind is put together and when it is due, in minutes from midnight. Primary key (kind, since)."""

    kind = UUID(primary_key=True)
    since = Date()
    until = Date(null=True)
    assemble = SmallInt()
    due = SmallInt()


class DailyDuty(Table, tablename="daily_duty"):
    """The issue owed for one working day. See workflow/daily.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    kind = UUID()
    day = Date()
    assembles = Timestamptz()
    due = Timestamptz()
    ends = Timestamptz()
    issue = UUID(null=True)
    ended = Timestamptz(null=True)
    created = Timestamptz()


TABLES = (DailyRule, DailyDuty)
SEEDED = ("daily_rule",)
