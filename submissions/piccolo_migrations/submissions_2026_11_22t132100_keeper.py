"""Who answers for a debt once its sender has left the unit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T13:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "debts handed over"

SQL = """
ALTER TABLE submission_debt ADD COLUMN keeper uuid CHECK (keeper <> sent_by);
CREATE INDEX submission_debt_sender ON submission_debt (coalesce(keeper, sent_by)) WHERE state = 'owed';
CREATE INDEX submission_in_hand ON submission (author)
    WHERE state IN ('draft', 'to_sign', 'signed_off', 'to_forward', 'returned');
"""
NARROW = {"submission_debt": "SELECT, INSERT, UPDATE (version, state, settled, settled_by, note_sealed, keeper)"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
