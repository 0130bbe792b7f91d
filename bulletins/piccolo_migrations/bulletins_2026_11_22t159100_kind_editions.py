"""Kinds in dated editions: a change holds from a day on and never rewrites what was approved under an earlier one (PUB-02).

- The kind keeps what never changes with the day: its code, its place, whether it is in use. Everything else is an edition's.
- Issues that were approved keep the edition they were approved under; what stood until now is everybody's first.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:91:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "editions of kinds"

SQL = """
CREATE TABLE bulletin_kind_edition (
    kind uuid NOT NULL REFERENCES bulletin_kind, number integer NOT NULL CHECK (number > 0), since date NOT NULL,
    name text NOT NULL, masthead text NOT NULL, audience text NOT NULL,
    cadence text NOT NULL CHECK (cadence IN ('daily', 'weekly', 'monthly', 'any')), office text NOT NULL,
    channels text[] NOT NULL, look text NOT NULL,
    numbering text NOT NULL CHECK (numbering IN ('', 'issue', 'year_issue', 'year', 'running')),
    by uuid, at timestamptz NOT NULL, PRIMARY KEY (kind, number)
);
INSERT INTO bulletin_kind_edition (kind, number, since, name, masthead, audience, cadence, office, channels, look,
    numbering, at)
    SELECT id, 1, DATE '2000-01-01', name, masthead, audience, cadence, office,
        CASE WHEN code IN ('special', 'duty') THEN ARRAY['exchange', 'system'] ELSE ARRAY['system', 'paper'] END, '', '',
        created
    FROM bulletin_kind;
ALTER TABLE bulletin_kind DROP COLUMN name, DROP COLUMN masthead, DROP COLUMN audience, DROP COLUMN cadence,
    DROP COLUMN office;
ALTER TABLE bulletin_limit ADD COLUMN edition integer NOT NULL DEFAULT 1, DROP CONSTRAINT bulletin_limit_pkey,
    ADD PRIMARY KEY (kind, edition, genre),
    ADD CONSTRAINT bulletin_limit_edition FOREIGN KEY (kind, edition) REFERENCES bulletin_kind_edition;
ALTER TABLE bulletin_limit ALTER COLUMN edition DROP DEFAULT;
ALTER TABLE issue ADD COLUMN kind_edition integer,
    ADD CONSTRAINT issue_kind_edition FOREIGN KEY (kind, kind_edition) REFERENCES bulletin_kind_edition;
UPDATE issue SET kind_edition = 1 WHERE approved_by IS NOT NULL;
ALTER TABLE issue ADD CONSTRAINT issue_approved_edition CHECK (approved_by IS NULL OR kind_edition IS NOT NULL);
"""
NARROW = {"bulletin_kind_edition": "SELECT, INSERT", "bulletin_limit": "SELECT, INSERT"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
