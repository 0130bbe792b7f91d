"""Who has what on the office's desk, and how long each step may take."""

from piccolo.columns import UUID, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class DeskClaim(Table, tablename="desk_claim"):
    """One stretch of somebody having a record at a step. Only its end is written later."""

    id = UUID(primary_key=True)
    kind = Text()
    record = UUID()
    step = Text()
    holder = UUID()
    since = Timestamptz()
    by = UUID()
    ended = Timestamptz(null=True, default=None)
    ending = Text(null=True, default=None)


class DeskTerm(Table, tablename="desk_term"):
    """How long a step of the desk may take. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    step = Text()
    measure = Text()
    amount = Integer()
    label = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


TABLES = (DeskClaim, DeskTerm)
SEEDED = ("desk_term",)
