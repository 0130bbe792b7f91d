"""Plans and endings: the day an issue is planned for, embargo and timed release; void, recalled and corrected issues.

- An ending has a typed reason and is written once. A void issue keeps its number: that explains the gap (PUB-12).
- A daily kind owes an issue for every working day (PUB-03); when it is put together and when it is due are settings with
  the days they are in force.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "plans and endings of issues"

SQL = """
ALTER TABLE issue
    ADD COLUMN planned date, ADD COLUMN embargo timestamptz, ADD COLUMN release_at timestamptz,
    ADD COLUMN release_by uuid, ADD COLUMN corrects uuid REFERENCES issue,
    DROP CONSTRAINT issue_state_check, DROP CONSTRAINT issue_check1, DROP CONSTRAINT issue_check2,
    DROP CONSTRAINT issue_check3, DROP CONSTRAINT issue_check4;
ALTER TABLE issue
    ADD CONSTRAINT issue_state_check CHECK (state IN ('compiling', 'in_approval', 'approved', 'typeset', 'proofread',
        'released', 'archived', 'sent_back', 'voided', 'recalled', 'corrected')),
    ADD CONSTRAINT issue_approved_by_name CHECK (
        state NOT IN ('approved', 'typeset', 'proofread', 'released', 'archived', 'recalled', 'corrected') OR (
        number IS NOT NULL AND approved_by IS NOT NULL AND approved_at IS NOT NULL AND digest IS NOT NULL)),
    ADD CONSTRAINT issue_printed_as_pdf CHECK (
        state NOT IN ('typeset', 'proofread', 'released', 'archived', 'recalled', 'corrected')
        OR (pdf IS NOT NULL AND pdf_digest IS NOT NULL)),
    ADD CONSTRAINT issue_proofread_by_name CHECK (
        state NOT IN ('proofread', 'released', 'archived', 'recalled', 'corrected') OR proofread_by IS NOT NULL),
    ADD CONSTRAINT issue_out CHECK (
        (state IN ('released', 'archived', 'recalled', 'corrected')) = (released_at IS NOT NULL)),
    ADD CONSTRAINT issue_timed CHECK ((release_at IS NULL) = (release_by IS NULL)
        AND (release_at IS NULL OR state = 'proofread')),
    ADD CONSTRAINT issue_embargo_holds CHECK (embargo IS NULL OR released_at IS NULL OR released_at >= embargo);
CREATE INDEX issue_planned ON issue (planned, kind);
CREATE INDEX issue_release_at ON issue (release_at) WHERE release_at IS NOT NULL;
CREATE INDEX issue_corrects ON issue (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE issue_ending (
    id uuid PRIMARY KEY, issue uuid NOT NULL REFERENCES issue,
    operation text NOT NULL CHECK (operation IN ('void', 'recall', 'correct')), reason text NOT NULL,
    by uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX issue_ending_issue ON issue_ending (issue, id);

CREATE TABLE daily_rule (
    kind uuid NOT NULL REFERENCES bulletin_kind, since date NOT NULL, until date,
    assemble smallint NOT NULL CHECK (assemble BETWEEN 0 AND 1439), due smallint NOT NULL CHECK (due BETWEEN 0 AND 1439),
    CHECK (assemble < due), CHECK (until IS NULL OR until > since), PRIMARY KEY (kind, since)
);
CREATE UNIQUE INDEX daily_rule_running ON daily_rule (kind) WHERE until IS NULL;
CREATE TABLE daily_duty (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('expected', 'met', 'missed', 'made_up', 'excused')),
    kind uuid NOT NULL REFERENCES bulletin_kind, day date NOT NULL, assembles timestamptz NOT NULL,
    due timestamptz NOT NULL, ends timestamptz NOT NULL, issue uuid REFERENCES issue, ended timestamptz,
    created timestamptz NOT NULL,
    UNIQUE (kind, day),
    CHECK ((state IN ('met', 'made_up')) <= (issue IS NOT NULL))
);
CREATE INDEX daily_duty_state ON daily_duty (state, day);
INSERT INTO daily_rule (kind, since, assemble, due)
    SELECT id, DATE '2000-01-01', 960, 1050 FROM bulletin_kind WHERE cadence = 'daily';
"""
NARROW = {
    "issue_ending": "SELECT, INSERT",
    "daily_rule": "SELECT, INSERT, UPDATE (until)",
    "daily_duty": "SELECT, INSERT, UPDATE",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
