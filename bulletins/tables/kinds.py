"""Tables of the kinds of bulletins and of leaders' phrases: settings of the office, in clear."""

from piccolo.columns import UUID, Boolean, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table


class BulletinKind(Table, tablename="bulletin_kind"):
    """A kind of bulletin: a row, not code (PUB-02)."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    code = Text(unique=True)
    name = Text()
    masthead = Text()
    audience = Text()
    cadence = Text()
    office = Text()
    seq = SmallInt()
    active = Boolean(default=True)
    created = Timestamptz()


class BulletinLimit(Table, tablename="bulletin_limit"):
    """A genre the kind takes, and its length in characters. Primary key (kind, genre)."""

    kind = UUID(primary_key=True)
    genre = Text()
    least = Integer()
    most = Integer()
    strict = Boolean()


class BulletinReader(Table, tablename="bulletin_reader"):
    """One entry of a kind's distribution list: a unit or a person. Primary key (kind, seq)."""

    kind = UUID(primary_key=True)
    seq = Integer()
    unit = UUID(null=True)
    person = UUID(null=True)


class QuickPhrase(Table, tablename="quick_phrase"):
    """A phrase leaders often write."""

    id = UUID(primary_key=True)
    seq = SmallInt()
    text = Text()


TABLES = (BulletinKind, BulletinLimit, BulletinReader, QuickPhrase)
SEEDED = ("bulletin_kind", "bulletin_limit", "quick_phrase")  # settings of the office that migrations put in
