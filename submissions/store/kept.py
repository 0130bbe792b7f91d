"""SQL of the views that people keep."""

from uuid import UUID

from kernel import db
from kernel.db import Row, Tx


async def of(account: UUID, page: str) -> list[Row]:
    """A person's views of one list, oldest first."""
    return await db.fetch("SELECT * FROM submission_view WHERE account = $1 AND page = $2 ORDER BY id", account, page)


async def count(tx: Tx, account: UUID) -> int:
    """How many views a person keeps; their rows are few."""
    rows = await tx.fetch("SELECT id FROM submission_view WHERE account = $1", account)
    return len(rows)


async def drop(tx: Tx, account: UUID, id: UUID) -> bool:
    """Forget one. False when the person has none of this id."""
    row = await tx.one("DELETE FROM submission_view WHERE account = $1 AND id = $2 RETURNING id", account, id)
    return row is not None
