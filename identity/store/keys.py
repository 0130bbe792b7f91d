"""SQL of devices bound to accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from identity.tables import DeviceBinding
from kernel import db
from kernel.db import Row, Tx

_SELECT = "SELECT d.*, a.login, a.person FROM device_binding d JOIN account a ON a.id = d.account"


@dataclass(frozen=True, slots=True)
class Binding:
    """A device and its account, as commands and guards read it."""

    id: UUID
    version: int
    state: str
    created: datetime
    account: UUID
    login: str
    person: UUID
    serial: str
    certificate: bytes
    not_after: datetime
    bound_by: UUID
    ended: datetime | None
    ended_by: UUID | None


def _binding(row: Row) -> Binding:
    return Binding(**{name: row[name] for name in Binding.__dataclass_fields__})


async def one(id: UUID) -> Binding | None:
    """A binding."""
    row = await db.one(f"{_SELECT} WHERE d.id = $1", id)
    return _binding(row) if row else None


async def of_account(account: UUID) -> list[Binding]:
    """All of an account, the newest first."""
    rows = await db.fetch(f"{_SELECT} WHERE d.account = $1 ORDER BY d.created DESC, d.id DESC LIMIT 50", account)
    return [_binding(row) for row in rows]


async def any_bound(account: UUID) -> bool:
    """Whether the account signs in by device."""
    sql = "SELECT 1 FROM device_binding WHERE account = $1 AND state = 'bound' LIMIT 1"
    return await db.one(sql, account) is not None


async def with_bound(accounts: Sequence[UUID]) -> dict[UUID, datetime]:
    """Those of the accounts that have a device in use -> since when they have had one, this or an earlier one."""
    rows = await db.fetch(
        "SELECT account, min(created) AS since FROM device_binding WHERE account = ANY($1) GROUP BY account"
        " HAVING bool_or(state = 'bound')", list(accounts),
    )  # fmt: skip
    return {row["account"]: row["since"] for row in rows}


async def bound(serial: str) -> Binding | None:
    """The binding in force of a device."""
    row = await db.one(f"{_SELECT} WHERE d.serial = $1 AND d.state = 'bound'", serial)
    return _binding(row) if row else None


async def hold(tx: Tx, id: UUID) -> bool:
    """Whether the binding is in force; it stays so until the transaction ends."""
    return (
        await tx.one("SELECT 1 AS one FROM device_binding WHERE id = $1 AND state = 'bound' FOR SHARE", id) is not None
    )


async def ending(account: UUID | None, within: timedelta, now: datetime) -> list[Binding]:
    """Devices in use whose certificate ends soon (of one account), the next first."""
    rows = await db.fetch(
        f"{_SELECT} WHERE d.state = 'bound' AND d.not_after <= $2 AND ($1::uuid IS NULL OR d.account = $1)"
        " ORDER BY d.not_after LIMIT 200",
        account, now + within,
    )  # fmt: skip
    return [_binding(row) for row in rows]


async def add(tx: Tx, **columns: object) -> None:
    """A new binding."""
    await tx.insert(DeviceBinding, created=tx.now, **columns)


async def move(tx: Tx, item: Binding, target: object, **columns: object) -> int:
    """Compare-and-set of a binding's state."""
    return await tx.move(DeviceBinding, item.id, item.version, item.state, str(target), **columns)


async def note(id: UUID) -> bytes | None:
    """The sealed reason of its end."""
    row = await db.one("SELECT note_sealed FROM device_binding WHERE id = $1", id)
    return row["note_sealed"] if row else None
