from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest_asyncio
from litestar import Litestar
from litestar.di import Provide

from app import frame, signin, templating
from app.demo_organisation import DemoAccount, found_demo
from app.errors_to_pages import HANDLERS
from app.security_headers import security_headers
from app.settings import Settings
from identity import rules
from identity.pages.routes import ROUTES
from identity.rules import COSTS, Policy
from kernel import web
from kernel.postgres import Cluster
from notices import pages as notices_pages

PASSWORD = "demo password 2026"


@dataclass(frozen=True, slots=True)
class Browser:
    """A client with its own cookies, which sends the form token of the page like a browser would."""

    client: httpx.AsyncClient

    async def get(self, url: str, **more: object) -> httpx.Response:
        return await self.client.get(url, **more)

    async def token(self) -> str:
        text = (await self.client.get("/me")).text
        marker = 'name="_csrf" value="'
        return text.split(marker)[1].split('"')[0] if marker in text else ""

    async def post(self, url: str, **fields: object) -> httpx.Response:
        return await self.client.post(url, data={"_csrf": await self.token(), **fields})

    async def sign_in(self, login: str, password: str = PASSWORD, next: str = "/me") -> httpx.Response:
        return await self.client.post("/sign-in", data={"login": login, "password": password, "next": next})


@dataclass(frozen=True, slots=True)
class Site:
    app: Litestar
    accounts: list[DemoAccount]

    def browser(self) -> Browser:
        transport = httpx.ASGITransport(app=self.app, client=("192.0.2.7", 1234))
        return Browser(httpx.AsyncClient(transport=transport, base_url="http://testserver"))

    async def as_(self, login: str) -> Browser:
        browser = self.browser()
        answer = await browser.sign_in(login)
        assert answer.status_code == 303, answer.text
        return browser


@pytest_asyncio.fixture
async def site(runtime: Cluster, tmp_path: Path) -> AsyncIterator[Site]:
    rules.install(Policy(cost=COSTS["test"]))
    web.install(frame.frame)
    app = Litestar(
        [*ROUTES, *notices_pages.ROUTES],
        template_config=templating.config(),
        dependencies={"form": Provide(web.provide_form), "call": Provide(web.provide_call)},
        middleware=[security_headers, signin.middleware(Settings(data=tmp_path))],
        exception_handlers=HANDLERS,
        openapi_config=None,
        logging_config=None,
    )
    yield Site(app, await found_demo(PASSWORD))
    rules.install()
