from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from crypto.devices.software import SoftwareDevice
from kernel.postgres import Cluster
from tests.simulators.office import Office
from tests.workflow.bulletins.house import House, founded


@pytest_asyncio.fixture(scope="module")
async def house(
    database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The demo organisation, founded once a module."""
    async with founded(database, device, tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest_asyncio.fixture
async def office(house: House) -> Office:
    """Its people at work, with nothing written yet."""
    return await house.empty()
