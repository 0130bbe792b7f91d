"""What an issue is printed from is kept when it is approved, before there is a PDF.

- An issue that waits for typesetting now was approved before: what an earlier typesetting kept of it is not what it says.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "approved pages"

SQL = """
UPDATE issue SET layout = NULL WHERE state = 'approved';
ALTER TABLE issue DROP CONSTRAINT issue_layout_with_pdf,
    ADD CONSTRAINT issue_layout_approved CHECK (layout IS NULL OR approved_by IS NOT NULL);
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL)
