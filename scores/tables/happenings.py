"""Tables of what happened: rows are written once."""

from piccolo.columns import UUID, Date, Integer, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table


class ScoreHappening(Table, tablename="score_happening"):
    """A fact that a rule set may give points for."""

    id = UUID(primary_key=True)
    sort = Text()
    item = UUID()
    source_kind = Text()
    source = UUID()
    level = Text()
    outlet = Text(default="")
    genre = Text(default="")
    rank = Text(default="")
    label = Text(default="")
    awarded = Numeric(digits=(8, 2), null=True, default=None)
    points = Numeric(digits=(8, 2), null=True, default=None)
    day = Date()
    cancels = UUID(null=True, default=None)
    by = UUID()
    at = Timestamptz()


class ScoreShare(Table, tablename="score_share"):
    """A unit's part in a happening. Primary key (happening, seq)."""

    happening = UUID(primary_key=True)
    seq = SmallInt()
    unit = UUID()
    submission = UUID(null=True, default=None)
    weight = Integer(default=1)


TABLES = (ScoreHappening, ScoreShare)
