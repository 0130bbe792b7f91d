"""A device can be asked to sign a text late, for the debt it left with (SUB-08, SUB-09)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T13:49:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "late signatures by device"

SQL = """
ALTER TABLE sign_challenge_text ADD COLUMN debt uuid, ADD COLUMN debt_version integer,
    ADD CONSTRAINT debt_as_seen CHECK ((debt IS NULL) = (debt_version IS NULL));
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL)
