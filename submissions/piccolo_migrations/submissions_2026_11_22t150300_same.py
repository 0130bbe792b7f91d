"""What several units reported of one thing is one event: reports that are the same matter, joined and parted by hand too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "events of the same matter"

SQL = """
ALTER TABLE event DROP CONSTRAINT event_kind_check;
ALTER TABLE event ADD CONSTRAINT event_kind_check CHECK (kind IN ('emergency', 'decision', 'topic'));
ALTER TABLE event_report DROP CONSTRAINT event_report_kind_check;
ALTER TABLE event_report ADD CONSTRAINT event_report_kind_check
    CHECK (kind IN ('first', 'follow_up', 'daily', 'stage', 'final', 'same'));
"""
NARROW = {"event_report": "SELECT, INSERT, UPDATE (sent, event, kind)"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
