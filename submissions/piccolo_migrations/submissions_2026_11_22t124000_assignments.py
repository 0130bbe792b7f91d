"""Assignments: orders, tasks, answers, quotas; the catalogue of data already collected (SUB-15, SUB-16)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "assignments and the catalogue"

SQL = """
CREATE TABLE assignment (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('asked', 'issued', 'closed', 'refused', 'merged', 'cancelled')),
    created timestamptz NOT NULL, moved timestamptz NOT NULL, author uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('field', 'commissioned', 'solicited')), category text NOT NULL, genre text NOT NULL,
    due timestamptz NOT NULL, remind timestamptz, asks_data boolean NOT NULL DEFAULT false,
    above_quota boolean NOT NULL DEFAULT false,
    topic_sealed bytea NOT NULL, wanted_sealed bytea NOT NULL, bulletin_sealed bytea NOT NULL, why_sealed bytea NOT NULL,
    override_sealed bytea NOT NULL, digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    consent_by uuid, consent_at timestamptz, merged_into uuid REFERENCES assignment,
    CONSTRAINT consent_is_another_persons CHECK (consent_by IS NULL OR consent_by <> author),
    CONSTRAINT above_quota_wants_consent CHECK (
        NOT above_quota OR state IN ('asked', 'refused', 'cancelled') OR (consent_by IS NOT NULL AND consent_at IS NOT NULL)),
    CONSTRAINT only_above_quota_is_asked CHECK (state NOT IN ('asked', 'refused') OR above_quota),
    CONSTRAINT merged_says_where CHECK ((state = 'merged') = (merged_into IS NOT NULL) AND merged_into <> id)
);
CREATE INDEX assignment_state ON assignment (state, id DESC);
CREATE TABLE assignment_recipient (
    assignment uuid NOT NULL REFERENCES assignment, unit uuid NOT NULL, person uuid, PRIMARY KEY (assignment, unit)
);
CREATE TABLE assignment_task (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('issued', 'accepted', 'answered', 'closed', 'declined', 'merged', 'cancelled')),
    assignment uuid NOT NULL REFERENCES assignment, unit uuid NOT NULL, holder uuid, created timestamptz NOT NULL,
    moved timestamptz NOT NULL, due timestamptz NOT NULL, asked_due timestamptz, first_answered timestamptz,
    outcome text CHECK (outcome IN ('used', 'partly', 'kept', 'unused')), closed timestamptz,
    merged_into uuid REFERENCES assignment_task,
    CONSTRAINT closed_says_what_became_of_it CHECK (
        (state = 'closed') = (outcome IS NOT NULL) AND (state = 'closed') = (closed IS NOT NULL)),
    CONSTRAINT answered_has_a_moment CHECK (state NOT IN ('answered', 'closed') OR first_answered IS NOT NULL),
    CONSTRAINT merged_task_says_where CHECK ((state = 'merged') = (merged_into IS NOT NULL) AND merged_into <> id)
);
CREATE UNIQUE INDEX assignment_task_once ON assignment_task (assignment, unit) WHERE state NOT IN ('merged', 'cancelled');
CREATE INDEX assignment_task_unit ON assignment_task (unit, due, id);
CREATE INDEX assignment_task_state ON assignment_task (state, due, id);
CREATE INDEX assignment_task_holder ON assignment_task (holder) WHERE state IN ('issued', 'accepted', 'answered');
CREATE TABLE assignment_note (
    id uuid PRIMARY KEY, assignment uuid NOT NULL REFERENCES assignment, task uuid REFERENCES assignment_task,
    action text NOT NULL, code text NOT NULL DEFAULT '', due timestamptz, note_sealed bytea NOT NULL, author uuid NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX assignment_note_of ON assignment_note (assignment, id);
CREATE INDEX assignment_note_task ON assignment_note (task, id) WHERE task IS NOT NULL;
CREATE TABLE assignment_answer (
    task uuid NOT NULL REFERENCES assignment_task, submission uuid NOT NULL REFERENCES submission, linked_by uuid NOT NULL,
    linked timestamptz NOT NULL, PRIMARY KEY (task, submission)
);
CREATE INDEX assignment_answer_submission ON assignment_answer (submission);
CREATE TABLE assignment_file (
    id uuid PRIMARY KEY REFERENCES blob, assignment uuid NOT NULL REFERENCES assignment,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), added timestamptz NOT NULL
);
CREATE INDEX assignment_file_of ON assignment_file (assignment, id);
CREATE TABLE catalogue_entry (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1 CHECK (version > 0), created timestamptz NOT NULL,
    changed timestamptz NOT NULL, author uuid NOT NULL, unit uuid NOT NULL,
    period text NOT NULL CHECK (period IN ('once', 'day', 'week', 'month', 'quarter', 'half', 'year')),
    name_sealed bytea NOT NULL, fields_sealed bytea NOT NULL, source_sealed bytea NOT NULL, basis_sealed bytea NOT NULL,
    contact_sealed bytea NOT NULL, valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from)
);
CREATE INDEX catalogue_entry_unit ON catalogue_entry (unit, id);
CREATE TABLE assignment_entry (
    assignment uuid NOT NULL REFERENCES assignment, entry uuid NOT NULL REFERENCES catalogue_entry,
    decision text NOT NULL CHECK (decision IN ('use', 'override')), PRIMARY KEY (assignment, entry)
);
CREATE TABLE assignment_quota (
    id uuid PRIMARY KEY, measure text NOT NULL CHECK (measure IN ('open', 'month')), unit uuid,
    most integer NOT NULL CHECK (most > 0), valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from)
);
CREATE UNIQUE INDEX assignment_quota_once
    ON assignment_quota (measure, COALESCE(unit, '00000000-0000-0000-0000-000000000000'), valid_from);
-- 减轻基层负担: at most three at a time and five a month, until the office says otherwise.
INSERT INTO assignment_quota (id, measure, most, valid_from) VALUES
('018d0000-0000-7000-8000-000000000001', 'open', 3, '2016-01-01'),
('018d0000-0000-7000-8000-000000000002', 'month', 5, '2016-01-01');
"""
NARROW = {
    "assignment": "SELECT, INSERT, UPDATE",
    "assignment_recipient": "SELECT, INSERT",
    "assignment_task": "SELECT, INSERT, UPDATE",
    "assignment_note": "SELECT, INSERT",
    "assignment_answer": "SELECT, INSERT, DELETE",
    "assignment_file": "SELECT, INSERT",
    "assignment_entry": "SELECT, INSERT",
    "assignment_quota": "SELECT, INSERT, UPDATE",
    "catalogue_entry": "SELECT, INSERT, UPDATE",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
