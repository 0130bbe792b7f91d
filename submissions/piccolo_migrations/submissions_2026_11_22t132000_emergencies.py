"""Emergencies: levels and their terms, texts sent before they are signed, phone reports, events and their reports.

`only_signed_leaves` now admits exactly one more case: a debt over the very text that stands in the record. The foreign
key holds the column to a row of that debt; a debt's text, sender and reason can't be changed.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T13:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "emergencies"

SQL = """
CREATE TABLE submission_debt (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('owed', 'paid', 'refused', 'excused')),
    submission uuid NOT NULL REFERENCES submission, unit uuid NOT NULL, number integer NOT NULL CHECK (number > 0),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    text_digest bytea NOT NULL CHECK (octet_length(text_digest) = 32),
    reason_sealed bytea NOT NULL, sent timestamptz NOT NULL, sent_by uuid NOT NULL,
    settled timestamptz, settled_by uuid, note_sealed bytea,
    CONSTRAINT debt_ends_once CHECK ((state = 'owed') = (settled IS NULL) AND num_nulls(settled, settled_by) IN (0, 2)),
    CONSTRAINT debt_no_needs_words CHECK (state NOT IN ('refused', 'excused') OR note_sealed IS NOT NULL),
    CONSTRAINT debt_other_hand CHECK (state NOT IN ('paid', 'refused') OR settled_by <> sent_by),
    UNIQUE (id, submission, digest)
);
CREATE INDEX submission_debt_of ON submission_debt (submission, id);
CREATE INDEX submission_debt_owed ON submission_debt (unit, sent) WHERE state = 'owed';
CREATE INDEX submission_debt_listed ON submission_debt (sent DESC, id DESC);
ALTER TABLE submission
    ADD COLUMN level text NOT NULL DEFAULT '',
    ADD COLUMN debt uuid, ADD COLUMN owed_digest bytea CHECK (octet_length(owed_digest) = 32),
    ADD CONSTRAINT debt_is_whole CHECK (num_nulls(debt, owed_digest) IN (0, 2)),
    ADD CONSTRAINT debt_of_this_text FOREIGN KEY (debt, id, owed_digest) REFERENCES submission_debt (id, submission, digest),
    ADD CONSTRAINT unsent_owes_nothing CHECK (state NOT IN ('draft', 'to_sign', 'signed_off', 'to_forward') OR debt IS NULL),
    DROP CONSTRAINT only_signed_leaves,
    ADD CONSTRAINT only_signed_leaves CHECK (
        state NOT IN ('signed_off', 'submitted', 'screened', 'adopted', 'closed', 'returned', 'declined')
        OR (signed_digest IS NOT NULL AND signed_digest = digest)
        OR (state <> 'signed_off' AND debt IS NOT NULL AND owed_digest = digest));
CREATE TABLE submission_unsigned_rule (
    category text NOT NULL, level text NOT NULL DEFAULT '', valid_from date NOT NULL,
    valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (category, level, valid_from)
);
INSERT INTO submission_unsigned_rule (category, level, valid_from) VALUES ('emergency', '', '2016-01-01');

ALTER TABLE submission_choice DROP CONSTRAINT submission_choice_kind_check,
    ADD CONSTRAINT submission_choice_kind_check CHECK (kind ~ '^[a-z_]{1,30}$');
INSERT INTO submission_choice (kind, code, place, label, help_label, valid_from) VALUES
('level', '1', 1, 'Ⅰ级（特别重大）', '', '2016-01-01'),
('level', '2', 2, 'Ⅱ级（重大）', '', '2016-01-01'),
('level', '3', 3, 'Ⅲ级（较大）', '', '2016-01-01'),
('level', '4', 4, 'Ⅳ级（一般）', '', '2016-01-01');
CREATE TABLE emergency_term (
    code text NOT NULL, step text NOT NULL CHECK (step IN ('phone', 'text', 'report', 'follow_up', 'final', 'debt')),
    level text NOT NULL DEFAULT '', measure text NOT NULL CHECK (measure IN ('working_day', 'day', 'hour', 'minute')),
    amount integer NOT NULL CHECK (amount > 0), label text NOT NULL,
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from)
);
-- The strictest row of the profile; empty level: while the level is not known yet.
INSERT INTO emergency_term (code, step, level, measure, amount, label, valid_from) VALUES
('phone', 'phone', '', 'minute', 30, '获知后 30 分钟内电话报告', '2016-01-01'),
('phone-1', 'phone', '1', 'minute', 30, 'Ⅰ级：获知后 30 分钟内电话报告', '2016-01-01'),
('phone-2', 'phone', '2', 'minute', 30, 'Ⅱ级：获知后 30 分钟内电话报告', '2016-01-01'),
('phone-3', 'phone', '3', 'hour', 1, 'Ⅲ级：获知后 1 小时内电话报告', '2016-01-01'),
('phone-4', 'phone', '4', 'hour', 6, 'Ⅳ级：获知后 6 小时内电话报告', '2016-01-01'),
('text', 'text', '', 'hour', 1, '获知后 1 小时内报送文字', '2016-01-01'),
('text-1', 'text', '1', 'hour', 1, 'Ⅰ级：获知后 1 小时内报送文字', '2016-01-01'),
('text-2', 'text', '2', 'hour', 1, 'Ⅱ级：获知后 1 小时内报送文字', '2016-01-01'),
('text-3', 'text', '3', 'hour', 1, 'Ⅲ级：获知后 1 小时内报送文字', '2016-01-01'),
('text-4', 'text', '4', 'hour', 6, 'Ⅳ级：获知后 6 小时内报送文字', '2016-01-01'),
('first', 'report', '', 'hour', 1, '突发事件：获知后 1 小时内报送', '2016-01-01'),
('first-1', 'report', '1', 'hour', 1, '突发事件Ⅰ级：获知后 1 小时内报送', '2016-01-01'),
('first-2', 'report', '2', 'hour', 1, '突发事件Ⅱ级：获知后 1 小时内报送', '2016-01-01'),
('first-3', 'report', '3', 'hour', 1, '突发事件Ⅲ级：获知后 1 小时内报送', '2016-01-01'),
('first-4', 'report', '4', 'hour', 6, '突发事件Ⅳ级：获知后 6 小时内报送', '2016-01-01'),
('follow-up', 'follow_up', '', 'hour', 6, '上一报后 6 小时内续报（办公厅设定）', '2016-01-01'),
('follow-up-1', 'follow_up', '1', 'hour', 4, 'Ⅰ级：上一报后 4 小时内续报（办公厅设定）', '2016-01-01'),
('follow-up-2', 'follow_up', '2', 'hour', 6, 'Ⅱ级：上一报后 6 小时内续报（办公厅设定）', '2016-01-01'),
('follow-up-3', 'follow_up', '3', 'hour', 12, 'Ⅲ级：上一报后 12 小时内续报（办公厅设定）', '2016-01-01'),
('follow-up-4', 'follow_up', '4', 'hour', 24, 'Ⅳ级：上一报后 24 小时内续报（办公厅设定）', '2016-01-01'),
('final', 'final', '', 'working_day', 30, '处置结束即终报，最迟在初报后 30 个工作日内（办公厅设定）', '2016-01-01'),
('16', 'debt', '', 'working_day', 1, '办法第十六条：先报后签，下一个工作日内补签', '2016-01-01');

CREATE TABLE event (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('open', 'joined', 'ended')),
    kind text NOT NULL CHECK (kind IN ('emergency', 'decision')), unit uuid NOT NULL, level text NOT NULL DEFAULT '',
    daily boolean NOT NULL DEFAULT false, joined uuid REFERENCES event, opened timestamptz NOT NULL,
    CONSTRAINT joined_somewhere CHECK ((state = 'joined') = (joined IS NOT NULL) AND joined <> id)
);
CREATE INDEX event_listed ON event (opened DESC, id DESC);
CREATE INDEX event_joined ON event (joined) WHERE joined IS NOT NULL;
CREATE TABLE event_stage (
    id uuid PRIMARY KEY, event uuid NOT NULL REFERENCES event, due timestamptz NOT NULL, by uuid NOT NULL,
    at timestamptz NOT NULL, settled timestamptz
);
CREATE INDEX event_stage_of ON event_stage (event, due);
CREATE TABLE event_report (
    submission uuid PRIMARY KEY REFERENCES submission, event uuid NOT NULL REFERENCES event, unit uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('first', 'follow_up', 'daily', 'stage', 'final')), stage uuid REFERENCES event_stage,
    added timestamptz NOT NULL, sent timestamptz,
    CONSTRAINT stage_of_a_stage CHECK ((kind = 'stage') = (stage IS NOT NULL))
);
CREATE INDEX event_report_of ON event_report (event, added);
CREATE TABLE event_hour (
    minute integer NOT NULL CHECK (minute BETWEEN 0 AND 1439), label text NOT NULL, valid_from date NOT NULL,
    valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (minute, valid_from)
);
INSERT INTO event_hour (minute, label, valid_from) VALUES
(480, '日报：每天 08:00 前（办公厅设定）', '2016-01-01'), (1020, '日报：每天 17:00 前（办公厅设定）', '2016-01-01');

CREATE TABLE phone_note (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('noted', 'written', 'dropped')), unit uuid NOT NULL, level text NOT NULL DEFAULT '',
    called timestamptz NOT NULL, learned timestamptz NOT NULL CHECK (learned <= called), noted timestamptz NOT NULL,
    by uuid NOT NULL, caller_sealed bytea NOT NULL, words_sealed bytea NOT NULL, note_sealed bytea,
    submission uuid UNIQUE REFERENCES submission,
    CONSTRAINT written_somewhere CHECK (state <> 'written' OR submission IS NOT NULL),
    CONSTRAINT dropped_with_words CHECK (state <> 'dropped' OR note_sealed IS NOT NULL)
);
CREATE INDEX phone_note_listed ON phone_note (noted DESC, id DESC);
CREATE INDEX phone_note_unit ON phone_note (unit, noted DESC, id DESC);
"""
NARROW = {
    "submission_debt": "SELECT, INSERT, UPDATE (version, state, settled, settled_by, note_sealed)",
    "event": "SELECT, INSERT, UPDATE (version, state, daily, joined, level)",
    "event_stage": "SELECT, INSERT, UPDATE (due, settled)",
    "event_report": "SELECT, INSERT, UPDATE (sent)",
    "phone_note": "SELECT, INSERT, UPDATE (version, state, note_sealed, submission)",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
