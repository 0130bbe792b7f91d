"""What somebody who left had in hand, and to whom it went."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T13:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "handing over when somebody leaves"

SQL = """
CREATE TABLE handover (
    id uuid PRIMARY KEY, account uuid NOT NULL UNIQUE REFERENCES account, unit uuid NOT NULL REFERENCES unit,
    heir uuid REFERENCES account CHECK (heir <> account), at timestamptz NOT NULL, by uuid NOT NULL,
    settled timestamptz, looked timestamptz NOT NULL,
    CONSTRAINT settled_by_an_heir CHECK ((settled IS NULL) = (heir IS NULL))
);
CREATE INDEX handover_waiting ON handover (unit) WHERE heir IS NULL;
CREATE INDEX handover_listed ON handover (at DESC, id DESC);
CREATE TABLE handover_line (
    handover uuid NOT NULL REFERENCES handover, kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,30}$'),
    number integer NOT NULL CHECK (number > 0), PRIMARY KEY (handover, kind)
);
"""
NARROW = {
    "handover": "SELECT, INSERT, UPDATE (heir, settled, looked)",
    "handover_line": "SELECT, INSERT, UPDATE (number)",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "identity", DESCRIPTION, SQL, NARROW)
