from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from identity import rules
from identity.commands import founding, units
from identity.commands.founding import Founder
from identity.rules import COSTS, Contact, Policy
from kernel import clock
from kernel.actor import Call
from kernel.postgres import Cluster
from tests.workflow.identity.house import FIRST, LOGINS, UNIT, House, Watch, administrator


@pytest.fixture
def cheap() -> None:
    rules.install(Policy(cost=COSTS["test"]))


@pytest_asyncio.fixture
async def house(runtime: Cluster, cheap: None) -> AsyncIterator[House]:
    watch = Watch()
    clock.install(watch)
    founders = [Founder(login, Contact(f"管{login}"), FIRST) for login in LOGINS]
    office = await founding.found_house("海晏局办公厅", (founders[0], founders[1], founders[2]))
    system, security, auditor = [Call(await administrator(login)) for login in LOGINS]
    unit = await units.found_unit(system, UNIT, "local_bureau", place=1)
    yield House(runtime, watch, office.id, unit.id, system, security, auditor)
    clock.install()
    rules.install()
