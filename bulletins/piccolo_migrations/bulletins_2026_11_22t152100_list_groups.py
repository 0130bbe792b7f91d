"""How many readers of a frozen list came through which group: kept with the list, so that no page has to count them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "groups of frozen lists"

SQL = """
CREATE TABLE issue_list_group (
    issue uuid NOT NULL REFERENCES issue, grp uuid NOT NULL REFERENCES reader_group,
    number integer NOT NULL CHECK (number > 0), PRIMARY KEY (issue, grp)
);
INSERT INTO issue_list_group (issue, grp, number)
SELECT issue, via, count(*) FROM issue_reader WHERE via IS NOT NULL AND unit IS NOT NULL GROUP BY issue, via;
"""
NARROW = {"issue_list_group": "SELECT, INSERT, DELETE"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
