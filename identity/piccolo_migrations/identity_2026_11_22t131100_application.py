"""Applications for an account: filed, looked at by the office, approved, opened; three hands."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T13:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "applications for accounts"

SQL = """
CREATE TABLE application (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'filed'
        CHECK (state IN ('filed', 'reviewed', 'approved', 'done', 'refused', 'withdrawn', 'lapsed')),
    created timestamptz NOT NULL, lapses timestamptz NOT NULL CHECK (lapses > created), number text NOT NULL UNIQUE,
    unit uuid REFERENCES unit, applied_by uuid, origin bytea NOT NULL CHECK (octet_length(origin) = 32),
    held boolean NOT NULL DEFAULT false,
    company_sealed bytea NOT NULL, name_sealed bytea NOT NULL, post_sealed bytea NOT NULL, phone_sealed bytea NOT NULL,
    mail_sealed bytea NOT NULL, why_sealed bytea NOT NULL, note_sealed bytea,
    reviewed_by uuid, approved_by uuid, opened_by uuid, account uuid REFERENCES account,
    CONSTRAINT three_hands CHECK (
        reviewed_by <> applied_by AND approved_by <> applied_by AND approved_by <> reviewed_by
        AND opened_by <> reviewed_by AND opened_by <> approved_by),
    CONSTRAINT reviewed_for_a_unit CHECK (
        state NOT IN ('reviewed', 'approved', 'done') OR (unit IS NOT NULL AND reviewed_by IS NOT NULL)),
    CONSTRAINT approved_by_somebody CHECK (state NOT IN ('approved', 'done') OR approved_by IS NOT NULL),
    CONSTRAINT opened_once CHECK ((state = 'done') = (account IS NOT NULL AND opened_by IS NOT NULL)),
    CONSTRAINT refused_with_words CHECK (state <> 'refused' OR note_sealed IS NOT NULL)
);
CREATE INDEX application_open ON application (state, created DESC, id DESC);
CREATE INDEX application_unit ON application (unit, created DESC);
CREATE INDEX application_origin ON application (origin, created);
CREATE INDEX application_created ON application (created);
CREATE TABLE application_file (
    id uuid PRIMARY KEY REFERENCES blob, application uuid NOT NULL REFERENCES application,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32)
);
CREATE INDEX application_file_of ON application_file (application, id);
"""
NARROW = {
    "application": (
        "SELECT, INSERT, UPDATE (version, state, unit, note_sealed, reviewed_by, approved_by, opened_by, account)"
    ),
    "application_file": "SELECT, INSERT",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "identity", DESCRIPTION, SQL, NARROW)
