"""Tables of the kinds of bulletins and of leaders' phrases: settings of the office, in clear."""

from piccolo.columns import UUID, Array, Boolean, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table


class BulletinKind(Table, tablename="bulletin_kind"):
    """A kind of bulletin: a row, not code (PUB-02)."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    code = Text(unique=True)
    seq = SmallInt()
    active = Boolean(default=True)
    created = Timestamptz()


class BulletinKindEdition(Table, tablename="bulletin_kind_edition"):
    """What a kind is from a day on; written once. Primary key (kind, number)."""

    kind = UUID(primary_key=True)
    number = Integer()
    since = Date()
    name = Text()
    masthead = Text()
    audience = Text()
    cadence = Text()
    office = Text()
    channels = Array(base_column=Text())
    look = Text()
    numbering = Text()
    by = UUID(null=True)
    at = Timestamptz()


class BulletinLimit(Table, tablename="bulletin_limit"):
    """A genre an edition of a kind takes, and its length in characters. Primary key (kind, edition, genre)."""

    kind = UUID(primary_key=True)
    edition = Integer()
    genre = Text()
    least = Integer()
    most = Integer()
    strict = Boolean()


class QuickPhrase(Table, tablename="quick_phrase"):
    """A phrase leaders often write."""

    id = UUID(primary_key=True)
    seq = SmallInt()
    text = Text()


TABLES = (BulletinKind, BulletinKindEdition, BulletinLimit, QuickPhrase)
# Settings of the office that migrations put in.
SEEDED = ("bulletin_kind", "bulletin_kind_edition", "bulletin_limit", "quick_phrase")
