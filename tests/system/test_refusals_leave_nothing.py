"""A thousand texts and files are refused; none of them is anywhere on the disk afterwards (T 2, O4).

- Forms, notes, articles, the API, files of every kind and file names, each with a mark and a planted string beside it,
  through the whole application in an installation of its own.
- Searched are the database's files (tables, indexes, write-ahead log), the dump, sealed files, logs, temporary files and
  whatever a crash would leave; the register of refusals is there, and holds no word of them.
- The control puts one string in clear into each of these places, in each encoding, and must find it.
"""

import asyncio
import itertools
import os
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from app import main, runtime
from marking.child import pool
from tests.corpus.carriers.catalogue import Carrier, carriers
from tests.simulators import canaries
from tests.simulators.canaries import Planter
from tests.simulators.office import BODY, EDITOR, OFFICER, PASSWORD, SCREENER, SIGNER, Office
from tests.system.test_canaries import Place, installation, logged

SEED = 20261122
# By each way in; a quarter of the thousand by default, all of them under ZHENGXUN_TEST_LONG=1.
WAYS = (200, 50, 150, 60, 420, 80, 40) if os.environ.get("ZHENGXUN_TEST_LONG") else (50, 12, 38, 15, 105, 20, 10)
TEXTS, EDITS, FILES, NAMES, PROGRAMS, NOTES, ARTICLES = WAYS
PLANTED = sum(WAYS)
MARKS = ("机密★10年", "绝密★长期", "秘密★6个月", "密级：机密", "機密☆５年")
FIELDS = ("body", "title", "source", "contact")
CHOICES = {"category": "work", "urgency": "normal", "genre": "news"}
WHOLE = {"title": "春季农业生产情况", "body": BODY, "source": "", "contact": ""}


@dataclass(slots=True)
class Terminal:
    """Somebody's browser, and what it was answered."""

    client: httpx.AsyncClient
    token: str = ""
    answers: Counter[int] = field(default_factory=Counter)

    async def enter(self, login: str) -> None:
        await self.client.post("/sign-in", data={"login": login, "password": PASSWORD}, follow_redirects=True)
        found = re.search(r'name="_csrf" value="([^"]*)"', (await self.client.get("/me")).text)
        assert found, login
        self.token = found[1]

    async def form(self, url: str, fields: Mapping[str, str], *files: tuple[str, bytes]) -> None:
        """A form that is refused: the page says so, and that nothing was kept."""
        data = {"_csrf": self.token, "_key": uuid4().hex, **fields}
        answer = await self.client.post(url, data=data, files=[("files", file) for file in files] or None)
        self.answers[answer.status_code] += 1
        assert "message--refusal" in answer.text or "gate" in answer.text, answer.text[:300]

    async def program(self, url: str, body: Mapping[str, object]) -> None:
        answer = await self.client.post(url, json=body, headers={"x-csrf-token": self.token})
        self.answers[answer.status_code] += 1
        assert answer.json()["type"] == "urn:zhengxun:problem:marking_found"


@dataclass(frozen=True, slots=True)
class Refused:
    """The people at work, and the strings they type beside a mark."""

    office: Office
    plant: Planter
    officer: Terminal
    screener: Terminal
    editor: Terminal
    marks: Iterator[str]

    def words(self) -> str:
        """A mark and a planted string, before or behind it."""
        pair = [next(self.marks), self.plant.text()]
        return " ".join(pair if len(self.plant) % 2 else reversed(pair))

    async def texts(self) -> None:
        for number in range(TEXTS):
            where = FIELDS[number % len(FIELDS)]
            await self.officer.form("/submissions/new", {**CHOICES, **WHOLE, where: self.words()})

    async def edits(self) -> None:
        at = await self.office.draft()
        for number in range(EDITS):
            where = FIELDS[number % 2]
            fields = {**CHOICES, **WHOLE, "version": str(at.version), where: f"{BODY[:20]} {self.words()}"}
            await self.officer.form(f"/submissions/{at.id}/edit", fields)

    async def files(self) -> None:
        for carrier in _chosen():
            name, data = carrier.file(f"{next(self.marks)} {self.plant.text()}")
            await self.officer.form("/submissions/new", {**CHOICES, **WHOLE}, (name, data))

    async def names(self) -> None:
        for number in range(NAMES):
            ending = ("docx", "txt", "pdf", "zip", "png")[number % 5]
            name = f"{self.words()}.{ending}".replace("：", "")
            name = f"机密★{name}"
            await self.officer.form("/submissions/new", {**CHOICES, **WHOLE}, (name, b"x"))

    async def programs(self) -> None:
        for number in range(PROGRAMS):
            where = FIELDS[number % 2]
            await self.officer.program("/api/v1/submissions", {**CHOICES, **WHOLE, where: self.words()})

    async def notes(self) -> None:
        at = await self.office.act(await self.office.draft(), OFFICER, "request_sign")
        at = await self.office.act(at, SIGNER, "sign_off", note="同意")
        at = await self.office.act(at, OFFICER, "submit")
        for number in range(NOTES):
            said = {"note": self.words(), "code": "facts"}
            if number % 2:
                await self.screener.form(f"/desk/{at.id}/return", {"version": str(at.version), **said})
            else:
                acts = f"/api/v1/submissions/{at.id}/acts"
                await self.screener.program(acts, {"action": "return", "version": at.version, **said})

    async def articles(self) -> None:
        submission = await self.office.screened()
        _, article = await self.office.finished_article(submission.id)
        for number in range(ARTICLES):
            fields = {"version": str(article.version), "title": "标题", "body": BODY}
            fields["body" if number % 2 else "title"] = self.words()
            await self.editor.form(f"/articles/{article.id}/write", fields)

    @property
    def answered(self) -> Counter[int]:
        return self.officer.answers + self.screener.answers + self.editor.answers


def _chosen() -> list[Carrier]:
    """Files of every kind; file names and what lies in encodings without these characters have their own turn."""
    places = [each for each in carriers() if each.place != "file name" and "big5" not in each.place]
    return places[:: len(places) // FILES][:FILES]


@asynccontextmanager
async def _terminals(place: Place, *logins: str) -> AsyncIterator[list[Terminal]]:
    app = main.build(place.settings, place.cluster.service_dsn, opened=True)
    through = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    made = [Terminal(httpx.AsyncClient(transport=through, base_url="http://127.0.0.1")) for _ in logins]
    for terminal, login in zip(made, logins, strict=True):
        await terminal.enter(login)
    yield made
    for terminal in made:
        await terminal.client.aclose()


@pytest.mark.requirement("SUB-11")
async def test_none_of_a_thousand_refused_strings_is_on_the_disk() -> None:
    plant = Planter(random.Random(SEED))
    cores = {*Path.cwd().glob("core*")}
    pool.close()  # the gate's processes start again, with the folder for temporary files that is set then
    async with installation() as place:
        with logged(place.folder / "service.log"):
            async with runtime.running(place.settings, place.cluster.service_dsn):
                office = Office()
                await office.found()
                async with _terminals(place, OFFICER, SCREENER, EDITOR) as (officer, screener, editor):
                    people = Refused(office, plant, officer, screener, editor, itertools.cycle(MARKS))
                    for each in (people.texts, people.edits, people.files, people.names, people.programs, people.notes):
                        await each()
                    await people.articles()
                    assert people.answered == {422: PLANTED}
        pool.close()
        assert len(plant) == len({*plant.texts}) == PLANTED
        await place.settle()
        await _registered(place)
        assert "Postgres" in (place.folder / "service.log").read_text(encoding="utf-8"), "what is said is written there"
        assert place.search() == []
        assert {*Path.cwd().glob("core*")} == cores
        await _control(place, plant.texts[-1])


async def _registered(place: Place) -> None:
    """Every refusal stands in the register: who, when, the rule, a digest."""
    connection = await asyncpg.connect(place.cluster.owner_dsn)
    try:
        rows = await connection.fetch("SELECT actor, digest, rule, at FROM gate_refusal")
    finally:
        await connection.close()
    assert len(rows) >= PLANTED
    assert len({bytes(row["digest"]) for row in rows}) >= PLANTED
    assert all(isinstance(row["actor"], UUID) and row["rule"] and row["at"] for row in rows)


async def _control(place: Place, secret: str) -> None:
    """The same search finds one string in clear, in every kind of place and however it is written."""
    await place.sql(place.cluster.owner_dsn, "CREATE TABLE control (words text PRIMARY KEY, raw bytea)")
    await place.sql(place.cluster.owner_dsn, "INSERT INTO control VALUES ($1, $2)", secret, secret.encode("utf-16-le"))
    connection = await asyncpg.connect(place.cluster.owner_dsn)
    try:
        query = "SELECT pg_relation_filepath($1::text::regclass)"
        table, index = [await connection.fetchval(query, name) for name in ("control", "control_pkey")]
    finally:
        await connection.close()
    await place.settle()
    found = {hit.partition(" at ")[0] for hit in await asyncio.to_thread(place.search)}
    assert found >= {"dump.sql", Path(table).name, Path(index).name}
    assert any(re.fullmatch("[0-9A-F]{24}", name) for name in found), "the write-ahead log"
    for folder in (place.settings.blobs_folder, place.temp, place.folder):
        for encoding in canaries.ENCODINGS:
            file = folder / f"core.{encoding}"
            file.write_bytes(b"\0" * 4096 + secret.encode(encoding))
            assert list(canaries.hits([file])), encoding
            file.unlink()
