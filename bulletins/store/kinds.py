"""Rows of kinds, their limits and score rules; quick phrases."""

from collections.abc import Iterable
from uuid import UUID

from bulletins.rules.kinds import Cadence, Genre, Kind, Limit
from bulletins.tables.kinds import BulletinKind, BulletinLimit
from kernel import db
from kernel.db import Row, Tx
from kernel.errors import NotFound, StaleVersion


async def kinds(ids: Iterable[UUID] | None = None) -> list[Kind]:
    """The kinds asked for, or all, in the office's order."""
    wanted = list(ids) if ids is not None else None
    rows = await db.fetch(
        "SELECT * FROM bulletin_kind WHERE $1::uuid[] IS NULL OR id = ANY($1) ORDER BY seq, id", wanted
    )
    found = [row["id"] for row in rows]
    limits = await db.fetch("SELECT * FROM bulletin_limit WHERE kind = ANY($1) ORDER BY least, most, genre", found)
    return [_kind(row, limits) for row in rows]


async def kind(id: UUID) -> Kind:
    """One kind. Raises NotFound."""
    found = await kinds((id,))
    if not found:
        raise NotFound
    return found[0]


async def lock(tx: Tx) -> None:
    """Queue behind whoever changes a kind now; a new one waits as well, because every change locks all rows."""
    await tx.run("SELECT 1 FROM bulletin_kind ORDER BY id FOR UPDATE")


async def add(tx: Tx, made: Kind) -> None:
    """A new kind, last in the order."""
    last = await tx.one("SELECT coalesce(max(seq), 0) AS seq FROM bulletin_kind")
    await tx.insert(
        BulletinKind, id=made.id, code=made.code, name=made.name, masthead=made.masthead, audience=made.audience,
        cadence=made.cadence.value, office=made.office, seq=(last or {"seq": 0})["seq"] + 1, active=made.active,
        created=tx.now,
    )  # fmt: skip
    await _limits(tx, made)


async def change(tx: Tx, made: Kind) -> int:
    """Name, head, audience, rhythm, limits; the new version. Raises StaleVersion."""
    row = await tx.one(
        "UPDATE bulletin_kind SET version = version + 1, name = $3, masthead = $4, audience = $5, cadence = $6,"
        " office = $7, active = $8 WHERE id = $1 AND version = $2 RETURNING version",
        made.id, made.version, made.name, made.masthead, made.audience, made.cadence.value, made.office, made.active,
    )  # fmt: skip
    if row is None:
        raise StaleVersion
    await tx.run("DELETE FROM bulletin_limit WHERE kind = $1", made.id)
    await _limits(tx, made)
    return int(row["version"])



async def phrases() -> list[str]:
    """Quick phrases in order."""
    return [row["text"] for row in await db.fetch("SELECT text FROM quick_phrase ORDER BY seq")]


async def _limits(tx: Tx, made: Kind) -> None:
    for limit in made.limits:
        await tx.insert(
            BulletinLimit,
            kind=made.id,
            genre=limit.genre.value,
            least=limit.least,
            most=limit.most,
            strict=limit.strict,
        )


def _kind(row: Row, limits: list[Row]) -> Kind:
    own = row["id"]
    return Kind(
        id=own, version=row["version"], code=row["code"], name=row["name"], masthead=row["masthead"],
        audience=row["audience"],
        cadence=Cadence(row["cadence"]), office=row["office"], active=row["active"],
        limits=tuple(Limit(Genre(r["genre"]), r["least"], r["most"], r["strict"]) for r in limits if r["kind"] == own),
    )  # fmt: skip
