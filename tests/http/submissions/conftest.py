"""The whole application in memory, with the demo organisation and people signed in through the sign-in page."""

import re
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from app.demo_organisation import found_demo
from crypto.devices.software import SoftwareDevice
from gate import commands as gate
from gate.tables import TABLES as GATE
from identity import rules
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from identity.rights import Right
from identity.rules import COSTS, Policy
from kernel import blobs, db, vault, worktime
from kernel.actor import SYSTEM, Actor, Call
from kernel.db import Done
from kernel.postgres import Cluster
from submissions.commands import moving, writing
from submissions.rules.records import Adoption, Details
from submissions.tables.every import SEEDED, TABLES
from tests.application import application
from tests.conftest import _empty, emptied, pooled
from tests.formtoken import token_of
from tests.founded import once

PASSWORD = "demo password 2026"
BODY = "8月3日，云麓市12家公司共赔付2.3亿元。数据来源：本局统计信息系统。"
FORM = {"title": "云麓监管局车险理赔情况", "body": BODY, "category": "work", "urgency": "normal", "genre": "news"}
# What a test leaves behind; the organisation stays.
WRITTEN = [
    *(table._meta.tablename for table in (*TABLES, *GATE) if table._meta.tablename not in SEEDED),
    "application", "blob", "counter", "due_clock", "due_mark", "due_move", "handover", "idempotency", "journal",
    "journal_head", "notice", "outbox",
    "search_row", "seen",
]  # fmt: skip
WAY = (
    ("request_sign", "yunlu.xinxi1"), ("sign_off", "yunlu.qianfa"), ("submit", "yunlu.xinxi1"), ("accept", "shaixuan"),
)  # fmt: skip


def listed(answer: httpx.Response) -> str:
    """What the tick of a refused form declares: digests of the holds the page lists."""
    found = re.search(r'name="declared" value="([0-9a-f ]+)"', answer.text)
    assert found, answer.text
    return found[1]


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody's browser: its own cookies, and the form token of its session."""

    client: httpx.AsyncClient

    async def get(self, url: str) -> httpx.Response:
        return await self.client.get(url)

    async def token(self) -> str:
        return await token_of(self.client)

    async def post(
        self, url: str, fields: Mapping[str, str], files: list[tuple[str, bytes]] | None = None
    ) -> httpx.Response:
        data = {"_csrf": await self.token(), "_key": uuid4().hex, **fields}
        given = [("files", (name, content)) for name, content in files or []]
        return await self.client.post(url, data=data, files=given or None)


@dataclass(slots=True)
class Site:
    """The application and the people who use it."""

    app: Litestar
    actors: dict[str, Actor] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def stranger(self) -> Browser:
        transport = httpx.ASGITransport(app=cast("Any", self.app), client=("192.0.2.7", 1234))
        return Browser(httpx.AsyncClient(transport=transport, base_url="http://testserver"))

    async def as_(self, login: str) -> Browser:
        if login not in self.browsers:
            browser = self.stranger()
            answer = await browser.client.post("/sign-in", data={"login": login, "password": PASSWORD, "next": "/"})
            assert answer.status_code == 303, answer.text
            self.browsers[login] = browser
        return self.browsers[login]

    async def actor(self, login: str) -> Actor:
        if login not in self.actors:
            admin = await identity.actor_of((await identity.holders(SYSTEM, Right.ACCOUNT_APPLY))[0])
            account = await account_reads.account_of_login(admin, login)
            assert account
            self.actors[login] = await identity.actor_of(account.id)
        return self.actors[login]

    async def act(self, at: Done, login: str, action: str, **said: str) -> Done:
        call = Call(await self.actor(login))
        return await moving.act(call, at.id, at.version, action, await gate.pass_gate(call, said))

    async def bring_to(self, state: str) -> Done:
        """A submission of 云麓 that has come to `state` by the ordinary way."""
        call = Call(await self.actor("yunlu.xinxi1"))
        text = {"title": FORM["title"], "body": BODY, "source": "", "contact": ""}
        at = await writing.create(call, await gate.pass_gate(call, text), Details("work", "normal", "news"))
        line = ("draft", "to_sign", "signed_off", "submitted", "screened")
        stops = {"returned": 3, "declined": 3, "withdrawn": 0, "adopted": 4, "closed": 4}
        for action, login in WAY[: stops.get(state, line.index(state) if state in line else 0)]:
            at = await self.act(at, login, action)
        match state:
            case "returned":
                return await self.act(at, "shaixuan", "return", code="facts", note="请核实口径")
            case "declined":
                return await self.act(at, "shaixuan", "decline", code="known", note="已有同类信息")
            case "withdrawn":
                return await self.act(at, "yunlu.xinxi1", "withdraw")
            case "adopted" | "closed":
                async with db.transaction(await self.actor("zhuren")) as tx:
                    at = await moving.adopt.within(tx, at.id, Adoption(uuid4(), "专报 2026 年第 1 期", uuid4()))
                    return await moving.close.within(tx, at.id) if state == "closed" else at
        return at


@dataclass(frozen=True, slots=True)
class House:
    """A founded product that the tests of one module share."""

    server: Cluster
    app: Litestar
    blobs: Path
    browsers: dict[str, Browser]
    actors: dict[str, Actor]


@pytest_asyncio.fixture(scope="module")
async def house(
    database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """Founding an organisation takes seconds, so it stands for a whole module."""
    folder = tmp_path_factory.mktemp("house")
    await _empty(database.owner_dsn)
    vault.install(device)
    blobs.install(folder / "blobs")
    worktime.install(worktime.Calendar())
    rules.install(Policy(cost=COSTS["test"]))
    try:
        async with pooled(database.service_dsn):
            await once(database, "demo", lambda: found_demo(PASSWORD))
            app = application(folder, database.service_dsn)
            yield House(database, app, folder / "blobs", {}, {})
    finally:
        rules.install()


@pytest_asyncio.fixture
async def site(house: House) -> Site:
    """The house with nothing written in it yet; who was signed in stays so."""
    connection = await asyncpg.connect(house.server.owner_dsn)
    try:
        await emptied(connection, WRITTEN)
        await connection.execute("DELETE FROM data_key WHERE kind = 'submission'")
    finally:
        await connection.close()
    shutil.rmtree(house.blobs)
    house.blobs.mkdir()
    return Site(house.app, house.actors, house.browsers)


async def version_of(record: UUID) -> int:
    row = await db.one("SELECT version FROM submission WHERE id = $1", record)
    assert row
    return int(row["version"])
