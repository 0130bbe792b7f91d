"""Tables of closed periods: rows are written once."""

from piccolo.columns import UUID, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table


class ScoreSettlement(Table, tablename="score_settlement"):
    """A period the office has closed: its days, who, when, and the digest of its lines."""

    id = UUID(primary_key=True)
    first = Date(unique=True)
    last = Date(unique=True)
    digest = Text()
    by = UUID()
    at = Timestamptz()


class ScoreSettled(Table, tablename="score_settled"):
    """A line as it stood when its period was closed. Primary key (settlement, seq). `about`: the day it corrects."""

    settlement = UUID(primary_key=True)
    seq = Integer()
    unit = UUID()
    happening = UUID()
    submission = UUID(null=True, default=None)
    rule_set = UUID(null=True, default=None)
    line = Text()
    day = Date()
    about = Date(null=True, default=None)
    points = Numeric(digits=(8, 2))
    steps = Text()


TABLES = (ScoreSettlement, ScoreSettled)
