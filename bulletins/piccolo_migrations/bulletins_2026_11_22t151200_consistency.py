"""What the consistency sheet goes by and what was said to it: the office's list of leaders, former and short names of units.

- A list of leaders is dated and written whole; former and short names hold from a day on. A finding is acknowledged once.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "lists of the consistency sheet"

SQL = """
CREATE TABLE wording_list (
    id uuid PRIMARY KEY, sort text NOT NULL CHECK (sort IN ('leaders', 'former', 'shorts')), since date NOT NULL,
    lines text[] NOT NULL, by uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX wording_list_sort ON wording_list (sort, since);
CREATE TABLE finding_seen (
    article uuid NOT NULL REFERENCES article, finding text NOT NULL CHECK (length(finding) = 32), by uuid NOT NULL,
    at timestamptz NOT NULL, PRIMARY KEY (article, finding)
);
"""
NARROW = {"wording_list": "SELECT, INSERT", "finding_seen": "SELECT, INSERT"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
