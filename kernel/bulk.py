"""Many records in one statement, inside an open transaction.

- A move of many is the same compare-and-set as `Tx.move`: only rows that stand in `source` move, and the answer says which.
- A part of a transaction may fail alone: what it wrote is undone, and so is what it would have written to the journal.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from piccolo.table import Table

from kernel.db import Tx


@asynccontextmanager
async def part(tx: Tx) -> AsyncIterator[None]:
    """What happens inside is undone as a whole when it raises; the transaction itself goes on."""
    lines, promised = len(tx.entries), tx.promised
    try:
        async with tx.connection.transaction():
            yield
    except BaseException:
        del tx.entries[lines:]
        tx.promised = promised
        raise


async def move_many(
    tx: Tx, table: type[Table], ids: Sequence[UUID], source: str, target: str, **columns: object
) -> list[UUID]:
    """Compare-and-set over many rows: those that stood in `source` and have moved."""
    name = table._meta.tablename  # noqa: SLF001 - Piccolo has no other way to ask
    extra = "".join(f', "{column}" = ${i}' for i, column in enumerate(columns, 4))
    rows = await tx.fetch(
        f'UPDATE "{name}" SET state = $3, version = version + 1{extra}'  # noqa: S608 - names of a table of ours
        " WHERE id = ANY($1) AND state = $2 RETURNING id",
        list(ids), str(source), str(target), *columns.values(),
    )  # fmt: skip
    return [row["id"] for row in rows]
