"""SQL of applications for an account. Words are sealed under the application's own key."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.tables import Application as ApplicationTable
from identity.tables import ApplicationFile
from kernel import blobs, db, vault
from kernel.db import Row, Tx
from kernel.vault import Box
from marking.cleared import Cleared

KIND = "application"
WORDS = ("company", "name", "post", "phone", "mail", "why")
LOCK = 0x5A58_4150  # filing queues here: the limits count what is there
_COLUMNS = (
    "id, version, state, created, lapses, number, unit, applied_by, reviewed_by, approved_by, opened_by, account, held"
)


@dataclass(frozen=True, slots=True)
class Application:
    """An application as commands and guards read it: no words."""

    id: UUID
    version: int
    state: str
    created: datetime
    lapses: datetime
    number: str
    unit: UUID | None
    applied_by: UUID | None
    reviewed_by: UUID | None
    approved_by: UUID | None
    opened_by: UUID | None
    account: UUID | None
    held: bool = False


def _item(row: Row) -> Application:
    return Application(**{name: row[name] for name in Application.__dataclass_fields__})


async def add(tx: Tx, item: Application, origin: bytes, cleared: Cleared) -> None:
    """A new application with its stamped form."""
    box = vault.mint(item.id, KIND)
    await vault.keep(tx, box)
    sealed = {f"{name}_sealed": box.seal(name, cleared.text(name).strip()) for name in WORDS}
    await tx.insert(
        ApplicationTable, id=item.id, created=tx.now, lapses=item.lapses, number=item.number, unit=item.unit,
        applied_by=item.applied_by, origin=origin, held=item.held, **sealed,
    )  # fmt: skip
    for file in cleared.files:
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        blob = await blobs.add(tx, box.owner, await blobs.write(box, file.data), file.name, media)
        await tx.insert(ApplicationFile, id=blob, application=item.id, digest=file.digest)


async def next_number(tx: Tx, year: int) -> str:
    """The next number of the year; the counter's row is locked until COMMIT."""
    counted = await tx.one(
        "INSERT INTO counter (series, last) VALUES ($1, 1) ON CONFLICT (series)"
        " DO UPDATE SET last = counter.last + 1 RETURNING last", f"application {year}",
    )  # fmt: skip
    return f"SQ{year}-{counted['last'] if counted else 1:04}"


async def lock(tx: Tx) -> None:
    """Queue with others who file."""
    await tx.run("SELECT pg_advisory_xact_lock($1)", LOCK)


async def filed_since(since: datetime, origin: bytes | None = None) -> int:
    """How many were filed since, from one place or from anywhere."""
    row = await db.one(
        "SELECT count(*) AS n FROM application WHERE created > $1 AND ($2::bytea IS NULL OR origin = $2)", since, origin
    )
    return int(row["n"]) if row else 0


async def one(id: UUID) -> Application | None:
    """An application."""
    row = await db.one(f"SELECT {_COLUMNS} FROM application WHERE id = $1", id)  # noqa: S608 - column names only
    return _item(row) if row else None


async def of_number(number: str) -> Application | None:
    """An application by its number."""
    row = await db.one(f"SELECT {_COLUMNS} FROM application WHERE number = $1", number)  # noqa: S608 - column names only
    return _item(row) if row else None


async def listed(unit: UUID | None, states: tuple[str, ...], limit: int = 100) -> list[Application]:
    """Applications (of a unit), the newest first."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM application WHERE ($1::uuid IS NULL OR unit = $1) AND state = ANY($2)"  # noqa: S608
        " ORDER BY created DESC, id DESC LIMIT $3", unit, list(states), limit,
    )  # fmt: skip
    return [_item(row) for row in rows]


async def lapsed(now: datetime, states: tuple[str, ...]) -> list[Application]:
    """Open applications whose time is over."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM application WHERE state = ANY($1) AND lapses <= $2 LIMIT 200", list(states), now  # noqa: S608
    )  # fmt: skip
    return [_item(row) for row in rows]


async def words(ids: list[UUID]) -> dict[UUID, dict[str, str]]:
    """What was written in them, and the reason of a refusal."""
    rows = await db.fetch("SELECT * FROM application WHERE id = ANY($1)", ids)
    boxes: Mapping[UUID, Box] = await vault.boxes(ids)
    return {row["id"]: _words(boxes[row["id"]], row) for row in rows}


def _words(box: Box, row: Row) -> dict[str, str]:
    found = {name: box.open(name, bytes(row[f"{name}_sealed"])) for name in WORDS}
    return found | {"note": box.open("note", bytes(row["note_sealed"])) if row["note_sealed"] else ""}


async def has_file(id: UUID, blob: UUID) -> bool:
    """Whether the file is one of the application's."""
    return await db.one("SELECT 1 FROM application_file WHERE application = $1 AND id = $2", id, blob) is not None


async def move(tx: Tx, item: Application, target: object, **columns: object) -> int:
    """Compare-and-set of an application's state."""
    return await tx.move(ApplicationTable, item.id, item.version, item.state, str(target), **columns)
