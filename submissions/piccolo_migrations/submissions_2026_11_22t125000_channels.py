"""By which way a submission came in: channels open for a genre, OA keys, mail intake, duty desk, forwarding, discs.

`to_forward`: a sub-unit's text that its parent unit has to pass on (SUB-01).
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "channels"

SQL = """
ALTER TABLE submission
    ADD COLUMN channel text NOT NULL DEFAULT 'web' CHECK (channel IN ('web', 'oa', 'mail', 'fax', 'phone', 'paper')),
    ADD COLUMN through uuid,
    DROP CONSTRAINT submission_state_check,
    ADD CONSTRAINT submission_state_check CHECK (state IN ('draft', 'to_sign', 'signed_off', 'to_forward', 'submitted',
        'screened', 'adopted', 'closed', 'returned', 'declined', 'withdrawn')),
    ADD CONSTRAINT only_signed_goes_to_parent CHECK (
        state <> 'to_forward' OR (signed_digest IS NOT NULL AND signed_digest = digest)),
    ADD CONSTRAINT forwarded_by_somebody CHECK (state <> 'to_forward' OR through IS NOT NULL);
CREATE INDEX submission_through ON submission (through, created DESC, id DESC) WHERE through IS NOT NULL;

CREATE TABLE submission_channel_rule (
    channel text NOT NULL CHECK (channel IN ('web', 'oa', 'mail', 'fax', 'phone', 'paper')),
    genre text NOT NULL DEFAULT '', valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from),
    PRIMARY KEY (channel, genre, valid_from)
);
-- 办法 附件: which way is open for what; empty genre = every one.
INSERT INTO submission_channel_rule (channel, genre, valid_from) VALUES
('web', '', '2016-01-01'), ('oa', '', '2016-01-01'), ('mail', 'opinion', '2016-01-01'),
('fax', 'duty', '2016-01-01'), ('phone', 'duty', '2016-01-01'), ('paper', 'duty', '2016-01-01');

CREATE TABLE submission_carrier (
    submission uuid PRIMARY KEY REFERENCES submission, reason_sealed bytea NOT NULL, author uuid NOT NULL,
    at timestamptz NOT NULL
);
CREATE TABLE submission_assertion (
    submission uuid PRIMARY KEY REFERENCES submission, digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    signer uuid NOT NULL, capacity_sealed bytea NOT NULL, signed timestamptz NOT NULL, by uuid NOT NULL, oa_key uuid,
    at timestamptz NOT NULL
);
CREATE TABLE submission_entry (
    submission uuid PRIMARY KEY REFERENCES submission, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('waiting', 'confirmed', 'objected')), unit uuid NOT NULL,
    received timestamptz NOT NULL, sender_sealed bytea NOT NULL, entered_by uuid NOT NULL, at timestamptz NOT NULL,
    decided_by uuid, decided timestamptz, note_sealed bytea,
    CONSTRAINT decided_is_whole CHECK ((state = 'waiting') = (decided IS NULL) AND num_nulls(decided_by, decided) IN (0, 2))
);
CREATE INDEX submission_entry_waiting ON submission_entry (unit, at) WHERE state = 'waiting';

CREATE TABLE oa_key (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('in_use', 'revoked')), created timestamptz NOT NULL, unit uuid NOT NULL,
    holder uuid NOT NULL, mode text NOT NULL CHECK (mode IN ('sign_here', 'signed_there')), secret_sealed bytea NOT NULL,
    request_sealed bytea NOT NULL, made_by uuid NOT NULL, valid_until timestamptz NOT NULL CHECK (valid_until > created),
    last_used timestamptz, ended timestamptz, ended_by uuid,
    CONSTRAINT revoked_by_somebody CHECK ((state = 'revoked') = (ended IS NOT NULL AND ended_by IS NOT NULL))
);
CREATE INDEX oa_key_unit ON oa_key (unit, created DESC);
CREATE TABLE oa_nonce (
    key uuid NOT NULL REFERENCES oa_key, nonce text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (key, nonce)
);
CREATE INDEX oa_nonce_at ON oa_nonce (at);
CREATE TABLE oa_request (
    unit uuid NOT NULL, key text NOT NULL, digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    submission uuid NOT NULL, answer text NOT NULL, created timestamptz NOT NULL, PRIMARY KEY (unit, key)
);

CREATE TABLE intake_sender (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('allowed', 'ended')), created timestamptz NOT NULL, unit uuid NOT NULL,
    account uuid NOT NULL, address_hash bytea NOT NULL CHECK (octet_length(address_hash) = 32),
    address_sealed bytea NOT NULL, made_by uuid NOT NULL, ended timestamptz, ended_by uuid,
    CONSTRAINT ended_by_somebody CHECK ((state = 'ended') = (ended IS NOT NULL AND ended_by IS NOT NULL))
);
CREATE UNIQUE INDEX intake_sender_address ON intake_sender (address_hash) WHERE state = 'allowed';
CREATE TABLE intake_mail (
    id uuid PRIMARY KEY, message_hash bytea NOT NULL UNIQUE CHECK (octet_length(message_hash) = 32),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), at timestamptz NOT NULL,
    result text NOT NULL CHECK (result IN ('taken', 'refused', 'stranger', 'automatic')), code text NOT NULL DEFAULT '',
    sender uuid REFERENCES intake_sender, submission uuid REFERENCES submission,
    CONSTRAINT taken_is_kept CHECK ((result = 'taken') = (submission IS NOT NULL))
);
CREATE INDEX intake_mail_at ON intake_mail (at DESC, id DESC);
CREATE UNIQUE INDEX intake_mail_content ON intake_mail (digest, sender) WHERE result = 'taken';

CREATE TABLE disc (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('received', 'in_custody', 'to_destroy', 'handed_over', 'returned', 'destroyed')),
    number text NOT NULL UNIQUE, created timestamptz NOT NULL, moved timestamptz NOT NULL, carrier text NOT NULL,
    unit uuid NOT NULL, received timestamptz NOT NULL, level text NOT NULL CHECK (level IN ('top', 'secret', 'confidential')),
    pieces integer NOT NULL CHECK (pieces BETWEEN 1 AND 999), people_sealed bytea NOT NULL, remark_sealed bytea NOT NULL,
    entered_by uuid NOT NULL, proposed_by uuid, place_sealed bytea,
    CONSTRAINT two_hands CHECK (state <> 'to_destroy' OR proposed_by IS NOT NULL)
);
CREATE INDEX disc_listed ON disc (created DESC, id DESC);
CREATE TABLE disc_note (
    id uuid PRIMARY KEY, disc uuid NOT NULL REFERENCES disc, action text NOT NULL, note_sealed bytea NOT NULL,
    author uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX disc_note_of ON disc_note (disc, id);
"""
NARROW = {
    "submission_carrier": "SELECT, INSERT, UPDATE",
    "submission_assertion": "SELECT, INSERT, UPDATE",
    "submission_entry": "SELECT, INSERT, UPDATE",
    "oa_key": "SELECT, INSERT, UPDATE",
    "oa_nonce": "SELECT, INSERT, DELETE",
    "oa_request": "SELECT, INSERT",
    "intake_sender": "SELECT, INSERT, UPDATE",
    "intake_mail": "SELECT, INSERT",
    "disc": "SELECT, INSERT, UPDATE",
    "disc_note": "SELECT, INSERT",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
