"""The base: journal, outbox, schedule, keys, blobs, search rows."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-21T10:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "base tables"

SQL = """
CREATE TABLE journal (
    seq bigint PRIMARY KEY CHECK (seq > 0), at timestamptz NOT NULL, actor uuid NOT NULL, unit uuid NOT NULL,
    terminal text NOT NULL, kind text NOT NULL, record uuid NOT NULL, action text NOT NULL, source text NOT NULL,
    target text NOT NULL, before bytea NOT NULL, after bytea NOT NULL, note bytea NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX journal_record ON journal (record, seq);
CREATE INDEX journal_at ON journal (at);
CREATE TABLE journal_head (
    seq bigint PRIMARY KEY, hash bytea NOT NULL, at timestamptz NOT NULL, key text NOT NULL, signature bytea NOT NULL
);
CREATE TABLE outbox (
    id bigserial PRIMARY KEY, topic text NOT NULL, ids jsonb NOT NULL,
    state text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'done', 'aside')),
    due timestamptz NOT NULL, lease timestamptz, tries integer NOT NULL DEFAULT 0, created timestamptz NOT NULL,
    ended timestamptz, error text NOT NULL DEFAULT ''
);
CREATE INDEX outbox_ready ON outbox (due, id) WHERE state = 'ready';
CREATE INDEX outbox_aside ON outbox (id) WHERE state = 'aside';
CREATE INDEX outbox_ended ON outbox (ended) WHERE state = 'done';
CREATE TABLE schedule (
    name text PRIMARY KEY, due timestamptz NOT NULL, lease timestamptz, ended timestamptz, error text NOT NULL DEFAULT ''
);
CREATE TABLE idempotency (
    actor uuid NOT NULL, key text NOT NULL, command text NOT NULL, digest bytea NOT NULL, answer text,
    created timestamptz NOT NULL, PRIMARY KEY (actor, key)
);
CREATE TABLE data_key (
    owner uuid PRIMARY KEY, kind text NOT NULL, wrapped bytea NOT NULL, kek text NOT NULL, created timestamptz NOT NULL
);
CREATE INDEX data_key_kek ON data_key (kek);
CREATE TABLE blob (
    id uuid PRIMARY KEY, owner uuid NOT NULL, name_sealed bytea NOT NULL, media text NOT NULL,
    size bigint NOT NULL CHECK (size >= 0), digest bytea NOT NULL CHECK (octet_length(digest) = 32), created timestamptz NOT NULL
);
CREATE INDEX blob_owner ON blob (owner);
CREATE INDEX blob_digest ON blob (digest);
CREATE TABLE search_row (id uuid PRIMARY KEY, owner uuid NOT NULL, kind text NOT NULL, tokens integer[] NOT NULL);
ALTER TABLE search_row ALTER tokens SET STORAGE EXTERNAL;
CREATE INDEX search_row_owner ON search_row (owner);
CREATE INDEX search_row_tokens ON search_row USING gin (tokens) WITH (fastupdate = off);
CREATE TABLE seen (
    record uuid NOT NULL, actor uuid NOT NULL, kind text NOT NULL, first timestamptz NOT NULL, last timestamptz NOT NULL,
    PRIMARY KEY (record, actor)
);
CREATE TABLE counter (series text PRIMARY KEY, last integer NOT NULL);
CREATE TABLE calendar_day (day text PRIMARY KEY, worked smallint NOT NULL CHECK (worked IN (0, 1)));
"""
# Narrower than the runner's default: what is written here stays.
NARROW = {"journal": "SELECT, INSERT", "journal_head": "SELECT, INSERT"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "kernel", DESCRIPTION, SQL, NARROW)
