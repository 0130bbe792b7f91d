"""Search at a million rows: a submission's search rows carry marks of when it was sent (store/searching.py reads them).

The marks stand behind the tokens, in the same column and index: the day, the 32 days and the 1,024 days since 1970, counted
in UTC. They follow the record in the same transaction, whoever writes. A token that happens to be equal to a mark makes a
candidate more, which is checked like any other.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T14:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "search rows of submissions know when they were sent"

SQL = """
CREATE FUNCTION search_marks(sent timestamptz) RETURNS integer[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[day, 1000000 + day / 32, 2000000 + day / 1024]
    FROM (SELECT floor(extract(epoch FROM sent) / 86400)::integer AS day) counted
$$;
CREATE FUNCTION search_row_marked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sent timestamptz := (SELECT COALESCE(submitted, created) FROM submission WHERE id = NEW.owner);
BEGIN
    NEW.tokens := NEW.tokens || search_marks(COALESCE(sent, now()));
    RETURN NEW;
END $$;
CREATE TRIGGER search_row_marked BEFORE INSERT ON search_row
    FOR EACH ROW WHEN (NEW.kind = 'submission') EXECUTE FUNCTION search_row_marked();
CREATE FUNCTION submission_marks_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marks integer[] := search_marks(COALESCE(NEW.submitted, NEW.created));
BEGIN
    UPDATE search_row SET tokens = tokens[:cardinality(tokens) - 3] || marks
        WHERE owner = NEW.id AND kind = 'submission' AND tokens[cardinality(tokens) - 2:] <> marks;
    RETURN NULL;
END $$;
CREATE TRIGGER submission_marks AFTER INSERT OR UPDATE OF submitted, created ON submission
    FOR EACH ROW EXECUTE FUNCTION submission_marks_follow();
SET LOCAL maintenance_work_mem = '512MB';
DROP INDEX search_row_tokens;
UPDATE search_row r SET tokens = r.tokens
    || search_marks(COALESCE((SELECT COALESCE(s.submitted, s.created) FROM submission s WHERE s.id = r.owner), now()))
    WHERE r.kind = 'submission';
CREATE INDEX search_row_tokens ON search_row USING gin (tokens) WITH (fastupdate = off);
"""


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "submissions", DESCRIPTION, SQL)
