"""The house of the year machine: an office, three units, everyone an account; founded once, put back for every run.

- Founded through the product's own commands; a run may change people and tables at will, `restore` puts every row back.
- The clock is the test's own and starts on a morning from which a year crosses National Day, New Year and a calendar
  nobody has published yet.
"""

import graphlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from app.demo_organisation import House, Post, found_demo
from crypto.devices.software import SoftwareDevice
from identity import rules as identity_rules
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right, Role
from identity.rules import COSTS, Policy
from identity.workflow.register import UnitKind
from kernel import clock
from kernel.actor import SYSTEM, Actor
from kernel.postgres import Cluster
from tests.conftest import emptied, own_loop
from tests.founded import once

START = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)  # 9 in the morning in the office
YEAR = timedelta(days=365)
UNITS = ("a", "b", "c")
PASSWORD = "year password 2026"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
LEFT = ("migration", "journal", "journal_head", "outbox", "idempotency")
OFFICE_LOGINS = {
    "screener": "shaixuan", "editor": "bianji1", "editor2": "bianji2", "director": "zhuren", "duty": "zhiban",
    "system": "xitong", "security": "baomi", "auditor": "shenji",
}  # fmt: skip


class Moving:
    """A clock that stands until it is moved, and never goes back."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += max(by, timedelta())


@dataclass(slots=True)
class Town:
    """The founded house. `people`: "a.officer1", "a.officer2", "a.signer", "a.head", …, and the office's by post."""

    database: Cluster
    moving: Moving
    accounts: dict[str, UUID] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    async def found(self) -> None:
        """Everyone has an account and a password; units a, b, c stand in this order."""
        await once(self.database, "town", lambda: found_demo(PASSWORD, tuple(house(name) for name in UNITS)))
        admin = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
        posts = ("officer1", "officer2", "signer", "head")
        logins = {f"{unit}.{post}": f"{unit}.{post}" for unit in UNITS for post in posts} | OFFICE_LOGINS
        for name, login in logins.items():
            account = await account_reads.account_of_login(admin, login)
            assert account
            self.accounts[name] = account.id
        self.units = {unit.name[-1]: unit.id for unit in await identity.units(admin) if unit.name[-1] in UNITS}

    async def actor(self, name: str) -> Actor:
        """What somebody may now. Raises NotFound for who has left."""
        return await identity.actor_of(self.accounts[name])

    async def keep(self) -> None:
        """Remember every row."""
        connection = await asyncpg.connect(self.database.owner_dsn)
        try:
            self.tables = [row["tablename"] for row in await connection.fetch(_TABLES)]
            found = {
                name: await connection.fetch(f'SELECT * FROM "{name}"') for name in self.tables if name not in LEFT
            }
            filled = {name: [tuple(row) for row in rows] for name, rows in found.items() if rows}
            self.rows = {name: filled[name] for name in await _in_order(connection, set(filled))}
        finally:
            await connection.close()

    async def restore(self) -> None:
        """Every row as it was kept; journal and outbox empty."""
        connection = await asyncpg.connect(self.database.owner_dsn)
        try:
            names = [name for name in self.tables if name != "migration"]
            await emptied(connection, names)
            for name, rows in self.rows.items():
                await connection.copy_records_to_table(name, records=rows)
        finally:
            await connection.close()
        self.moving.at = START


@contextmanager
def town(database: Cluster, device: SoftwareDevice, folder: Path) -> Iterator[tuple[Any, Town]]:
    """The runner of a loop with the founded house in it, and the house."""
    moving = Moving()
    clock.install(moving)
    identity_rules.install(Policy(cost=COSTS["test"]))
    try:
        with own_loop(database, device, folder) as runner:
            made = Town(database, moving)
            runner.run(made.found())
            runner.run(made.keep())
            yield runner, made
    finally:
        clock.install()
        identity_rules.install()


def house(name: str) -> House:
    """A unit with two officers, one who signs, and a head."""
    posts = [Post(f"{name}.officer{i}", f"officer {name}{i}", "clerk", (Role.LIAISON,)) for i in (1, 2)]
    signers = (("signer", Role.SIGNER), ("head", Role.PRINCIPAL))
    posts += [Post(f"{name}.{post}", f"{post} {name}", post, (role,)) for post, role in signers]
    return House(f"unit {name}", UnitKind.LOCAL_BUREAU, "office", tuple(posts))


async def _in_order(connection: asyncpg.Connection, names: set[str]) -> list[str]:
    """Tables with rows, those that others refer to first."""
    links = await connection.fetch(
        "SELECT c.relname AS child, p.relname AS parent FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
        " JOIN pg_class p ON p.oid = k.confrelid WHERE k.contype = 'f' AND c.oid <> p.oid"
    )
    graph: dict[str, set[str]] = {name: set() for name in names}
    for link in links:
        if link["child"] in names and link["parent"] in names:
            graph[link["child"]].add(link["parent"])
    return list(graphlib.TopologicalSorter(graph).static_order())
