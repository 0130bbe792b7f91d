"""Sign-off: what is important, who is away and who stands in, signatures of devices, several texts in one act (SUB-08)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:20:00:100000"
VERSION = "1.38.0"
DESCRIPTION = "sign-off"

# A signature's row keeps what its statement says; the two are compared again whenever it is relied on.
SQL = """
ALTER TABLE submission ADD COLUMN important boolean NOT NULL DEFAULT false;

CREATE TABLE submission_importance (
    code text NOT NULL, category text NOT NULL DEFAULT '', urgency text NOT NULL DEFAULT '',
    level text NOT NULL DEFAULT '', label text NOT NULL,
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from),
    CONSTRAINT about_something CHECK (category <> '' OR urgency <> '' OR level <> '')
);
CREATE TABLE submission_signature (
    id uuid PRIMARY KEY, submission uuid NOT NULL REFERENCES submission, at timestamptz NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), version integer NOT NULL CHECK (version > 0),
    signer uuid NOT NULL, capacity text NOT NULL CHECK (capacity IN ('principal', 'signer', 'substitute')),
    important boolean NOT NULL, on_behalf uuid,
    device uuid REFERENCES device_binding (id), certificate bytea, statement bytea,
    signature bytea CHECK (octet_length(signature) = 64),
    voided timestamptz, voided_why text NOT NULL DEFAULT '',
    CONSTRAINT important_by_the_head CHECK (NOT important OR capacity <> 'signer'),
    CONSTRAINT for_somebody CHECK ((capacity = 'substitute') = (on_behalf IS NOT NULL) AND on_behalf <> signer),
    CONSTRAINT device_or_session CHECK (num_nonnulls(device, certificate, statement, signature) IN (0, 4)),
    CONSTRAINT voided_for_a_reason CHECK ((voided IS NULL) = (voided_why = ''))
);
CREATE UNIQUE INDEX submission_signature_holds ON submission_signature (submission) WHERE voided IS NULL;
CREATE INDEX submission_signature_of ON submission_signature (submission, at);
CREATE TABLE signer_absence (
    id uuid PRIMARY KEY, unit uuid NOT NULL, account uuid NOT NULL, substitute uuid,
    starts timestamptz NOT NULL, ends timestamptz NOT NULL CHECK (ends > starts), created timestamptz NOT NULL,
    revoked timestamptz, revoked_by uuid,
    CONSTRAINT by_another CHECK (substitute <> account),
    CONSTRAINT revoked_by_somebody CHECK ((revoked IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX signer_absence_of ON signer_absence (unit, ends);
CREATE TABLE sign_two_hands (
    unit uuid NOT NULL, since timestamptz NOT NULL, by uuid NOT NULL, until timestamptz,
    PRIMARY KEY (unit, since)
);
CREATE UNIQUE INDEX sign_two_hands_now ON sign_two_hands (unit) WHERE until IS NULL;
CREATE TABLE sign_challenge (
    id uuid PRIMARY KEY, account uuid NOT NULL, service text NOT NULL,
    nonce bytea NOT NULL UNIQUE CHECK (octet_length(nonce) = 32),
    issued timestamptz NOT NULL, ends timestamptz NOT NULL CHECK (ends > issued)
);
CREATE INDEX sign_challenge_ends ON sign_challenge (ends);
CREATE TABLE sign_challenge_text (
    challenge uuid NOT NULL REFERENCES sign_challenge ON DELETE CASCADE, place integer NOT NULL,
    submission uuid NOT NULL REFERENCES submission, version integer NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), capacity text NOT NULL,
    note_sealed bytea NOT NULL, declared boolean NOT NULL, PRIMARY KEY (challenge, place)
);

INSERT INTO submission_importance (code, category, urgency, level, label, valid_from) VALUES
('emergency', 'emergency', '', '', '突发事件与敏感舆情（办公厅设定）', '2016-01-01'),
('flash', '', 'flash', '', '特急件（办公厅设定）', '2016-01-01');
"""
NARROW = {
    "submission_signature": "SELECT, INSERT, UPDATE (voided, voided_why)",
    "signer_absence": "SELECT, INSERT, UPDATE (revoked, revoked_by)",
    "sign_two_hands": "SELECT, INSERT, UPDATE (until)",
    "sign_challenge": "SELECT, INSERT, DELETE",
    "sign_challenge_text": "SELECT, INSERT, DELETE",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
