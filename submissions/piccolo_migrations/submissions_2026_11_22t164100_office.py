"""Codes of questions and periods are made up as those of the other tables; a quota is taken back on its first day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T16:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "codes of questions, quotas taken back"

SQL = """
ALTER TABLE submission_question DROP CONSTRAINT submission_question_code_check;
ALTER TABLE submission_question ADD CHECK (code ~ '^[a-z0-9_-]+$');
ALTER TABLE report_period DROP CONSTRAINT report_period_code_check;
ALTER TABLE report_period ADD CHECK (code ~ '^[a-z0-9_-]+$');
"""
NARROW = {"assignment_quota": "SELECT, INSERT, UPDATE, DELETE"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL, NARROW)
