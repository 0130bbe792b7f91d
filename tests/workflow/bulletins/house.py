"""A founded product that the tests of one module share: founding takes seconds, emptying it afterwards does not."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.tables import MODULES
from crypto.devices.base import Module
from kernel import blobs, vault, worktime
from kernel.postgres import Cluster
from tests.conftest import _empty, emptied, pooled
from tests.founded import once
from tests.simulators.office import Office
from workers import loop

HANDLERS = loop.CONSUMERS  # importing them registers what keeps the promises
WRITES = ("gate", "scores", "submissions", "bulletins", "archive", "notices")
KERNEL = (
    "journal",
    "journal_head",
    "outbox",
    "idempotency",
    "blob",
    "search_row",
    "seen",
    "counter",
    "due_clock",
    "due_mark",
    "due_move",
)
KEYS = ["submission", "article", "issue", "instruction", "archive", "score_correction", "score_appeal", "score_upward"]
STAYS = {"kind_reader", "reader_member", "notice_preference"}


@dataclass(frozen=True, slots=True)
class House:
    """The organisation with its distribution lists."""

    server: Cluster
    office: Office
    folder: Path

    async def empty(self) -> Office:
        """Nothing written in it yet."""
        connection = await asyncpg.connect(self.server.owner_dsn)
        try:
            await emptied(connection, _written())
            await connection.execute("DELETE FROM data_key WHERE kind = ANY($1)", KEYS)
        finally:
            await connection.close()
        shutil.rmtree(self.folder / "blobs")
        (self.folder / "blobs").mkdir()
        return Office(actors=dict(self.office.actors))


@asynccontextmanager
async def founded(server: Cluster, device: Module, folder: Path) -> AsyncIterator[House]:
    """Open, and closed again."""
    await _empty(server.owner_dsn)
    vault.install(device)
    blobs.install(folder / "blobs")
    worktime.install(worktime.Calendar())
    async with pooled(server.service_dsn):
        office = Office()
        await once(server, "office", office.found)
        if not office.actors:
            await office.enter()
        yield House(server, office, folder)


def _written() -> list[str]:
    names = list(KERNEL)
    for package in WRITES:
        module = MODULES[package]
        seeded = {*getattr(module, "SEEDED", ()), *STAYS}
        names += [table._meta.tablename for table in module.TABLES if table._meta.tablename not in seeded]
    return names
