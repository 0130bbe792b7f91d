"""A step of the desk may be given so many working hours."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T16:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "terms of the desk in working hours"

SQL = """
ALTER TABLE desk_term DROP CONSTRAINT desk_term_measure_check;
ALTER TABLE desk_term ADD CONSTRAINT desk_term_measure_check
    CHECK (measure IN ('working_day', 'working_hour', 'day', 'hour', 'minute'));
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL)
