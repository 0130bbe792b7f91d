"""The rows of the gate. None of them holds content: digests, codes, people, moments."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class GateRefusal(Table, tablename="gate_refusal"):
    """A text or file that was not let in: no content, only its digest, the rule, who, when, which field."""

    id = UUID(primary_key=True)
    at = Timestamptz()
    actor = UUID()
    unit = UUID()
    terminal = Text()
    digest = Bytea()
    rule = Text()
    place = Text()


class Hold(Table, tablename="hold"):
    """Something in a record that two people answer for; see workflow.py. `carried`: the released hold it repeats."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text(default="declared")
    kind = Text()
    record = UUID()
    unit = UUID()
    place = Text()
    part = Text()
    number = Integer(default=0)
    rule = Text()
    digest = Bytea()
    content = Bytea()
    declared_by = UUID()
    declared_at = Timestamptz()
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    carried = UUID(null=True, default=None)


class GateRules(Table, tablename="gate_rules"):
    """A rule set: every edit of the built-in table that is in force with it, and what its rehearsal found. Never changed."""

    number = Integer(primary_key=True)
    id = UUID()
    edits = Text()
    summary = Text()
    by = UUID()
    at = Timestamptz()


TABLES = (GateRefusal, Hold, GateRules)
