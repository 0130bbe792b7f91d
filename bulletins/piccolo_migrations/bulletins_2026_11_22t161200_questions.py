"""A submission's page asks for the questions about it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T16:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "questions by submission"

SQL = """
CREATE INDEX source_question_submission ON source_question (submission, id);
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL)
