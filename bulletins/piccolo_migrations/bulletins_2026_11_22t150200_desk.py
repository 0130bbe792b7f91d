"""The desk: one writer at a time, comments and questions bound to a sentence, articles merged into others."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "locks, comments, questions, merged articles"

SQL = """
ALTER TABLE article ADD COLUMN merged_into uuid REFERENCES article;
ALTER TABLE article ADD COLUMN drop_code text;
ALTER TABLE article DROP CONSTRAINT article_state_check;
ALTER TABLE article ADD CONSTRAINT article_state_check CHECK (state IN
    ('selected', 'verified', 'edited', 'placed', 'published', 'held_over', 'dropped', 'merged'));
ALTER TABLE article ADD CONSTRAINT article_merged_into CHECK ((state = 'merged') = (merged_into IS NOT NULL));
ALTER TABLE article ADD CONSTRAINT article_not_into_itself CHECK (merged_into <> id);
CREATE INDEX article_merged ON article (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE article_lock (
    article uuid PRIMARY KEY REFERENCES article, holder uuid NOT NULL, since timestamptz NOT NULL,
    until timestamptz NOT NULL, CHECK (until >= since)
);
CREATE TABLE article_comment (
    id uuid PRIMARY KEY, article uuid NOT NULL REFERENCES article, edition integer NOT NULL CHECK (edition > 0),
    position integer NOT NULL CHECK (position >= 0), digest text NOT NULL, quote_sealed bytea NOT NULL,
    text_sealed bytea NOT NULL, by uuid NOT NULL, at timestamptz NOT NULL, resolved_by uuid, resolved_at timestamptz,
    CHECK ((resolved_by IS NULL) = (resolved_at IS NULL))
);
CREATE INDEX article_comment_of ON article_comment (article, id);
CREATE TABLE source_question (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('asked', 'answered', 'withdrawn')), article uuid NOT NULL REFERENCES article,
    edition integer NOT NULL CHECK (edition > 0), position integer NOT NULL CHECK (position >= 0), digest text NOT NULL,
    submission uuid NOT NULL, unit uuid NOT NULL, sentence_sealed bytea NOT NULL, quote_sealed bytea NOT NULL,
    text_sealed bytea NOT NULL, by uuid NOT NULL, at timestamptz NOT NULL, due timestamptz NOT NULL,
    answered_at timestamptz, CHECK ((state = 'answered') = (answered_at IS NOT NULL))
);
CREATE INDEX source_question_article ON source_question (article, id);
CREATE INDEX source_question_unit ON source_question (unit, state, id);
CREATE TABLE source_answer (
    id uuid PRIMARY KEY, question uuid NOT NULL REFERENCES source_question, text_sealed bytea NOT NULL,
    by uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX source_answer_of ON source_answer (question, id);
CREATE TABLE article_review (
    article uuid NOT NULL REFERENCES article, reader uuid NOT NULL, asked_by uuid NOT NULL, asked_at timestamptz NOT NULL,
    done_at timestamptz, PRIMARY KEY (article, reader, asked_at)
);
CREATE INDEX article_review_open ON article_review (reader) WHERE done_at IS NULL;
"""
NARROW = {
    "article_comment": "SELECT, INSERT, UPDATE (resolved_by, resolved_at)", "source_answer": "SELECT, INSERT",
    "source_question": "SELECT, INSERT, UPDATE (version, state, article, answered_at)",
    "article_review": "SELECT, INSERT, UPDATE (done_at)",
}  # fmt: skip


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
