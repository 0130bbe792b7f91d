"""Reporting periods and who reported in them; changes of the office's tables; what the editors look for."""

from piccolo.columns import UUID, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class ReportPeriod(Table, tablename="report_period"):
    """How often units report; empty category = anything counts. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    cadence = Text()
    category = Text(default="")
    label = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class ReportDuty(Table, tablename="report_duty"):
    """What one unit owes for one period. `settled`: when something came, or when nothing was said to have happened."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    period = Text()
    category = Text()
    label = Text()
    unit = UUID()
    starts = Timestamptz()
    ends = Timestamptz()
    due = Timestamptz()
    settled = Timestamptz(null=True, default=None)
    by = UUID(null=True, default=None)


class OfficeTableChange(Table, tablename="office_table_change"):
    """Who changed one of the office's tables. Never changed itself."""

    id = UUID(primary_key=True)
    table_name = Text()
    key = Text()
    action = Text()
    from_day = Date()
    by = UUID()
    at = Timestamptz()


class ReportingFocus(Table, tablename="reporting_focus"):
    """What the editors look for between two days; sealed."""

    id = UUID(primary_key=True)
    title_sealed = Bytea()
    body_sealed = Bytea()
    valid_from = Date()
    valid_until = Date()
    by = UUID()
    at = Timestamptz()
    withdrawn = Timestamptz(null=True, default=None)


class SubmissionExample(Table, tablename="submission_example"):
    """An adopted text that is held up as an example; `why` is sealed under the text's key."""

    id = UUID(primary_key=True)
    submission = UUID()
    why_sealed = Bytea()
    by = UUID()
    at = Timestamptz()
    withdrawn = Timestamptz(null=True, default=None)


TABLES = (ReportPeriod, ReportDuty, OfficeTableChange, ReportingFocus, SubmissionExample)
SEEDED: tuple[str, ...] = ()
