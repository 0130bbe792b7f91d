"""The house of the work machine: the office with its readers and three units; founded once, put back for every run.

- It is the year's house (tests/workflow/submissions/year/town.py) with the people a bulletin needs and the kinds' lists.
- The clock starts on a Tuesday morning in September: a year from there crosses New Year, where numbers begin anew.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app import demo_lists
from app.demo_organisation import found_demo
from crypto.devices.software import SoftwareDevice
from identity import rules as identity_rules
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right, Role, rights_of
from identity.rules import COSTS, Policy
from kernel import clock
from kernel.actor import SYSTEM, Actor
from kernel.postgres import Cluster
from tests.conftest import own_loop
from tests.founded import once
from tests.workflow.submissions.year import town as year

UNITS, PASSWORD, START, YEAR = year.UNITS, year.PASSWORD, year.START, year.YEAR
OFFICE_LOGINS = year.OFFICE_LOGINS | {"proofreader": "jiaodui", "leader1": "lingdao1", "leader2": "lingdao2"}
READERS = ("leader1", "leader2")


@dataclass(slots=True)
class Town(year.Town):
    """The founded house. `accounts`: "a.officer1", "a.signer", "a.head", … and the office's people by post."""

    extra: dict[str, frozenset[Role]] = field(default_factory=dict)  # roles somebody holds besides their own

    async def actor(self, name: str) -> Actor:
        """What somebody may now."""
        found = await identity.actor_of(self.accounts[name])
        roles = frozenset(Role(role) for role in found.roles) | self.extra.get(name, frozenset())
        return replace(found, roles=roles, rights=rights_of(roles)) if name in self.extra else found

    async def found(self) -> None:
        """Everyone has an account and a password; every kind has its readers."""
        await once(self.database, "work", self._found)
        admin = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
        posts = ("officer1", "officer2", "signer", "head")
        logins = {f"{unit}.{post}": f"{unit}.{post}" for unit in UNITS for post in posts} | OFFICE_LOGINS
        for name, login in logins.items():
            account = await account_reads.account_of_login(admin, login)
            assert account
            self.accounts[name] = account.id
        self.units = {unit.name[-1]: unit.id for unit in await identity.units(admin) if unit.name[-1] in UNITS}

    async def _found(self) -> None:
        await found_demo(PASSWORD, tuple(year.house(name) for name in UNITS))
        await demo_lists.distribute()


@contextmanager
def town(database: Cluster, device: SoftwareDevice, folder: Path) -> Iterator[tuple[asyncio.Runner, Town]]:
    """The runner of a loop with the founded house in it, and the house; put back at the end as it was founded."""
    moving = year.Moving()
    clock.install(moving)
    identity_rules.install(Policy(cost=COSTS["test"]))
    try:
        with own_loop(database, device, folder) as runner:
            made = Town(database, moving)
            runner.run(made.found())
            runner.run(made.keep())
            yield runner, made
            runner.run(made.restore())
    finally:
        clock.install()
        identity_rules.install()
