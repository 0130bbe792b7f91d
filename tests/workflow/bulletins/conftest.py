import pytest

from kernel.postgres import Cluster
from tests.simulators.office import Office
from workers import loop

HANDLERS = loop.CONSUMERS  # importing them registers what keeps the promises


@pytest.fixture
async def office(runtime: Cluster) -> Office:
    """The demo organisation at work."""
    made = Office()
    await made.found()
    return made
