"""In-app notices and mail preferences."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-21T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "in-app notices"

SQL = """
CREATE TABLE notice (
    id uuid PRIMARY KEY, account uuid NOT NULL REFERENCES account (id), topic text NOT NULL, record_kind text NOT NULL,
    record uuid NOT NULL, created timestamptz NOT NULL, read_at timestamptz
);
CREATE INDEX notice_account ON notice (account, id DESC);
CREATE INDEX notice_unread ON notice (account) WHERE read_at IS NULL;
CREATE INDEX notice_record ON notice (record, account) WHERE read_at IS NULL;
CREATE TABLE notice_preference (account uuid PRIMARY KEY REFERENCES account (id), mail boolean NOT NULL DEFAULT true);
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "notices", DESCRIPTION, SQL)
