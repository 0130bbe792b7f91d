"""Tables of the copies of an issue, and of what was handed out: the latter is written once."""

from piccolo.columns import UUID, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class Delivery(Table, tablename="delivery"):
    """One recipient's copy of an issue. See workflow/delivery.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    issue = UUID()
    number = Integer()
    unit = UUID(null=True, index=True)
    person = UUID(null=True, index=True)
    arrived_at = Timestamptz(null=True)
    opened_at = Timestamptz(null=True)
    opened_by = UUID(null=True)
    accepted_at = Timestamptz(null=True)
    accepted_by = UUID(null=True)
    created = Timestamptz()
    reminded = Date(null=True, default=None)
    deputy = UUID(null=True, default=None)
    deputy_until = Timestamptz(null=True, default=None)
    taken_back_at = Timestamptz(null=True, default=None)
    taken_back_by = UUID(null=True, default=None)
    added = UUID(null=True, default=None)


class DeliveryCopy(Table, tablename="delivery_copy"):
    """A reader's own file or pages, given: which bytes, to whom, when. Written once."""

    id = UUID(primary_key=True)
    delivery = UUID(index=True)
    form = Text()
    digest = Bytea(index=True)
    by = UUID()
    at = Timestamptz()


TABLES = (Delivery, DeliveryCopy)
