"""SQL of sessions."""

from uuid import UUID

from identity.rules import policy
from identity.tables import Session
from kernel import clock, db
from kernel.db import Row, Tx


async def found(id_hash: bytes) -> Row | None:
    """A session with all that decides about it, in one statement: account, state, roles, unit, device."""
    return await db.one(
        "SELECT s.account, s.created, s.last_seen, s.ends, s.device, s.removed, a.state, a.roles, a.unit, a.must_change,"
        " a.password_set, u.kind, s.device IS NULL OR p.seen > clock_timestamp() - $2::interval AS attended"
        " FROM session s JOIN account a ON a.id = s.account JOIN unit u ON u.id = a.unit"
        " LEFT JOIN device_presence p ON p.device = s.device WHERE s.id_hash = $1",
        id_hash, policy().presence,
    )  # fmt: skip


async def seen(id_hash: bytes) -> None:
    """Move `last_seen`. A session that has ended meanwhile stays ended: this only updates."""
    await db.fetch("UPDATE session SET last_seen = greatest(last_seen, $2) WHERE id_hash = $1", id_hash, clock.now())


async def start(tx: Tx, session: Row) -> None:
    """A new session."""
    await tx.insert(Session, **session)


async def end(tx: Tx, id_hash: bytes) -> bool:
    """End one session."""
    return await tx.one("DELETE FROM session WHERE id_hash = $1 RETURNING 1", id_hash) is not None


async def end_all(tx: Tx, account: UUID, keep: bytes = b"") -> int:
    """End the sessions of an account, but for the one to keep; how many there were."""
    return len(
        await tx.fetch("DELETE FROM session WHERE account = $1 AND id_hash <> $2 RETURNING 1 AS one", account, keep)
    )


async def end_of_device(tx: Tx, device: UUID) -> int:
    """End what was opened with a device; how many sessions there were."""
    return len(await tx.fetch("DELETE FROM session WHERE device = $1 RETURNING 1 AS one", device))


async def sweep(tx: Tx) -> int:
    """Drop the rows whose time is over."""
    return len(await tx.fetch("DELETE FROM session WHERE ends <= $1 RETURNING 1 AS one", tx.now))
