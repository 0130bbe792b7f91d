"""SQL of OA keys, the numbers used with them, and the answers given."""

from datetime import datetime
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx


async def key(id: UUID) -> Row | None:
    """A key."""
    return await db.one("SELECT * FROM oa_key WHERE id = $1", id)


async def keys() -> list[Row]:
    """Every key, the newest of each unit first."""
    return await db.fetch("SELECT * FROM oa_key ORDER BY unit, created DESC")


async def use(tx: Tx, id: UUID, nonce: str) -> bool:
    """Note a number; False when it was used with this key before."""
    row = await tx.one(
        "INSERT INTO oa_nonce (key, nonce, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING key",
        id,
        nonce,
        tx.now,
    )
    if row is None:
        return False
    await tx.run("UPDATE oa_key SET last_used = $2 WHERE id = $1", id, tx.now)
    return True


async def used_since(id: UUID, since: datetime) -> int:
    """How many requests a key has made."""
    row = await db.one("SELECT count(*) AS n FROM oa_nonce WHERE key = $1 AND at > $2", id, since)
    return int(row["n"]) if row else 0


async def sweep(tx: Tx, before: datetime) -> int:
    """Numbers that are too old to be accepted again go."""
    return len(await tx.fetch("DELETE FROM oa_nonce WHERE at < $1 RETURNING nonce", before))


async def answered(unit: UUID, request: str) -> Row | None:
    """The answer given to a unit's request."""
    return await db.one("SELECT * FROM oa_request WHERE unit = $1 AND key = $2", unit, request)


async def claim(tx: Tx, unit: UUID, request: str) -> None:
    """Queue with others that carry the same request: the second one sees the first one's answer."""
    await tx.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"oa {unit} {request}")
