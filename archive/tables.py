"""Filed issues. A row is written once and never changed; the package itself is a sealed file."""

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from kernel.workflow import Labelled


class Sort(Labelled):
    """What is filed."""

    ISSUE = "issue", "刊物"
    INSTRUCTIONS = "instructions", "领导批示"


class Filed(Table, tablename="archive_filed"):
    """One filed issue."""

    id = UUID(primary_key=True)
    issue = UUID(null=True, unique=True)
    sort = Text()
    label = Text()
    year = Integer()
    item = Integer()
    package = UUID()
    digest = Bytea()
    files = Integer()
    filed_by = UUID()
    created = Timestamptz()


TABLES = (Filed,)
