"""Between tests a product is emptied: nothing of what was written is left, whatever refers to it, and counting begins anew."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from kernel.postgres import Cluster
from tests import conftest
from tests.conftest import emptied

MADE = """
CREATE TABLE emptied_first (id serial PRIMARY KEY, text text);
CREATE TABLE emptied_second (id int GENERATED ALWAYS AS IDENTITY, first int NOT NULL REFERENCES emptied_first);
CREATE TABLE emptied_other (id int);
CREATE FUNCTION emptied_no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'never deleted'; END $$;
CREATE TRIGGER never BEFORE DELETE ON emptied_first FOR EACH ROW EXECUTE FUNCTION emptied_no();
"""
ROWS = """
INSERT INTO emptied_first (text) SELECT repeat('x', 900) FROM generate_series(1, {rows});
INSERT INTO emptied_second (first) SELECT id FROM emptied_first;
INSERT INTO emptied_other VALUES (1);
"""


@pytest_asyncio.fixture
async def connection(database: Cluster) -> AsyncIterator[asyncpg.Connection]:
    opened = await asyncpg.connect(database.owner_dsn)
    await opened.execute(MADE)
    yield opened
    await opened.execute("DROP TABLE emptied_other, emptied_second, emptied_first; DROP FUNCTION emptied_no")
    await opened.close()


@pytest.mark.parametrize("rows", [1, 2000], ids=["a small table", "a large one"])
async def test_what_was_written_is_gone_with_all_that_refers_to_it(connection: asyncpg.Connection, rows: int) -> None:
    for _ in range(2):
        await connection.execute(ROWS.format(rows=rows))
        size = await connection.fetchval("SELECT pg_relation_size('emptied_first')")
        assert (size > conftest._SMALL) is (rows > 1)
        await emptied(connection, ["emptied_first"])
        assert await connection.fetchval("SELECT count(*) FROM emptied_first") == 0
        assert await connection.fetchval("SELECT count(*) FROM emptied_second") == 0
        assert await connection.fetchval("INSERT INTO emptied_first (text) VALUES ('') RETURNING id") == 1
        assert await connection.fetchval("INSERT INTO emptied_second (first) VALUES (1) RETURNING id") == 1
        await emptied(connection, ["emptied_first"])
    assert await connection.fetchval("SELECT count(*) FROM emptied_other") == 2, "nobody asked for it"
    with pytest.raises(asyncpg.RaiseError, match="never deleted"):  # triggers are back
        await connection.execute("INSERT INTO emptied_first (text) VALUES (''); DELETE FROM emptied_first")
