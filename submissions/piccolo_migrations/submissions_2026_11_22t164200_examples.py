"""Adopted texts the editors hold up as examples (LO-06)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T16:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "examples"

SQL = """
CREATE TABLE submission_example (
    id uuid PRIMARY KEY, submission uuid NOT NULL REFERENCES submission, why_sealed bytea NOT NULL, by uuid NOT NULL,
    at timestamptz NOT NULL, withdrawn timestamptz
);
CREATE UNIQUE INDEX submission_example_one ON submission_example (submission) WHERE withdrawn IS NULL;
CREATE INDEX submission_example_at ON submission_example (at DESC, id) WHERE withdrawn IS NULL;
"""
NARROW = {"submission_example": "SELECT, INSERT, UPDATE (withdrawn)"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
