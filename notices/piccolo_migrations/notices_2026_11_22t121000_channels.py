"""Choices of each person, letters by mail and short message, every try, ladders, urging."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "channels, choices, tries and ladders"

SQL = """
ALTER TABLE notice ADD urgent boolean NOT NULL DEFAULT false;
CREATE INDEX notice_of_record ON notice (record, id);

CREATE TABLE notice_choice (
    account uuid NOT NULL REFERENCES account (id), klass text NOT NULL CHECK (klass <> 'urgent'),
    channel text NOT NULL CHECK (channel IN ('mail', 'sms')), way text NOT NULL CHECK (way IN ('instant', 'digest', 'none')),
    PRIMARY KEY (account, klass, channel)
);
INSERT INTO notice_choice SELECT account, klass, 'mail', 'none' FROM notice_preference
    CROSS JOIN unnest(ARRAY['mine', 'deadline', 'result', 'admin']) AS klass WHERE NOT mail;
DELETE FROM notice_preference;
ALTER TABLE notice_preference DROP mail, ADD quiet text NOT NULL, ADD free_days boolean NOT NULL, ADD digests text NOT NULL;

CREATE TABLE notice_letter (
    id uuid PRIMARY KEY, account uuid NOT NULL REFERENCES account (id),
    channel text NOT NULL CHECK (channel IN ('mail', 'sms')), urgent boolean NOT NULL, created timestamptz NOT NULL,
    due timestamptz NOT NULL, tries integer NOT NULL DEFAULT 0, ended timestamptz, outcome text NOT NULL DEFAULT '',
    CONSTRAINT ended_how CHECK ((ended IS NULL) = (outcome = ''))
);
CREATE INDEX notice_letter_waiting ON notice_letter (channel, account, id) WHERE ended IS NULL;
CREATE INDEX notice_letter_account ON notice_letter (account, id DESC);
CREATE INDEX notice_letter_failed ON notice_letter (id DESC) WHERE outcome = 'failed';

CREATE TABLE notice_post (
    notice uuid NOT NULL REFERENCES notice (id), channel text NOT NULL CHECK (channel IN ('mail', 'sms')),
    account uuid NOT NULL, due timestamptz NOT NULL, letter uuid REFERENCES notice_letter (id),
    dropped text NOT NULL DEFAULT '', PRIMARY KEY (notice, channel),
    CONSTRAINT one_way CHECK (letter IS NULL OR dropped = '')
);
CREATE INDEX notice_post_due ON notice_post (due) WHERE letter IS NULL AND dropped = '';
CREATE INDEX notice_post_letter ON notice_post (letter);

CREATE TABLE notice_try (
    id uuid PRIMARY KEY, letter uuid NOT NULL REFERENCES notice_letter (id), account uuid NOT NULL, channel text NOT NULL,
    address text NOT NULL, at timestamptz NOT NULL, outcome text NOT NULL CHECK (outcome <> ''),
    code text NOT NULL DEFAULT '', gateway text NOT NULL DEFAULT '',
    receipt text NOT NULL DEFAULT '' CHECK (receipt IN ('', 'delivered', 'undelivered')), receipt_at timestamptz
);
CREATE INDEX notice_try_letter ON notice_try (letter, id);
CREATE INDEX notice_try_account ON notice_try (account, id DESC);

CREATE TABLE notice_pipe (
    channel text PRIMARY KEY, failures integer NOT NULL DEFAULT 0, down_since timestamptz, next_try timestamptz
);
CREATE TABLE notice_nonce (nonce text PRIMARY KEY, at timestamptz NOT NULL);
CREATE INDEX notice_nonce_at ON notice_nonce (at);

CREATE TABLE notice_rung (
    ladder text NOT NULL, step integer NOT NULL CHECK (step > 0),
    rung text NOT NULL CHECK (rung IN ('bell', 'sms', 'phone', 'operator_b', 'head')),
    minutes integer NOT NULL CHECK (minutes BETWEEN 0 AND 10080), valid_from timestamptz NOT NULL, valid_until timestamptz,
    PRIMARY KEY (ladder, step, valid_from)
);
INSERT INTO notice_rung (ladder, step, rung, minutes, valid_from) VALUES
    ('emergency', 1, 'bell', 0, '2020-01-01Z'), ('emergency', 2, 'sms', 3, '2020-01-01Z'),
    ('emergency', 3, 'phone', 8, '2020-01-01Z'), ('emergency', 4, 'operator_b', 15, '2020-01-01Z'),
    ('emergency', 5, 'head', 25, '2020-01-01Z'),
    ('term', 1, 'bell', 0, '2020-01-01Z'), ('term', 2, 'sms', 60, '2020-01-01Z'),
    ('term', 3, 'phone', 180, '2020-01-01Z'), ('term', 4, 'operator_b', 360, '2020-01-01Z'),
    ('term', 5, 'head', 720, '2020-01-01Z'),
    ('receipt', 1, 'bell', 0, '2020-01-01Z'), ('receipt', 2, 'sms', 30, '2020-01-01Z'),
    ('receipt', 3, 'phone', 60, '2020-01-01Z'), ('receipt', 4, 'operator_b', 120, '2020-01-01Z');

CREATE TABLE notice_climb (
    id uuid PRIMARY KEY, ladder text NOT NULL, topic text NOT NULL, record_kind text NOT NULL, record uuid NOT NULL,
    account uuid NOT NULL REFERENCES account (id), unit uuid NOT NULL, started timestamptz NOT NULL,
    step integer NOT NULL DEFAULT 0, ended timestamptz, ended_by uuid, outcome text NOT NULL DEFAULT '',
    CONSTRAINT ended_how CHECK ((ended IS NULL) = (outcome = ''))
);
CREATE UNIQUE INDEX notice_climb_running ON notice_climb (record, account) WHERE ended IS NULL;
CREATE INDEX notice_climb_order ON notice_climb (started) WHERE ended IS NULL;

CREATE TABLE notice_call (
    id uuid PRIMARY KEY, climb uuid NOT NULL REFERENCES notice_climb (id), by uuid NOT NULL, at timestamptz NOT NULL,
    result text NOT NULL CHECK (result <> '')
);
CREATE INDEX notice_call_climb ON notice_call (climb, id);

CREATE TABLE notice_press (
    id uuid PRIMARY KEY, record_kind text NOT NULL, record uuid NOT NULL, by uuid NOT NULL, at timestamptz NOT NULL,
    account uuid NOT NULL REFERENCES account (id), notice uuid NOT NULL REFERENCES notice (id)
);
CREATE INDEX notice_press_record ON notice_press (record, account, at DESC);
"""
NARROW = {
    "notice_letter": "SELECT, INSERT, UPDATE (due, tries, ended, outcome)",
    "notice_post": "SELECT, INSERT, UPDATE (due, letter, dropped)",
    "notice_try": "SELECT, INSERT, UPDATE (receipt, receipt_at)",
    "notice_rung": "SELECT",
    "notice_climb": "SELECT, INSERT, UPDATE (step, ended, ended_by, outcome)",
    "notice_call": "SELECT, INSERT",
    "notice_press": "SELECT, INSERT",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "notices", DESCRIPTION, SQL, NARROW)
