"""A founded house for tests, and the people in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from identity.commands import accounts, passwords
from identity.queries import accounts as account_reads
from identity.queries import register
from identity.rules import Contact
from kernel.actor import SYSTEM, Actor, Call
from kernel.postgres import Cluster

FIRST, PASSWORD = "first password 2026", "second password 2026"
LOGINS = ("xitong", "baomi", "shenji")
UNIT = "云麓监管局"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in the office


@dataclass
class Watch:
    """A clock that only moves when told."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **more: float) -> None:
        self.now += timedelta(**more)


@dataclass
class House:
    """A founded house with one reporting unit, and people at work in it."""

    cluster: Cluster
    watch: Watch
    office: UUID
    unit: UUID
    system: Call
    security: Call
    auditor: Call
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def apply(self, role: str = "liaison", unit: UUID | None = None) -> account_reads.Account:
        """An applied-for account."""
        n = next(self.numbers)
        contact = Contact(f"柳{n}", "科员", f"1390000{n:04}", f"p{n}@example.invalid")
        done = await accounts.apply_account(self.system, unit or self.unit, f"person{n}", (role,), contact)
        return await self.account(done.id)

    async def approve(self, role: str = "liaison", unit: UUID | None = None) -> account_reads.Account:
        """An approved account with the first password FIRST."""
        account = await self.apply(role, unit)
        await accounts.approve_account(self.security, account.id, account.version, FIRST)
        return await self.account(account.id)

    async def open(self, role: str = "liaison", unit: UUID | None = None) -> account_reads.Account:
        """An account in use with the password PASSWORD."""
        account = await self.approve(role, unit)
        await passwords.set_password(Call(await register.actor_of(account.id)), FIRST, PASSWORD)
        return await self.account(account.id)

    async def account(self, id: UUID) -> account_reads.Account:
        """The account as it is now."""
        return await account_reads.account(self.system.actor, id)

    async def call(self, account: account_reads.Account) -> Call:
        """A request of its holder."""
        return Call(await register.actor_of(account.id))


async def administrator(login: str) -> Actor:
    viewer = Actor(SYSTEM.id, SYSTEM.id, rights=frozenset({"journal:audit:read"}))
    account = await account_reads.account_of_login(viewer, login)
    assert account is not None
    await passwords.set_password(Call(await register.actor_of(account.id)), FIRST, PASSWORD)
    return await register.actor_of(account.id)
