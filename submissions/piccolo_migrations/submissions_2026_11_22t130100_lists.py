"""Lists at a million rows: the earliest running due time on the record itself, and indexes in the order of each filter.

A list filtered by one of these columns reads its page from one index. Two filters together read the narrower one and
leave rows out on the way; docs/benchmarks.md has the figures.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T13:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "lists at a million rows, views that people keep"

SQL = """
ALTER TABLE submission ADD COLUMN due timestamptz NOT NULL DEFAULT '9999-01-01 00:00+00';
UPDATE submission s SET due = c.due FROM (
    SELECT record, min(due) AS due FROM due_clock WHERE kind = 'submission' AND ended IS NULL GROUP BY record
) c WHERE c.record = s.id;
-- Whatever starts, ends or counts a clock anew, the record's own earliest due time follows in the same transaction.
CREATE FUNCTION submission_due_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE submission SET due = COALESCE((
        SELECT min(c.due) FROM due_clock c WHERE c.kind = 'submission' AND c.record = NEW.record AND c.ended IS NULL
    ), '9999-01-01 00:00+00') WHERE id = NEW.record;
    RETURN NULL;
END $$;
CREATE TRIGGER submission_due AFTER INSERT OR UPDATE OF due, ended ON due_clock
    FOR EACH ROW WHEN (NEW.kind = 'submission') EXECUTE FUNCTION submission_due_follows();
CREATE INDEX submission_category_sent ON submission (category, COALESCE(submitted, created) DESC, id DESC);
CREATE INDEX submission_urgency_sent ON submission (urgency, COALESCE(submitted, created) DESC, id DESC);
CREATE INDEX submission_genre_sent ON submission (genre, COALESCE(submitted, created) DESC, id DESC);
CREATE INDEX submission_state_sent ON submission (state, COALESCE(submitted, created) DESC, id DESC);
CREATE INDEX submission_unit_sent ON submission (unit, COALESCE(submitted, created) DESC, id DESC);
CREATE INDEX submission_unit_state ON submission (unit, state, COALESCE(submitted, created) DESC, id DESC);
CREATE INDEX submission_unit_category ON submission (unit, category, COALESCE(submitted, created) DESC, id DESC);
CREATE INDEX submission_unit_saved ON submission (unit, saved DESC, id DESC);
CREATE INDEX submission_due ON submission (due, id);
CREATE INDEX submission_unit_due ON submission (unit, due, id);
CREATE INDEX submission_state_due ON submission (state, due, id);
CREATE TABLE submission_view (
    id uuid PRIMARY KEY, account uuid NOT NULL, name_sealed bytea NOT NULL, query_sealed bytea NOT NULL,
    page text NOT NULL CHECK (page IN ('submissions', 'desk')), created timestamptz NOT NULL
);
CREATE INDEX submission_view_account ON submission_view (account, page, id);
"""
NARROW = {"submission_view": "SELECT, INSERT, DELETE"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
