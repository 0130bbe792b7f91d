"""The whole application in memory, with the demo organisation and people signed in through the sign-in page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from archive import commands as archive
from bulletins.commands import articles, deliveries, instructions, issues, releasing, typesetting
from bulletins.queries import deliveries as delivery_reads
from bulletins.queries import issues as issue_reads
from bulletins.queries import kinds as kind_reads
from bulletins.rules.kinds import Genre
from crypto.devices.software import SoftwareDevice
from identity import rules
from identity.rules import COSTS, Policy
from kernel import clock, db
from kernel.db import Done
from kernel.postgres import Cluster
from tests.application import application
from tests.formtoken import token_of
from tests.simulators.office import DIRECTOR, EDITOR, LEADER, OFFICER, PASSWORD, PROOFREADER, Office, drained
from tests.workflow.bulletins.house import House, founded


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody's browser: its own cookies, and the form token of its session."""

    client: httpx.AsyncClient

    async def get(self, url: str) -> httpx.Response:
        return await self.client.get(url)

    async def token(self) -> str:
        return await token_of(self.client)

    async def post(self, url: str, **fields: str | list[str]) -> httpx.Response:
        data = {"_csrf": await self.token(), "_key": uuid4().hex, **fields}
        return await self.client.post(url, data=data)


@dataclass(slots=True)
class Site:
    """The application, and the people who use it."""

    app: Litestar
    office: Office
    browsers: dict[str, Browser] = field(default_factory=dict)
    code: str = "brief"  # the kind that articles and issues are made for
    genre: Genre = Genre.SURVEY

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

    async def kind(self, code: str = "") -> UUID:
        kinds = await kind_reads.kinds(self.office.actors[EDITOR])
        return next(kind.id for kind in kinds if kind.code == (code or self.code))

    async def article(self, state: str) -> Done:
        """An article that came to `state` by the ordinary way."""
        o = self.office
        text = await o.cleared(EDITOR, {"title": o.words.article_title, "body": o.words.article_body})
        source = (await o.screened()).id
        at = await articles.select(o.call(EDITOR), await self.kind(), self.genre, [source], text)
        ways = {
            "selected": (), "verified": ("verify",), "edited": ("verify", "finish"), "placed": ("verify", "finish"),
            "held_over": ("hold",), "dropped": ("drop",),
        }  # fmt: skip
        for action in ways[state]:
            said = await o.cleared(
                EDITOR, {"note": "不合要求", "code": "other"} if action == "drop" else {"note": "不合要求"}
            )
            at = await articles.act(o.call(EDITOR), at.id, at.version, action, said)
        if state == "placed":
            issue = await issues.open_issue(o.call(EDITOR), await self.kind())
            at = await articles.place(o.call(EDITOR), at.id, at.version, issue.id)
        return at

    async def issue(self, state: str) -> Done:
        """An issue with one article that came to `state` by the ordinary way."""
        o = self.office
        placed = await self.article("placed")
        at = Done(UUID(placed.more["issue"]), 0)
        at = Done(at.id, (await issue_reads.record(o.actors[EDITOR], at.id)).version)
        if state == "compiling":
            return at
        at = await issues.act(o.call(EDITOR), at.id, at.version, "submit", await o.cleared(EDITOR))
        if state == "sent_back":
            said = await o.cleared(DIRECTOR, {"note": "请核对数字", "code": "facts"})
            return await issues.act(o.call(DIRECTOR), at.id, at.version, "send_back", said)
        steps = ("in_approval", "approved", "typeset", "proofread", "released", "archived")
        for step in steps[1 : steps.index(state) + 1]:
            at = await self._onward(at, step)
        return at

    async def _onward(self, at: Done, step: str) -> Done:
        o = self.office
        match step:
            case "approved":
                return await o.approve(at, await o.cleared(DIRECTOR))
            case "typeset":
                return await typesetting.typeset(o.call(EDITOR), at.id, at.version)
            case "proofread":
                said = await o.cleared(PROOFREADER)
                return await issues.act(o.call(PROOFREADER), at.id, at.version, "proofread", said)
            case "released":
                done = await releasing.release(o.call(EDITOR), at.id, at.version)
                await drained()
                return done
        await archive.file_issue(o.call(EDITOR), at.id, at.version)
        return Done(at.id, at.version + 1, "archived")

    async def copy(self, login: str = LEADER) -> Done:
        """The newest copy of somebody, after an issue was released."""
        await self.issue("released")
        copies, _ = await delivery_reads.listing(self.office.actors[login])
        return Done(copies[0].id, copies[0].delivery.version)

    async def instruction(self, state: str) -> Done:
        """An instruction that came to `state` by the ordinary way."""
        o = self.office
        issue = await self.issue("released")
        said = await o.cleared(LEADER, {"text": o.words.instruction})
        at = await instructions.register(o.call(LEADER), issue.id, None, said)
        if state == "registered":
            return at
        due = clock.local(clock.now()).date()
        at = await instructions.route(o.call(EDITOR), at.id, at.version, [o.actors[OFFICER].unit], due)
        if state == "routed":
            return at
        said = await o.cleared(OFFICER, {"text": o.words.answer})
        at = await instructions.answer(o.call(OFFICER), at.id, at.version, said)
        return await o.closed(at) if state == "closed" else at

    async def opened(self, login: str = LEADER) -> Done:
        at = await self.copy(login)
        return await deliveries.open_delivery(self.office.call(login), at.id)


@pytest_asyncio.fixture(scope="module")
async def house(
    database: Cluster, device: SoftwareDevice, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[House, Litestar]]:
    """The demo organisation, founded once a module."""
    folder = tmp_path_factory.mktemp("house")
    async with founded(database, device, folder) as made:
        rules.install(Policy(cost=COSTS["test"]))
        _signed_in.clear()
        yield made, application(folder, database.service_dsn)
        rules.install()


_signed_in: dict[str, Browser] = {}  # into the house that stands


@pytest_asyncio.fixture
async def site(house: tuple[House, Litestar]) -> Site:
    """The house with nothing written in it yet; who was signed in stays so."""
    made, app = house
    return Site(app, await made.empty(), _signed_in)


async def version_of(table: str, record: UUID) -> int:
    row = await db.one(f"SELECT version FROM {table} WHERE id = $1", record)
    assert row
    return int(row["version"])
