"""News releases: the planned moment of publication, and the rule that the report comes before it (SUB-07)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "news releases"

SQL = """
ALTER TABLE submission ADD COLUMN release timestamptz;
ALTER TABLE submission_due_rule ADD COLUMN genre text NOT NULL DEFAULT '';
ALTER TABLE submission_due_rule DROP CONSTRAINT submission_due_rule_step_check;
ALTER TABLE submission_due_rule ADD CONSTRAINT submission_due_rule_step_check CHECK (step IN ('report', 'release', 'screen'));
ALTER TABLE submission_due_rule DROP CONSTRAINT submission_due_rule_measure_check;
ALTER TABLE submission_due_rule ADD CONSTRAINT submission_due_rule_measure_check
    CHECK (measure IN ('working_day', 'day', 'hour', 'minute', 'moment'));
ALTER TABLE submission_due_rule DROP CONSTRAINT submission_due_rule_amount_check;
ALTER TABLE submission_due_rule ADD CONSTRAINT submission_due_rule_amount_check
    CHECK (CASE WHEN measure = 'moment' THEN amount = 0 ELSE amount > 0 END);
INSERT INTO submission_choice (kind, code, place, label, help_label, least, most, valid_from) VALUES
('genre', 'release', 9, '新闻发布', '在对外发布之前报送，并填写计划发布时间（办法第十四条（四））；字数按需要', 0, 0, '2016-01-01');
INSERT INTO submission_due_rule (code, step, category, urgency, genre, measure, amount, label, valid_from) VALUES
('14-4', 'release', '', '', 'release', 'moment', 0, '办法第十四条（四）：新闻发布在对外发布之前报送', '2016-01-01');
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL)
