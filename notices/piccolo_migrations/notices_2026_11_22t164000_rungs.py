"""The steps of ladders hold from a day to a day and are edited with the office's other tables."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T16:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "steps of ladders are the office's"

SQL = """
ALTER TABLE notice_rung ALTER COLUMN valid_from TYPE date USING (valid_from AT TIME ZONE 'Asia/Shanghai')::date,
    ALTER COLUMN valid_until TYPE date USING (valid_until AT TIME ZONE 'Asia/Shanghai')::date;
ALTER TABLE notice_rung ADD CHECK (valid_until > valid_from);
"""
NARROW = {"notice_rung": "SELECT, INSERT, UPDATE, DELETE"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "notices", DESCRIPTION, SQL, NARROW)
