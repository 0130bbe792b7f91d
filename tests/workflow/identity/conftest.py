import pytest_asyncio

from identity import rules
from identity.rules import COSTS, Policy


@pytest_asyncio.fixture
async def house(runtime):
    rules.install(Policy(cost=COSTS["test"]))
    yield runtime
    rules.install()
