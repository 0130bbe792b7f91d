"""Filed issues. A row is written once and never changed; the package itself is a sealed file."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class Filed(Table, tablename="archive_filed"):
    """One filed issue."""

    id = UUID(primary_key=True)
    issue = UUID(unique=True)
    label = Text()
    year = Integer()
    item = Integer()
    package = UUID()
    digest = Bytea()
    files = Integer()
    filed_by = UUID()
    created = Timestamptz()


TABLES = (Filed,)
