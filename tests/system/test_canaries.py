"""Nothing that people write or are called stands in clear anywhere on the disk (S8).

Two hundred strings are planted in every kind of field while the main job runs in an installation of its own; then the dump,
the raw database with its write-ahead log, the sealed files, the logs and the temporary folder are searched for their bytes.
The control plants one string in clear in each of these places, in each encoding, and must find it.
"""

import asyncio
import logging
import random
import tempfile
import urllib.parse
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import asyncpg
import docx
import httpx
import pytest

from app import main, runtime
from app.settings import Settings
from identity.commands import people
from identity.rules import Contact
from kernel import log, migrate, outbox, pgtools, postgres
from kernel.actor import Call
from kernel.db import Done, Tx, command
from kernel.ids import new_id
from kernel.postgres import Cluster
from marking.errors import MarkingFound
from submissions.commands import writing
from submissions.queries import lists as submission_lists
from tests.simulators import canaries
from tests.simulators.canaries import Planter
from tests.simulators.office import DETAILS, OFFICER, PASSWORD, SCREENER, SIGNER, Office, Words, drained

PLANTED = 200
PEOPLE, RETURNED, RELEASED = 20, 2, 2
SEED = 20261121


@dataclass(frozen=True, slots=True)
class Place:
    """An installation and everything it may have left on the disk."""

    folder: Path
    cluster: Cluster
    settings: Settings

    @property
    def temp(self) -> Path:
        return self.folder / "temp"

    @property
    def dump(self) -> Path:
        return self.folder / "dump.sql"

    async def settle(self) -> None:
        """Bring everything to the disk, and take a dump."""
        await self.sql(self.cluster.admin_dsn, "CHECKPOINT")
        parts = urllib.parse.urlsplit(self.cluster.owner_dsn)
        host = urllib.parse.parse_qs(parts.query)["host"][0]
        environ = {
            "PGHOST": host, "PGUSER": parts.username or "", "PGPASSWORD": parts.password or "",
            "PGDATABASE": parts.path.lstrip("/"),
        }  # fmt: skip
        pgdata = self.settings.postgres_folder / "cluster"
        text = await asyncio.to_thread(pgtools.find(pgdata).run, "pg_dump", cwd=pgdata, environ=environ)
        self.dump.write_text(text, encoding="utf-8")

    @staticmethod
    async def sql(dsn: str, statement: str, *args: object) -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(statement, *args)
        finally:
            await connection.close()

    def search(self) -> list[str]:
        """What is found in data folder, dump, logs and temporary files."""
        return list(canaries.hits(canaries.tree(self.folder)))


@command("test.shout")
async def shout(tx: Tx, topic: str) -> Done:
    await tx.promise(topic)
    return Done(new_id())


@contextmanager
def logged(path: Path) -> Iterator[None]:
    """Everything the product says, in a file."""
    root = logging.getLogger()
    level = root.level
    with path.open("w", encoding="utf-8") as stream, pytest.MonkeyPatch.context() as patch:
        handler = logging.StreamHandler(stream)
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        logging.getLogger("httpx").setLevel(logging.WARNING)  # the test's own client
        patch.setattr("sys.stderr", stream)
        patch.setattr("sys.stdout", stream)
        log.configure(logging.DEBUG)
        try:
            yield
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
    log.configure()


@asynccontextmanager
async def installation() -> AsyncIterator[Place]:
    with tempfile.TemporaryDirectory(prefix="zx-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        settings = Settings(data=folder / "data")
        (folder / "temp").mkdir()
        with postgres.embedded(settings.postgres_folder) as cluster, pytest.MonkeyPatch.context() as patch:
            patch.setenv("TMPDIR", str(folder / "temp"))
            patch.setattr(tempfile, "tempdir", None)
            await migrate.apply(cluster.owner_dsn)
            yield Place(folder, cluster, settings)
        tempfile.tempdir = None


def _document(*lines: str) -> bytes:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _words(plant: Planter) -> Words:
    t = plant.text
    return Words(
        title=t(), body=f"# {t()}\n\n{t()}\n\n| {t()} | 1 |\n| --- | --- |\n| 甲 | {t()} |\n", source=t(), contact=t(), opinion=t(),
        article_title=t(), article_body=f"{t()}\n\n{t()}", instruction=t(), answer=t(),
        files=((f"{t()}.txt", t().encode()), (f"{t()}.txt", t().encode("gb18030")), ("a.docx", _document(t(), t()))),
    )  # fmt: skip


async def _register(office: Office, plant: Planter) -> None:
    """Names, posts, telephones, mail addresses."""
    for _ in range(PEOPLE):
        mail = f"{plant.word()}@example.invalid"
        contact = Contact(plant.text(), plant.text(), plant.number(), mail)
        await people.add_person(office.call(OFFICER), office.actors[OFFICER].unit, contact)


async def _returned(office: Office, plant: Planter) -> None:
    """Sent back by the signer, returned and declined by the office, withdrawn; each with its reason."""
    office.words = _words(plant)
    at = await office.act(await office.draft(), OFFICER, "request_sign")
    at = await office.act(at, SIGNER, "sign_back", note=plant.text())
    at = await office.act(at, OFFICER, "request_sign")
    at = await office.act(at, SIGNER, "sign_off", note=plant.text())
    at = await office.act(at, OFFICER, "submit")
    at = await office.act(at, SCREENER, "return", code="facts", note=plant.text())
    at = await office.act(at, OFFICER, "revise")
    await office.act(at, OFFICER, "withdraw", note=plant.text())
    at = await office.screened()
    await office.act(at, SCREENER, "decline", code="known", note=plant.text())


async def _turned_away(office: Office, plant: Planter, place: Place) -> None:
    """What never gets in: marked texts, wrong sign-ins, searches, a job that fails with words in its error."""
    with pytest.raises(MarkingFound):
        await office.cleared(OFFICER, {"title": plant.text(), "body": f"机密★10年 {plant.text()}"})
    with pytest.raises(MarkingFound):
        await office.cleared(
            OFFICER, {"title": "标题"}, ((f"{plant.text()}.txt", f"绝密★长期 {plant.text()}".encode()),)
        )
    words = plant.text()

    async def fails(_tx: Tx, _ids: dict[str, str], _outbox: int) -> None:
        raise RuntimeError(words)

    outbox.HANDLERS["test.shout"] = fails
    await shout(Call(office.actors[OFFICER]), "test.shout")
    await outbox.drain()
    del outbox.HANDLERS["test.shout"]
    await place.sql(place.cluster.owner_dsn, "DELETE FROM outbox WHERE topic = $1", "test.shout")
    app = main.build(place.settings, place.cluster.service_dsn, opened=True)
    through = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=through, base_url="http://127.0.0.1") as client:
        await client.post("/sign-in", data={"login": plant.text(), "password": plant.text()})
        await client.post("/sign-in", data={"login": OFFICER, "password": PASSWORD}, follow_redirects=True)
        found = await client.get("/search", params={"q": office.words.title})
        assert office.words.title in found.text
        await client.get("/search", params={"q": plant.text()})
        await client.get(f"/{plant.text()}")


async def _filled(office: Office, plant: Planter) -> None:
    """Further saves of one draft, each with one more string, until the number is full."""
    at = await office.draft()
    while len(plant) < PLANTED:
        text = await office.cleared(OFFICER, {"title": "标题", "body": plant.text()})
        at = await writing.save(office.call(OFFICER), at.id, at.version, text, DETAILS)


@pytest.mark.requirement("SEC-05")
async def test_none_of_two_hundred_planted_strings_is_on_the_disk_in_clear() -> None:
    plant = Planter(random.Random(SEED))
    async with installation() as place:
        with logged(place.folder / "service.log"):
            async with runtime.running(place.settings, place.cluster.service_dsn):
                office = Office()
                await office.found()
                await _register(office, plant)
                for _ in range(RETURNED):
                    await _returned(office, plant)
                for _ in range(RELEASED):
                    office.words = _words(plant)
                    await office.instructed()
                    hit = await submission_lists.search(office.actors[OFFICER], office.words.title)
                    assert [each.title for each in hit.hits] == [office.words.title]
                await _turned_away(office, plant, place)
                await _filled(office, plant)
                await drained()
        assert len(plant) == PLANTED == len({*plant.texts, *plant.plain})
        assert "outbox_failed" in (place.folder / "service.log").read_text(encoding="utf-8")
        await place.settle()
        assert "CREATE TABLE public.submission" in place.dump.read_text(encoding="utf-8")
        assert place.search() == []
        await _control(place, plant)


async def _control(place: Place, plant: Planter) -> None:
    """The same search over the same places finds one string in clear, wherever and however it is written."""
    secret = plant.texts[0]
    await place.sql(place.cluster.owner_dsn, "CREATE TABLE control (words text, raw bytea)")
    await place.sql(place.cluster.owner_dsn, "INSERT INTO control VALUES ($1, $2)", secret, secret.encode("utf-16-le"))
    await place.settle()
    found = place.search()
    files = {hit.partition(" at ")[0] for hit in found}
    assert "dump.sql" in files
    raw = files - {"dump.sql"}
    assert len(raw) >= 2, "the table's file and the write-ahead log"
    for folder in (place.settings.blobs_folder, place.temp):
        for encoding in canaries.ENCODINGS:
            file = folder / f"control-{encoding}"
            file.write_bytes(b"\0" * 4096 + secret.encode(encoding))
            assert list(canaries.hits([file])), encoding
            file.unlink()
