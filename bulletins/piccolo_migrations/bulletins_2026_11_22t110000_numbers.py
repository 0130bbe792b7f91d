"""Whose copy has which number is written once: the service changes where a delivery stands, and nothing else of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T11:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "copies keep their numbers"

SQL = "COMMENT ON COLUMN delivery.number IS 'copy number, written once'"
_MOVED = "version, state, arrived_at, opened_at, opened_by, accepted_at, accepted_by"
NARROW = {"delivery": f"SELECT, INSERT, UPDATE ({_MOVED})"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
