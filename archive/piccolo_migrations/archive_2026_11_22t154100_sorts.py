"""Not only issues are filed: a year's instructions as well."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sorts of what is filed"

SQL = """
ALTER TABLE archive_filed ALTER COLUMN issue DROP NOT NULL,
    ADD COLUMN sort text NOT NULL DEFAULT 'issue' CHECK (sort IN ('issue', 'instructions')),
    ADD CONSTRAINT archive_filed_issue CHECK ((sort = 'issue') = (issue IS NOT NULL));
ALTER TABLE archive_filed ALTER COLUMN sort DROP DEFAULT;
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "archive", DESCRIPTION, SQL)
