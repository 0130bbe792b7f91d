"""What two people answer for, and the security administrator's rule sets. The register of refusals is older."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "holds and rule sets of the gate"

SQL = """
CREATE TABLE hold (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'declared' CHECK (state IN ('declared', 'released', 'denied', 'lapsed')),
    kind text NOT NULL CHECK (kind IN ('submission', 'article')), record uuid NOT NULL, unit uuid NOT NULL,
    place text NOT NULL, part text NOT NULL, number integer NOT NULL DEFAULT 0, rule text NOT NULL CHECK (rule <> ''),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    content bytea NOT NULL CHECK (octet_length(content) IN (0, 32)),
    declared_by uuid NOT NULL, declared_at timestamptz NOT NULL, decided_by uuid, decided_at timestamptz,
    carried uuid REFERENCES hold (id),
    CONSTRAINT two_people CHECK (decided_by <> declared_by),
    CONSTRAINT decided_when CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CONSTRAINT decided CHECK (state = 'lapsed' OR (state = 'declared') = (decided_by IS NULL))
);
CREATE UNIQUE INDEX hold_standing ON hold (record, digest) WHERE state <> 'lapsed';
CREATE INDEX hold_record ON hold (record, id);

CREATE TABLE gate_rules (
    number integer PRIMARY KEY CHECK (number > 0), id uuid NOT NULL UNIQUE, edits text NOT NULL, summary text NOT NULL,
    by uuid NOT NULL, at timestamptz NOT NULL
);
"""
NARROW = {"hold": "SELECT, INSERT, UPDATE", "gate_rules": "SELECT, INSERT"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "gate", DESCRIPTION, SQL, NARROW)
