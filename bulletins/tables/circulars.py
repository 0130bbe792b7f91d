"""Tables of circulars and commendations. Figures are sealed under the article's key and written once."""

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table


class CircularSheet(Table, tablename="circular_sheet"):
    """The figures a circular was made from; the newest counts. Primary key (article, number)."""

    article = UUID(primary_key=True)
    number = Integer()
    first = Date()
    last = Date()
    sheet_sealed = Bytea()
    digest = Bytea()
    by = UUID()
    at = Timestamptz()


class Commendation(Table, tablename="commendation"):
    """Who is proposed, and whether it was confirmed. See workflow/commendations.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    first = Date()
    last = Date()
    proposed_by = UUID()
    decided_by = UUID(null=True)
    created = Timestamptz()
    decided = Timestamptz(null=True)


class CommendationEntry(Table, tablename="commendation_entry"):
    """One of those proposed. Primary key (commendation, sort, subject)."""

    commendation = UUID(primary_key=True)
    sort = Text()
    subject = UUID()
    unit = UUID()
    place = Integer()
    points = Numeric(digits=(10, 2))
    kept = Boolean(default=True)


TABLES = (CircularSheet, Commendation, CommendationEntry)
