"""The OFD of an issue beside its PDF. Issues typeset before have none, and none is made for them later."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T08:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "ofd of an issue"

SQL = """
ALTER TABLE issue ADD COLUMN ofd uuid, ADD COLUMN ofd_digest bytea,
    ADD CONSTRAINT issue_ofd_whole CHECK ((ofd IS NULL) = (ofd_digest IS NULL)),
    ADD CONSTRAINT issue_ofd_with_pdf CHECK (ofd IS NULL OR pdf IS NOT NULL);
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL)
