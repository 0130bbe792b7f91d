"""Devices as the second step of signing in: bindings, challenges, presence; a session may hang on a device."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sign-in by device"

# device_presence is worth a few seconds: it is written every two seconds a device, survives no crash, and need not.
SQL = """
CREATE TABLE device_binding (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'bound' CHECK (state IN ('bound', 'unbound')), created timestamptz NOT NULL,
    account uuid NOT NULL REFERENCES account (id), serial text NOT NULL CHECK (serial <> ''),
    certificate bytea NOT NULL, key bytea NOT NULL CHECK (octet_length(key) = 64), not_after timestamptz NOT NULL,
    bound_by uuid NOT NULL, ended timestamptz, ended_by uuid, note_sealed bytea,
    CONSTRAINT not_oneself CHECK (bound_by <> account),
    CONSTRAINT ended_by_somebody CHECK ((state = 'unbound') = (ended IS NOT NULL AND ended_by IS NOT NULL))
);
CREATE UNIQUE INDEX device_binding_serial ON device_binding (serial) WHERE state = 'bound';
CREATE UNIQUE INDEX device_binding_key ON device_binding (key) WHERE state = 'bound';
CREATE INDEX device_binding_account ON device_binding (account, created);

CREATE TABLE sign_in_challenge (
    id_hash bytea PRIMARY KEY CHECK (octet_length(id_hash) = 32), account uuid NOT NULL REFERENCES account (id),
    nonce bytea NOT NULL CHECK (octet_length(nonce) = 32), proof bytea NOT NULL, target text NOT NULL,
    issued timestamptz NOT NULL, ends timestamptz NOT NULL CHECK (ends > issued)
);
CREATE INDEX sign_in_challenge_ends ON sign_in_challenge (ends);

CREATE UNLOGGED TABLE device_presence (
    device uuid PRIMARY KEY REFERENCES device_binding (id), nonce bytea NOT NULL CHECK (octet_length(nonce) = 32),
    asked timestamptz NOT NULL, seen timestamptz
);

ALTER TABLE session ADD COLUMN device uuid REFERENCES device_binding (id), ADD COLUMN removed timestamptz,
    ADD CONSTRAINT removed_device CHECK (removed IS NULL OR device IS NOT NULL);
CREATE INDEX session_device ON session (device) WHERE device IS NOT NULL;
"""
NARROW = {"device_binding": "SELECT, INSERT, UPDATE"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "identity", DESCRIPTION, SQL, NARROW)
