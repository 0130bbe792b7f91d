"""A submission's clocks join those of all records (kernel/clocks.py)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T12:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "clocks of submissions"

# The length of an old term is not in its row: it becomes a named moment, which stays where it is.
SQL = """
INSERT INTO due_clock (id, kind, record, step, start, due, rule, label, measure, amount, urgent, calendar, basis,
    provisional, why, known, next_mark, next_at, ended, ending)
SELECT gen_random_uuid(), 'submission', submission, step, start, due, rule, rule_label, 'moment', 0, calendar = '',
    calendar, '', provisional, '{}', start, CASE WHEN settled IS NULL THEN '100' END,
    CASE WHEN settled IS NULL THEN due END, settled, CASE WHEN settled IS NOT NULL THEN 'settled' END
FROM submission_clock;
DROP TABLE submission_clock;
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL)
