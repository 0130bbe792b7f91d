"""Leaders who have no account, as a dated table of the office; instructions of upper leaders have a rank of their own.

- What a reporting unit is told of an upper leader's words is, until the office changes it, what it is told of its own head's.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T16:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "leaders without an account"

SQL = """
CREATE TABLE outside_leader (
    code text NOT NULL, label text NOT NULL CHECK (label <> ''), post text NOT NULL,
    rank text NOT NULL CHECK (rank IN ('upper', 'top', 'deputy', 'chief')), place integer NOT NULL,
    valid_from date NOT NULL, valid_until date CHECK (valid_until > valid_from), PRIMARY KEY (code, valid_from)
);
ALTER TABLE instruction DROP CONSTRAINT instruction_rank_check,
    ADD CONSTRAINT instruction_rank_check CHECK (rank IN ('upper', 'top', 'deputy', 'chief'));
ALTER TABLE instruction_sight DROP CONSTRAINT instruction_sight_rank_check,
    ADD CONSTRAINT instruction_sight_rank_check CHECK (rank IN ('upper', 'top', 'deputy', 'chief'));
INSERT INTO instruction_sight (rank, said, sight, valid_from)
SELECT 'upper', said, sight, valid_from FROM instruction_sight WHERE rank = 'top' AND valid_from = '2016-01-01';
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL)
