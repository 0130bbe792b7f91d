from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from litestar import Litestar
from litestar.di import Provide

from app import frame, journal_words, signin, templating
from app.demo_organisation import found_demo
from app.errors_to_pages import HANDLERS
from app.security_headers import security_headers
from app.settings import Settings
from identity import api, rules
from identity.pages import desks
from identity.pages.routes import ROUTES
from identity.rules import COSTS, Policy
from kernel import web
from kernel.postgres import Cluster
from notices.pages import routes as notices_pages
from tests.founded import once
from tests.http.identity.site import HOUSES_HERE, PASSWORD, Site


@pytest_asyncio.fixture
async def site(runtime: Cluster, tmp_path: Path) -> AsyncIterator[Site]:
    rules.install(Policy(cost=COSTS["test"]))
    web.install(frame.frame)
    desks.install(journal_words.words())
    handlers: list[Any] = [*ROUTES, *notices_pages.ROUTES, *api.API]
    app = Litestar(
        handlers,
        template_config=templating.config(),
        dependencies={"form": Provide(web.provide_form), "call": Provide(web.provide_call)},
        middleware=[security_headers, signin.middleware(Settings(data=tmp_path))],
        exception_handlers=HANDLERS,
        openapi_config=None,
        logging_config=None,
    )
    yield Site(app, await once(runtime, "few units", lambda: found_demo(PASSWORD, HOUSES_HERE)))
    rules.install()
