"""Holds stand in instructions as well: the scan of a paper one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "holds of instructions"

SQL = """
ALTER TABLE hold DROP CONSTRAINT hold_kind_check,
    ADD CONSTRAINT hold_kind_check CHECK (kind IN ('submission', 'article', 'instruction'));
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "gate", DESCRIPTION, SQL)
