"""Tables of the scores: lines are written once."""

from piccolo.columns import UUID, Date, Numeric, Text, Timestamptz
from piccolo.table import Table


class ScoreRule(Table, tablename="score_rule"):
    """Points for an event at a kind, with the days it is in force. Only `until` is ever changed, and only from null."""

    id = UUID(primary_key=True)
    kind = UUID()
    event = Text()
    points = Numeric(digits=(8, 2))
    sharing = Text()
    since = Date()
    until = Date(null=True)


class ScoreLine(Table, tablename="score_line"):
    """Points given once, by one rule, for one event; never rewritten."""

    id = UUID(primary_key=True)
    submission = UUID()
    unit = UUID(index=True)
    issue = UUID()
    article = UUID()
    rule = UUID()
    points = Numeric(digits=(8, 2))
    at = Timestamptz()


TABLES = (ScoreRule, ScoreLine)
SEEDED = ("score_rule",)  # settings of the office that migrations put in
