"""The pages of the gate, the register and the notices, asked like a browser asks."""

from dataclasses import dataclass
from typing import Any, cast

import httpx
from litestar import Litestar

from app.demo_organisation import HOUSES, DemoAccount

PASSWORD = "demo password 2026"
# Fewer units than the demo has: each test has its own organisation.
HOUSES_HERE = (HOUSES[0], HOUSES[1], HOUSES[-1])


@dataclass(frozen=True, slots=True)
class Browser:
    """A client with its own cookies, which sends the form token of the page like a browser would."""

    client: httpx.AsyncClient

    async def get(self, url: str, **more: Any) -> httpx.Response:
        return await self.client.get(url, **more)

    async def token(self) -> str:
        text = (await self.client.get("/me")).text
        marker = 'name="_csrf" value="'
        return text.split(marker)[1].split('"')[0] if marker in text else ""

    async def post(self, url: str, **fields: Any) -> httpx.Response:
        return await self.client.post(url, data={"_csrf": await self.token(), **fields})

    async def sign_in(self, login: str, password: str = PASSWORD, next: str = "/me") -> httpx.Response:
        return await self.client.post("/sign-in", data={"login": login, "password": password, "next": next})


@dataclass(frozen=True, slots=True)
class Site:
    app: Litestar
    accounts: list[DemoAccount]

    def browser(self) -> Browser:
        transport = httpx.ASGITransport(app=cast("Any", self.app), client=("192.0.2.7", 1234))
        return Browser(httpx.AsyncClient(transport=transport, base_url="http://testserver"))

    async def as_(self, login: str) -> Browser:
        browser = self.browser()
        answer = await browser.sign_in(login)
        assert answer.status_code == 303, answer.text
        return browser
