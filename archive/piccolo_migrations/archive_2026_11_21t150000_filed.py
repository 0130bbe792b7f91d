"""Filed issues."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-21T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "filed issues"

SQL = """
CREATE TABLE archive_filed (
    id uuid PRIMARY KEY, issue uuid NOT NULL UNIQUE, label text NOT NULL, year integer NOT NULL, item integer NOT NULL,
    package uuid NOT NULL, digest bytea NOT NULL CHECK (octet_length(digest) = 32), files integer NOT NULL,
    filed_by uuid NOT NULL, created timestamptz NOT NULL, UNIQUE (year, item)
);
"""
NARROW = {"archive_filed": "SELECT, INSERT"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "archive", DESCRIPTION, SQL, NARROW)
