"""The recipients of bench.distribution: units with two officers each, put into the register as its commands leave them.

- Rows go in with COPY; names are sealed under the person's own key, as always. Only passwords are left out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from identity.rights import Role
from kernel import clock, vault
from kernel.ids import new_id

OFFICERS = 2
UNKNOWN = "nobody knows it"  # no hash: nobody can sign in
FIELDS = ("name", "post", "phone", "mail")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows by table, in the order in which they go in."""

    unit: list[tuple[object, ...]]
    data_key: list[tuple[object, ...]]
    person: list[tuple[object, ...]]
    account: list[tuple[object, ...]]


async def add(owner_dsn: str, first: int, number: int) -> list[UUID]:
    """So many further units; their ids. `first`: how many there are already."""
    now, rows, ids = clock.now(), _Rows([], [], [], []), []
    for place in range(first, first + number):
        unit = new_id()
        ids.append(unit)
        rows.unit.append((unit, 1, "open", now, f"海晏收件单位{place:05}", "insurer", None, place, False, "", now))
        for seat in range(1, OFFICERS + 1):
            _officer(rows, unit, f"收件{place:05}{seat}", f"r{place:05}.{seat}", now)
    connection = await asyncpg.connect(owner_dsn)
    try:
        async with connection.transaction():
            for table, columns in COLUMNS.items():
                await connection.copy_records_to_table(table, records=getattr(rows, table), columns=columns)
        await connection.execute("ANALYZE unit, person, account, data_key")
    finally:
        await connection.close()
    return ids


COLUMNS = {
    "unit": ("id", "version", "state", "created", "name", "kind", "parent", "place", "direct", "department", "confirmed"),
    "data_key": ("owner", "kind", "wrapped", "kek", "created"),
    "person": ("id", "version", "state", "created", "unit", *(f"{name}_sealed" for name in FIELDS), "place"),
    "account": (
        "id", "version", "state", "created", "login", "person", "unit", "roles", "applied_by", "approved_by", "founder",
        "password", "password_set", "must_change", "failures",
    ),
}  # fmt: skip


def _officer(rows: _Rows, unit: UUID, name: str, login: str, now: datetime) -> None:
    person, account = new_id(), new_id()
    box = vault.mint(person, "person")
    said = (name, "信息员", "", f"{login}@example.invalid")
    sealed = (box.seal(column, words) for column, words in zip(FIELDS, said, strict=True))
    rows.data_key.append((person, "person", box.wrapped.sealed, box.wrapped.kek, now))
    rows.person.append((person, 1, "present", now, unit, *sealed, 0))
    rows.account.append(
        (
            account, 1, "active", now, login, person, unit, [Role.LIAISON.value], new_id(), new_id(), False, UNKNOWN, now, False, 0
        )
    )  # fmt: skip
