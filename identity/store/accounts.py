"""SQL of accounts, their passwords and changes of role."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.rights import Role
from identity.tables import Account as AccountTable
from identity.tables import LeavingAudit, OldPassword
from identity.tables import RoleChange as ChangeTable
from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id

ADMINISTRATORS_LOCK = 0x5A58_4144
_SELECT = (
    "SELECT a.*, u.name AS unit_name, u.kind = 'general_office' AS office,"
    " a.state <> 'disabled' AND a.roles && ARRAY['system_admin', 'security_admin', 'auditor'] AND NOT EXISTS ("
    "  SELECT 1 FROM account o WHERE o.id <> a.id AND o.roles && a.roles AND o.state IN ('approved', 'active')"
    " ) AS last_administrator"
    " FROM account a JOIN unit u ON u.id = a.unit"
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as commands and guards read it; the hash stays in the rows."""

    id: UUID
    version: int
    state: str
    created: datetime
    login: str
    person: UUID
    unit: UUID
    unit_name: str
    office: bool
    roles: frozenset[Role]
    applied_by: UUID
    approved_by: UUID | None
    founder: bool
    must_change: bool
    password_set: datetime | None
    failures: int
    shut_until: datetime | None
    signed_in: datetime | None
    last_administrator: bool


@dataclass(frozen=True, slots=True)
class RoleChange:
    """A change of roles as commands and guards read it."""

    id: UUID
    version: int
    state: str
    created: datetime
    account: UUID
    roles: frozenset[Role]
    asked_by: UUID
    decided_by: UUID | None


def stored(roles: frozenset[Role]) -> list[str]:
    """Roles as the column holds them."""
    return sorted(role.value for role in roles)


def account_of(row: Row) -> Account:
    """A row of _SELECT."""
    names = [name for name in Account.__dataclass_fields__ if name != "roles"]
    return Account(roles=frozenset(map(Role, row["roles"])), **{name: row[name] for name in names})


async def one(id: UUID) -> Account | None:
    """An account."""
    row = await db.one(f"{_SELECT} WHERE a.id = $1", id)
    return account_of(row) if row else None


async def lock(tx: Tx, id: UUID) -> None:
    """Queue with others who write this account."""
    await tx.run("SELECT 1 FROM account WHERE id = $1 FOR UPDATE", id)


async def lock_administrators(tx: Tx) -> None:
    """Changes of administrators queue here: two of them cannot end each other at the same moment."""
    await tx.run("SELECT pg_advisory_xact_lock($1)", ADMINISTRATORS_LOCK)


async def by_login(login: str) -> Account | None:
    """The account of a login."""
    row = await db.one(f"{_SELECT} WHERE a.login = $1", login)
    return account_of(row) if row else None


async def listed(state: str, unit: UUID | None, after: str, limit: int) -> list[Account]:
    """Accounts by login; empty state: all."""
    rows = await db.fetch(
        f"{_SELECT} WHERE ($1 = '' OR a.state = $1) AND ($2::uuid IS NULL OR a.unit = $2) AND a.login > $3"
        " ORDER BY a.login LIMIT $4",
        state, unit, after, limit,
    )  # fmt: skip
    return [account_of(row) for row in rows]


async def holding(roles: list[str], unit: UUID | None) -> list[UUID]:
    """Accounts in use that hold any of the roles."""
    rows = await db.fetch(
        "SELECT id FROM account WHERE state IN ('approved', 'active', 'locked') AND roles && $1::text[]"
        " AND ($2::uuid IS NULL OR unit = $2) ORDER BY id",
        roles, unit,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def holding_in(roles: list[str], units: list[UUID]) -> dict[UUID, list[UUID]]:
    """Unit -> its accounts in use that hold any of the roles; units without one are left out."""
    rows = await db.fetch(
        "SELECT unit, array_agg(id ORDER BY id) AS accounts FROM account WHERE unit = ANY($2)"
        " AND state IN ('approved', 'active', 'locked') AND roles && $1::text[] GROUP BY unit",
        roles, units,
    )  # fmt: skip
    return {row["unit"]: list(row["accounts"]) for row in rows}


async def any_account() -> bool:
    """Whether there is an account at all."""
    return await db.one("SELECT 1 FROM account LIMIT 1") is not None


async def of_person(person: UUID) -> Account | None:
    """The account a person can use."""
    row = await db.one(f"{_SELECT} WHERE a.person = $1 AND a.state <> 'disabled'", person)
    return account_of(row) if row else None


async def units_of(ids: list[UUID]) -> dict[UUID, UUID]:
    """Account -> unit."""
    return {row["id"]: row["unit"] for row in await db.fetch("SELECT id, unit FROM account WHERE id = ANY($1)", ids)}


async def seconds(unit: UUID) -> list[UUID]:
    """Accounts in use of whoever holds the second seat: of the operators, else of the liaison officers."""
    rows = await db.fetch(
        "SELECT a.id, s.kind FROM appointment s JOIN account a ON a.person = s.person"
        " AND a.state IN ('approved', 'active', 'locked')"
        " WHERE s.unit = $1 AND s.seat = 2 AND s.until IS NULL ORDER BY s.kind DESC",
        unit,
    )
    return [row["id"] for row in rows if row["kind"] == rows[0]["kind"]]


async def note(id: UUID) -> bytes | None:
    """The sealed reason of the last refusal or lock."""
    row = await db.one("SELECT note_sealed FROM account WHERE id = $1", id)
    return row["note_sealed"] if row else None


async def add(tx: Tx, **columns: object) -> None:
    """A new account."""
    await tx.insert(AccountTable, created=tx.now, **columns)


async def move(tx: Tx, item: Account, target: object, **columns: object) -> int:
    """Compare-and-set of an account's state."""
    return await tx.move(AccountTable, item.id, item.version, item.state, str(target), **columns)


async def hashes(id: UUID, look_back: int) -> list[str]:
    """The password's hash and the earlier ones."""
    current = await db.one("SELECT password FROM account WHERE id = $1", id)
    old = await db.fetch(
        "SELECT hash FROM old_password WHERE account = $1 ORDER BY created DESC, id DESC LIMIT $2", id, look_back
    )
    first = [current["password"]] if current and current["password"] else []
    return [*first, *(row["hash"] for row in old)]


async def count_try(tx: Tx, id: UUID, waits: list[float]) -> str | None:
    """Count a try before its password is looked at, so that tries at the same moment cannot slip by.

    `waits`: seconds to stay shut after the n-th failure, the last for all further ones; 0 = stay open.
    The hash to compare with; None: the gate is shut, the account is not for signing in, or it does not exist.
    """
    row = await tx.one(
        "UPDATE account SET failures = failures + 1,"
        " shut_until = CASE WHEN ($3::float8[])[least(failures + 1, cardinality($3))] > 0"
        "  THEN $2 + make_interval(secs => ($3::float8[])[least(failures + 1, cardinality($3))]) ELSE NULL END"
        " WHERE id = $1 AND state IN ('approved', 'active', 'locked') AND (shut_until IS NULL OR shut_until <= $2)"
        " AND NOT (state = 'locked' AND shut_until IS NULL)"
        " RETURNING password",
        id, tx.now, waits,
    )  # fmt: skip
    return row["password"] if row else None


async def welcome(tx: Tx, id: UUID, hash: str) -> bool:
    """A right password: the count starts again. False when the account or its password changed meanwhile."""
    row = await tx.one(
        "UPDATE account SET failures = 0, shut_until = NULL, signed_in = $2"
        " WHERE id = $1 AND password = $3 AND state IN ('approved', 'active', 'locked') RETURNING id",
        id, tx.now, hash,
    )  # fmt: skip
    return row is not None


async def uncount(tx: Tx, id: UUID, hash: str) -> bool:
    """The password of a counted try was right and a device is still to answer: the count is as before the try."""
    row = await tx.one(
        "UPDATE account SET failures = greatest(failures - 1, 0),"
        " shut_until = CASE 'locked' WHEN account.state THEN $3::timestamptz END"
        " WHERE id = $1 AND password = $2 AND state IN ('approved', 'active', 'locked') RETURNING id",
        id, hash, tx.now,
    )  # fmt: skip
    return row is not None


async def keep_password(tx: Tx, id: UUID, old: str, look_back: int) -> None:
    """Remember an earlier password and forget those further back than the policy looks."""
    await tx.insert(OldPassword, id=new_id(tx.now), account=id, hash=old, created=tx.now)
    await tx.run(
        "DELETE FROM old_password WHERE account = $1 AND id NOT IN ("
        " SELECT id FROM old_password WHERE account = $1 ORDER BY created DESC, id DESC LIMIT $2)",
        id, look_back,
    )  # fmt: skip


async def set_password(tx: Tx, item: Account, hash: str, *, must_change: bool) -> int | None:
    """A new hash; the new version, or None when the account is no longer what was seen."""
    row = await tx.one(
        "UPDATE account SET password = $3, password_set = $4, must_change = $5, version = version + 1"
        " WHERE id = $1 AND version = $2 RETURNING version",
        item.id, item.version, hash, tx.now, must_change,
    )  # fmt: skip
    return int(row["version"]) if row else None


async def note_leaving(tx: Tx, item: Account, reason: str, *, sessions: int, appointments: int) -> None:
    """The leaving audit."""
    await tx.insert(
        LeavingAudit, account=item.id, at=tx.now, by=tx.actor.id, reason=reason, roles=stored(item.roles),
        sessions=sessions, appointments=appointments, signed_in=item.signed_in,
    )  # fmt: skip


async def leaving(id: UUID) -> Row | None:
    """The leaving audit of an account."""
    return await db.one("SELECT * FROM leaving_audit WHERE account = $1", id)


def _change(row: Row) -> RoleChange:
    names = [name for name in RoleChange.__dataclass_fields__ if name != "roles"]
    return RoleChange(roles=frozenset(map(Role, row["roles"])), **{name: row[name] for name in names})


async def ask_roles(tx: Tx, account: UUID, roles: frozenset[Role]) -> UUID:
    """A change of roles that waits for the other administrator."""
    change = new_id(tx.now)
    columns = {"account": account, "roles": stored(roles), "asked_by": tx.actor.id}
    await tx.insert(ChangeTable, id=change, created=tx.now, **columns)
    return change


async def role_change(id: UUID) -> RoleChange | None:
    """One change of roles."""
    row = await db.one("SELECT * FROM role_change WHERE id = $1", id)
    return _change(row) if row else None


async def role_changes(account: UUID | None, *, open_only: bool) -> list[RoleChange]:
    """Changes of roles, newest first."""
    rows = await db.fetch(
        "SELECT * FROM role_change WHERE ($1::uuid IS NULL OR account = $1) AND (NOT $2 OR state = 'asked')"
        " ORDER BY id DESC LIMIT 200",
        account, open_only,
    )  # fmt: skip
    return [_change(row) for row in rows]


async def move_change(tx: Tx, item: RoleChange, target: object) -> int:
    """Compare-and-set of a change's state."""
    return await tx.move(ChangeTable, item.id, item.version, item.state, str(target), decided_by=tx.actor.id)


async def set_roles(tx: Tx, account: UUID, roles: frozenset[Role]) -> None:
    """The granted roles take the place of the old ones."""
    await tx.run("UPDATE account SET roles = $2, version = version + 1 WHERE id = $1", account, stored(roles))
