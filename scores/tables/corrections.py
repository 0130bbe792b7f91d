"""Tables of what people put right: corrections by two hands, appeals, registrations of upper-level adoption."""

from piccolo.columns import UUID, Bytea, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table


class ScoreCorrection(Table, tablename="score_correction"):
    """Points by hand for a unit, or a happening to be cancelled: exactly one of the two."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    unit = UUID(null=True, default=None)
    points = Numeric(digits=(8, 2), null=True, default=None)
    day = Date(null=True, default=None)
    happening = UUID(null=True, default=None)
    reason_sealed = Bytea()
    proposed_by = UUID()
    proposed_at = Timestamptz()
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    outcome = UUID(null=True, default=None)


class ScoreAppeal(Table, tablename="score_appeal"):
    """What a unit says against a line of its own."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    unit = UUID()
    happening = UUID()
    line = Text()
    text_sealed = Bytea()
    filed_by = UUID()
    filed_at = Timestamptz()
    answer_sealed = Bytea(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    outcome = UUID(null=True, default=None)


class ScoreUpward(Table, tablename="score_upward"):
    """What the office knows of an adoption elsewhere: reference and evidence of one happening."""

    id = UUID(primary_key=True)
    happening = UUID(unique=True)
    reference_sealed = Bytea()
    document = UUID(null=True, default=None)
    by = UUID()
    at = Timestamptz()


TABLES = (ScoreCorrection, ScoreAppeal, ScoreUpward)
