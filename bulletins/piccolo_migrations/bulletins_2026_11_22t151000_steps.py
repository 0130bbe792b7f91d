"""The five steps with one responsible person each: done, signed, sent back (办法 第十九条).

- Rows are written once. Steps taken before this migration have none: an issue under way shows those that come.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "steps and their persons"

SQL = """
CREATE TABLE step_done (
    id uuid PRIMARY KEY,
    step text NOT NULL CHECK (step IN ('screening', 'verification', 'editing', 'compiling', 'approval', 'layout',
        'proofreading', 'printing')),
    subject text NOT NULL CHECK (subject IN ('submission', 'article', 'issue')), record uuid NOT NULL,
    by uuid NOT NULL, at timestamptz NOT NULL, version integer NOT NULL CHECK (version > 0),
    edition_before integer NOT NULL, edition integer NOT NULL, before bytea NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32), forced boolean NOT NULL DEFAULT false,
    CHECK ((step = 'screening') = (subject = 'submission')),
    CHECK ((step IN ('verification', 'editing')) = (subject = 'article'))
);
CREATE INDEX step_done_record ON step_done (record, at);
CREATE INDEX step_done_by ON step_done (by, at);
CREATE TABLE step_signature (
    step uuid PRIMARY KEY REFERENCES step_done, device uuid NOT NULL, certificate bytea NOT NULL,
    statement bytea NOT NULL, signature bytea NOT NULL, at timestamptz NOT NULL
);
CREATE TABLE step_challenge (
    id uuid PRIMARY KEY, account uuid NOT NULL, service text NOT NULL, nonce bytea NOT NULL UNIQUE,
    issued timestamptz NOT NULL, ends timestamptz NOT NULL, steps uuid[] NOT NULL CHECK (cardinality(steps) > 0)
);
CREATE TABLE step_return (
    id uuid PRIMARY KEY, subject text NOT NULL CHECK (subject IN ('article', 'issue')), record uuid NOT NULL,
    source text NOT NULL, back_to text NOT NULL CHECK (back_to IN ('compiling', 'editing', 'verification', 'screening')),
    code text NOT NULL CHECK (code IN ('facts', 'wording', 'choice', 'form', 'range', 'policy', 'other')),
    by uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX step_return_record ON step_return (record, at);
"""
NARROW = {
    "step_done": "SELECT, INSERT", "step_signature": "SELECT, INSERT", "step_challenge": "SELECT, INSERT, DELETE",
    "step_return": "SELECT, INSERT",
}  # fmt: skip


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
