"""A clock may be counted in working hours."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T16:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "working hours"

SQL = """
ALTER TABLE due_clock DROP CONSTRAINT due_clock_measure_check;
ALTER TABLE due_clock ADD CONSTRAINT due_clock_measure_check
    CHECK (measure IN ('working_day', 'working_hour', 'day', 'hour', 'minute', 'moment'));
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "kernel", DESCRIPTION, SQL)
