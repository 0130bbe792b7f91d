"""SQL of devices at work. The database's clock counts: the seconds that matter here are fewer than hosts may differ."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx

# $1 the device, $2 the rest after which a session is over
_HANGING = (
    "(SELECT count(*) FROM session WHERE device = $1 AND removed IS NULL AND ends > now()"
    "  AND last_seen > now() - $2::interval) AS n,"
    " EXISTS (SELECT 1 FROM sign_in_challenge c JOIN device_binding d ON d.account = c.account"
    "  WHERE d.id = $1 AND c.ends > now()) AS waiting"
)


@dataclass(frozen=True, slots=True)
class Hanging:
    """How many sessions hang on a device, and whether a sign-in of its account still waits for an answer."""

    sessions: int
    waiting: bool


async def go_on(device: UUID, idle: timedelta, nonce: bytes, following: bytes, limit: timedelta) -> Hanging | None:
    """The ordinary case in one statement: the device was there a moment ago, and still is. None: look closer."""
    row = await db.one(
        "UPDATE device_presence SET nonce = $4, asked = clock_timestamp(), seen = clock_timestamp()"  # noqa: S608 - a constant
        " WHERE device = $1 AND nonce = $3 AND asked > clock_timestamp() - $5::interval"
        f" AND seen > clock_timestamp() - $5::interval RETURNING {_HANGING}",
        device, idle, nonce, following, limit,
    )  # fmt: skip
    return _hanging(row) if row else None


async def accept(tx: Tx, device: UUID, nonce: bytes, following: bytes, limit: timedelta) -> bool:
    """A statement that names the number given last, in time: the device is there. The next must name `following`."""
    row = await tx.one(
        "UPDATE device_presence SET nonce = $3, asked = clock_timestamp(), seen = clock_timestamp()"
        " WHERE device = $1 AND nonce = $2 AND asked > clock_timestamp() - $4::interval RETURNING device",
        device, nonce, following, limit,
    )  # fmt: skip
    return row is not None


async def ask(tx: Tx, device: UUID, nonce: bytes) -> None:
    """Give out a new number; it says nothing about the device being there."""
    await tx.run(
        "INSERT INTO device_presence (device, nonce, asked) VALUES ($1, $2, clock_timestamp())"
        " ON CONFLICT (device) DO UPDATE SET nonce = EXCLUDED.nonce, asked = EXCLUDED.asked",
        device, nonce,
    )  # fmt: skip


async def arrive(tx: Tx, device: UUID, nonce: bytes) -> None:
    """The device has just answered a challenge; a number given out before stays good."""
    await tx.run(
        "INSERT INTO device_presence (device, nonce, asked, seen) VALUES ($1, $2, clock_timestamp(), clock_timestamp())"
        " ON CONFLICT (device) DO UPDATE SET seen = EXCLUDED.seen",
        device, nonce,
    )  # fmt: skip


async def leave(tx: Tx, device: UUID, nonce: bytes) -> bool:
    """The agent says the device is gone; it knows the last number."""
    row = await tx.one(
        "UPDATE device_presence SET seen = NULL WHERE device = $1 AND nonce = $2 RETURNING device", device, nonce
    )
    return row is not None


async def forget(tx: Tx, device: UUID) -> None:
    """The binding is over."""
    await tx.run("DELETE FROM device_presence WHERE device = $1", device)


async def end_unattended(tx: Tx, device: UUID, limit: timedelta) -> list[UUID]:
    """End what was opened with a device that is gone, for good; the accounts, one a session."""
    rows = await tx.fetch(
        "UPDATE session SET removed = $2 WHERE device = $1 AND removed IS NULL AND NOT EXISTS ("
        " SELECT 1 FROM device_presence p WHERE p.device = $1 AND p.seen > clock_timestamp() - $3::interval)"
        " RETURNING account",
        device, tx.now, limit,
    )  # fmt: skip
    return [row["account"] for row in rows]


async def hanging(device: UUID, idle: timedelta) -> Hanging:
    """What hangs on the device now."""
    return _hanging(await db.one(f"SELECT {_HANGING}", device, idle) or {"n": 0, "waiting": False})


def _hanging(row: Row) -> Hanging:
    return Hanging(int(row["n"]), bool(row["waiting"]))
