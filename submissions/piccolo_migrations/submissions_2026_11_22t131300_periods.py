"""Reporting periods, who reported in them, and what the editors look for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T13:13:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "reporting periods, zero reports, the office's tables"

SQL = """
CREATE TABLE report_period (
    code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9-]{0,29}$'),
    cadence text NOT NULL CHECK (cadence IN ('week', 'month')), category text NOT NULL DEFAULT '', label text NOT NULL,
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from)
);
CREATE TABLE report_duty (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('open', 'zero', 'reported', 'silent', 'late')), period text NOT NULL,
    category text NOT NULL, label text NOT NULL, unit uuid NOT NULL, starts timestamptz NOT NULL,
    ends timestamptz NOT NULL CHECK (ends > starts), due timestamptz NOT NULL CHECK (due > starts AND due <= ends),
    settled timestamptz, by uuid,
    CONSTRAINT settled_when_something_came CHECK ((state IN ('open', 'silent')) = (settled IS NULL)),
    CONSTRAINT zero_by_somebody CHECK ((state = 'zero') <= (by IS NOT NULL)), UNIQUE (period, unit, starts)
);
CREATE INDEX report_duty_unit ON report_duty (unit, starts DESC);
CREATE INDEX report_duty_listed ON report_duty (period, starts DESC);
CREATE INDEX report_duty_open ON report_duty (ends) WHERE state = 'open';
CREATE TABLE office_table_change (
    id uuid PRIMARY KEY, table_name text NOT NULL, key text NOT NULL, action text NOT NULL
        CHECK (action IN ('add', 'change', 'end', 'drop')), from_day date NOT NULL, by uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX office_table_change_of ON office_table_change (table_name, at DESC, id DESC);
CREATE TABLE reporting_focus (
    id uuid PRIMARY KEY, title_sealed bytea NOT NULL, body_sealed bytea NOT NULL, valid_from date NOT NULL,
    valid_until date NOT NULL CHECK (valid_until > valid_from), by uuid NOT NULL, at timestamptz NOT NULL,
    withdrawn timestamptz
);
CREATE INDEX reporting_focus_now ON reporting_focus (valid_until) WHERE withdrawn IS NULL;
CREATE INDEX submission_author ON submission (author, submitted DESC) WHERE submitted IS NOT NULL;
CREATE INDEX submission_unit_submitted ON submission (unit, submitted DESC) WHERE submitted IS NOT NULL;
"""
NARROW = {
    "report_duty": "SELECT, INSERT, UPDATE (version, state, settled, by)",
    "office_table_change": "SELECT, INSERT",
    "reporting_focus": "SELECT, INSERT, UPDATE (withdrawn)",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
