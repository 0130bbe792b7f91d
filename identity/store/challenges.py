"""SQL of sign-ins that wait for a device."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.tables import SignInChallenge
from kernel import db
from kernel.db import Row, Tx


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the device is asked to sign, and for whom. `proof`: which password was right."""

    account: UUID
    login: str
    nonce: bytes
    proof: bytes
    target: str
    issued: datetime
    ends: datetime


def _challenge(row: Row) -> Challenge:
    return Challenge(**{name: row[name] for name in Challenge.__dataclass_fields__})


async def one(id_hash: bytes, now: datetime) -> Challenge | None:
    """A challenge that can still be answered."""
    row = await db.one(
        "SELECT c.*, a.login FROM sign_in_challenge c JOIN account a ON a.id = c.account"
        " WHERE c.id_hash = $1 AND c.ends > $2",
        id_hash, now,
    )  # fmt: skip
    return _challenge(row) if row else None


async def start(tx: Tx, **columns: object) -> None:
    """A new challenge."""
    await tx.insert(SignInChallenge, **columns)


async def take(tx: Tx, id_hash: bytes) -> bool:
    """Use a challenge up; False when somebody else has."""
    sql = "DELETE FROM sign_in_challenge WHERE id_hash = $1 AND ends > $2 RETURNING 1 AS one"
    return await tx.one(sql, id_hash, tx.now) is not None


async def sweep(tx: Tx) -> int:
    """Drop those whose time is over."""
    return len(await tx.fetch("DELETE FROM sign_in_challenge WHERE ends <= $1 RETURNING 1 AS one", tx.now))
