"""Tables of the consistency sheet: settings of the office in clear, and who acknowledged which finding. Written once."""

from piccolo.columns import UUID, Array, Date, Text, Timestamptz
from piccolo.table import Table


class WordingList(Table, tablename="wording_list"):
    """A whole list as it holds from a day on; see rules/wording.py."""

    id = UUID(primary_key=True)
    sort = Text()
    since = Date()
    lines = Array(base_column=Text())
    by = UUID()
    at = Timestamptz()


class FindingSeen(Table, tablename="finding_seen"):
    """Somebody who answers for the text has looked at a finding and means it so. Primary key (article, finding)."""

    article = UUID(primary_key=True)
    finding = Text()
    by = UUID()
    at = Timestamptz()


TABLES = (WordingList, FindingSeen)
