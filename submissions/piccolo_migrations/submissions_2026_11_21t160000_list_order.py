"""Indexes in the order of the lists, so that a page of 50 reads 50 rows however many there are.

Measured on 40,000 rows by `make bench`: first page 81 ms -> 0.2 ms, frequent search word 136 ms -> 1.4 ms.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-21T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes in the order of the lists"

SQL = """
CREATE INDEX submission_created ON submission (created DESC, id DESC);
CREATE INDEX submission_unit_created ON submission (unit, created DESC, id DESC);
CREATE INDEX submission_state_created ON submission (state, created DESC, id DESC);
CREATE INDEX submission_saved ON submission (saved DESC, id DESC);
CREATE INDEX submission_sent ON submission (COALESCE(submitted, created) DESC, id DESC);
DROP INDEX submission_unit;
DROP INDEX submission_state;
DROP INDEX submission_submitted;
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL)
