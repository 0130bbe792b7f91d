"""The newest unread notice is asked for by every page, every ten seconds."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of unread notices in order"

SQL = """
DROP INDEX notice_unread;
CREATE INDEX notice_unread ON notice (account, id DESC) WHERE read_at IS NULL;
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "notices", DESCRIPTION, SQL)
