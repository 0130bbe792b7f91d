"""Tables of the rule sets. A confirmed one is never changed."""

from piccolo.columns import UUID, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class ScoreRuleSet(Table, tablename="score_rule_set"):
    """A rule set: one document; in force from `since` until a later one is."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    number = Integer(unique=True)
    document = Text()
    since = Date(null=True, default=None)
    made_by = UUID()
    made_at = Timestamptz()
    changed_by = UUID()
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)


TABLES = (ScoreRuleSet,)
SEEDED = ("score_rule_set",)  # the first one comes from what kinds of bulletins gave before
