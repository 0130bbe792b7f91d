"""Two more happenings; and what the first migration put into rule sets that takes points away goes out again.

- Nobody of an office had set those lines: what nobody has asked for takes no points. An office's own sets stay as they are.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T16:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "penalties nobody has asked for"

SQL = """
ALTER TABLE score_happening DROP CONSTRAINT score_happening_sort_check;
ALTER TABLE score_happening ADD CONSTRAINT score_happening_sort_check CHECK (sort IN ('reported', 'adopted', 'instructed',
    'answered', 'missed', 'late', 'silent', 'unsigned', 'omitted', 'concealed', 'false', 'named', 'corrected', 'cancelled'));
UPDATE score_rule_set SET document = jsonb_set(document::jsonb, '{lines}', (
    SELECT coalesce(jsonb_agg(line ORDER BY at), '[]') FROM jsonb_array_elements(document::jsonb -> 'lines')
        WITH ORDINALITY AS rows (line, at)
    WHERE line ->> 'sort' NOT IN ('missed', 'late', 'omitted', 'concealed', 'false', 'named')
))::text WHERE made_by = '00000000-0000-0000-0000-000000000000';
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "scores", DESCRIPTION, SQL)
