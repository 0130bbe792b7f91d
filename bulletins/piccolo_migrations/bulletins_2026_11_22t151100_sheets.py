"""The responsibility sheet as it was printed with the issue; made anew when somebody signs a step later, never replaced."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "responsibility sheets"

SQL = """
CREATE TABLE issue_sheet (
    issue uuid NOT NULL REFERENCES issue, number integer NOT NULL CHECK (number > 0), pdf uuid NOT NULL,
    pdf_digest bytea NOT NULL CHECK (length(pdf_digest) = 32), ofd uuid, ofd_digest bytea, at timestamptz NOT NULL,
    PRIMARY KEY (issue, number), CHECK ((ofd IS NULL) = (ofd_digest IS NULL))
);
"""
NARROW = {"issue_sheet": "SELECT, INSERT"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
