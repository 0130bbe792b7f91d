"""Rows of kinds, their editions with limits; quick phrases.

- Which edition holds is asked for a day: the latest that has begun, of several of one day the last one made. What a kind
  is from a day to come is there already and holds nothing yet.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from bulletins.rules.kinds import Cadence, Channel, Genre, Kind, KindEdition, Limit, Numbering
from bulletins.tables.kinds import BulletinKind, BulletinKindEdition, BulletinLimit
from kernel import clock, db
from kernel.db import Row, Tx
from kernel.errors import NotFound, StaleVersion

_COLUMNS = "k.id, k.version, k.code, k.active, e.*"
_IN_FORCE = f"""
SELECT {_COLUMNS} FROM bulletin_kind k JOIN LATERAL (
    SELECT * FROM bulletin_kind_edition b WHERE b.kind = k.id
    ORDER BY b.since <= $1 DESC, CASE WHEN b.since <= $1 THEN b.since - $1 ELSE $1 - b.since END DESC, b.number DESC LIMIT 1
) e ON true ORDER BY k.seq, k.id
"""  # noqa: S608 - column names only


async def kinds(ids: Iterable[UUID] | None = None, day: date | None = None) -> list[Kind]:
    """The kinds asked for, or all, in the office's order, as they are on a day (today)."""
    found = await _made(await db.fetch(_IN_FORCE, day or today()))
    # There are a dozen, and a page asks for some of them again and again: always all, so that one read serves it.
    wanted = None if ids is None else set(ids)
    return [one for one in found if wanted is None or one.id in wanted]


async def kind(id: UUID, day: date | None = None) -> Kind:
    """One kind as it is on a day (today). Raises NotFound."""
    found = await kinds((id,), day)
    if not found:
        raise NotFound
    return found[0]


async def editions(id: UUID) -> list[KindEdition]:
    """Every edition of a kind, the newest first."""
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM bulletin_kind k JOIN bulletin_kind_edition e ON e.kind = k.id WHERE k.id = $1"  # noqa: S608
        " ORDER BY e.since DESC, e.number DESC",
        id,
    )
    made = await _made(rows)
    return [KindEdition(one, row["by"], row["at"]) for one, row in zip(made, rows, strict=True)]


async def kept(wanted: Iterable[tuple[UUID, int | None]]) -> Mapping[tuple[UUID, int | None], Kind]:
    """Kinds in the editions asked for; None: in that of today."""
    pairs = set(wanted)
    rows = await db.fetch(
        f"SELECT {_COLUMNS} FROM bulletin_kind k JOIN bulletin_kind_edition e ON e.kind = k.id"  # noqa: S608
        " JOIN unnest($1::uuid[], $2::integer[]) AS w (kind, number) ON w.kind = k.id AND w.number = e.number",
        [id for id, number in pairs if number is not None], [number for _, number in pairs if number is not None],
    )  # fmt: skip
    found: dict[tuple[UUID, int | None], Kind] = {(one.id, one.edition): one for one in await _made(rows)}
    now = {id for id, number in pairs if number is None}
    return found | {(one.id, None): one for one in (await kinds(now) if now else [])}


def today() -> date:
    """The day here."""
    return clock.local(clock.now()).date()


async def lock(tx: Tx) -> None:
    """Queue behind whoever changes a kind now; a new one waits as well, because every change locks all rows."""
    await tx.run("SELECT 1 FROM bulletin_kind ORDER BY id FOR UPDATE")


async def add(tx: Tx, made: Kind) -> None:
    """A new kind, last in the order, in its first edition."""
    last = await tx.one("SELECT coalesce(max(seq), 0) AS seq FROM bulletin_kind")
    await tx.insert(
        BulletinKind,
        id=made.id,
        code=made.code,
        seq=(last or {"seq": 0})["seq"] + 1,
        active=made.active,
        created=tx.now,
    )
    await _edition(tx, made, 1)


async def change(tx: Tx, made: Kind) -> int:
    """A further edition, from its `since` on; the new version of the kind. Raises StaleVersion."""
    row = await tx.one(
        "UPDATE bulletin_kind SET version = version + 1, active = $3 WHERE id = $1 AND version = $2 RETURNING version",
        made.id, made.version, made.active,
    )  # fmt: skip
    if row is None:
        raise StaleVersion
    last = await tx.one("SELECT max(number) AS number FROM bulletin_kind_edition WHERE kind = $1", made.id)
    await _edition(tx, made, (last or {"number": 0})["number"] + 1)
    return int(row["version"])


async def phrases() -> list[str]:
    """Quick phrases in order."""
    return [row["text"] for row in await db.fetch("SELECT text FROM quick_phrase ORDER BY seq")]


async def _edition(tx: Tx, made: Kind, number: int) -> None:
    await tx.insert(
        BulletinKindEdition, kind=made.id, number=number, since=made.since, name=made.name, masthead=made.masthead,
        audience=made.audience, cadence=made.cadence.value, office=made.office,
        channels=[channel.value for channel in made.channels], look=made.look, numbering=made.numbering.value,
        by=tx.actor.id, at=tx.now,
    )  # fmt: skip
    for limit in made.limits:
        await tx.insert(
            BulletinLimit, kind=made.id, edition=number, genre=limit.genre.value, least=limit.least, most=limit.most,
            strict=limit.strict,
        )  # fmt: skip


async def _made(rows: list[Row]) -> list[Kind]:
    limits = await db.fetch(
        "SELECT * FROM bulletin_limit WHERE kind = ANY($1) ORDER BY least, most, genre", [row["id"] for row in rows]
    )
    return [_kind(row, limits) for row in rows]


def _kind(row: Row, limits: list[Row]) -> Kind:
    own = [each for each in limits if each["kind"] == row["id"] and each["edition"] == row["number"]]
    return Kind(
        id=row["id"], version=row["version"], code=row["code"], name=row["name"], masthead=row["masthead"],
        audience=row["audience"], cadence=Cadence(row["cadence"]), office=row["office"], active=row["active"],
        limits=tuple(Limit(Genre(r["genre"]), r["least"], r["most"], r["strict"]) for r in own),
        edition=row["number"], since=row["since"], channels=tuple(Channel(each) for each in row["channels"]),
        look=row["look"], numbering=Numbering(row["numbering"]),
    )  # fmt: skip
