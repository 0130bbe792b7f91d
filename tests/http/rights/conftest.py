"""The small organisation, founded once for the module, with everybody signed in once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from app import subjects
from app.demo_organisation import PASSWORD
from app.tables import TABLES
from crypto.devices.software import SoftwareDevice
from identity import rules
from identity.rules import COSTS, Policy
from kernel import blobs, db, vault, worktime
from kernel.postgres import Cluster
from tests.application import application
from tests.conftest import _empty
from tests.http.rights.town import PEOPLE, Town

STRANGER = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The application, everybody's browser (STRANGER: nobody's), and what there is to open."""

    app: Litestar
    town: Town
    browsers: dict[str, httpx.AsyncClient]


@pytest_asyncio.fixture(scope="module")
async def site(
    database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """Nothing is written by reading, so one house does for every question."""
    folder = tmp_path_factory.mktemp("town")
    await _empty(database.owner_dsn)
    vault.install(device)
    blobs.install(folder / "blobs")
    worktime.install(worktime.Calendar())
    rules.install(Policy(cost=COSTS["test"]))
    await db.open_pool(database.service_dsn, TABLES)
    try:
        subjects.install()
        town = Town()
        await town.found()
        app = application(folder, database.service_dsn)
        browsers = {STRANGER: browser(app)}
        for person in PEOPLE:
            browsers[person.login] = browser(app)
            said = {"login": person.login, "password": PASSWORD, "next": "/"}
            answer = await browsers[person.login].post("/sign-in", data=said)
            assert answer.status_code == httpx.codes.SEE_OTHER, person.login
        yield Site(app, town, browsers)
    finally:
        await db.close_pool()
        rules.install()


def browser(app: Litestar) -> httpx.AsyncClient:
    """Somebody's browser, with its own cookies."""
    transport = httpx.ASGITransport(app=cast("Any", app), client=("192.0.2.7", 1234))
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")
