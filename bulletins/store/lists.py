"""Rows of groups, of kinds' lists and of their audiences.

- An entry ends and another begins; what was in force stays readable with who made and who ended it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from bulletins.rules.kinds import Reader
from bulletins.rules.lists import Audience, Entry, Group, Member, Sort
from bulletins.tables.lists import KindAudience, ReaderGroup
from kernel import clock, db
from kernel.db import Row, Tx
from kernel.errors import NotFound, StaleVersion
from kernel.ids import new_id

LOCK = 0x5A58_4C53  # changes of lists queue here
IN_FORCE = "{0}.valid_from <= $2 AND ({0}.valid_until IS NULL OR {0}.valid_until > $2)"
_COUNT = "(SELECT count(*) FROM reader_member m WHERE m.grp = g.id AND m.valid_until IS NULL) AS members"


async def lock(tx: Tx) -> None:
    """Queue behind whoever changes a list now."""
    await tx.run("SELECT pg_advisory_xact_lock($1)", LOCK)


async def groups() -> list[Group]:
    """The groups in use, in the office's order."""
    rows = await db.fetch(f"SELECT g.*, {_COUNT} FROM reader_group g WHERE valid_until IS NULL ORDER BY place, name")  # noqa: S608
    return [_group(row) for row in rows]


async def group(id: UUID) -> Group:
    """One group, in use or not. Raises NotFound."""
    row = await db.one(f"SELECT g.*, {_COUNT} FROM reader_group g WHERE id = $1", id)  # noqa: S608
    if row is None:
        raise NotFound
    return _group(row)


async def group_names(ids: Iterable[UUID]) -> dict[UUID, tuple[str, Sort]]:
    """Group -> what it is called, and of what it is."""
    rows = await db.fetch("SELECT id, name, sort FROM reader_group WHERE id = ANY($1)", sorted(set(ids)))
    return {row["id"]: (row["name"], Sort(row["sort"])) for row in rows}


async def add_group(tx: Tx, name: str, sort: Sort) -> UUID:
    """A new group, last in the order."""
    id, last = new_id(), await tx.one("SELECT coalesce(max(place), 0) AS place FROM reader_group")
    place = (last or {"place": 0})["place"] + 1
    await tx.insert(ReaderGroup, id=id, name=name, sort=sort.value, place=place, valid_from=tx.now)
    return id


async def change_group(tx: Tx, id: UUID, version: int, *, name: str | None = None, ends: bool = False) -> int:
    """Another name, or no longer in use; the new version. Raises StaleVersion."""
    row = await tx.one(
        "UPDATE reader_group SET version = version + 1, name = coalesce($3, name),"
        " valid_until = CASE WHEN $4 THEN $5 ELSE valid_until END"
        " WHERE id = $1 AND version = $2 AND valid_until IS NULL RETURNING version",
        id, version, name, ends, tx.now,
    )  # fmt: skip
    if row is None:
        raise StaleVersion
    return int(row["version"])


async def members(
    id: UUID, *, beyond: tuple[int, UUID] | None = None, limit: int = 100, past: bool = False
) -> list[Member]:
    """Who is in a group, or (`past`) was, in order; from behind a keyset mark on."""
    rows = await db.fetch(
        "SELECT * FROM reader_member WHERE grp = $1 AND (valid_until IS NOT NULL) = $2"
        " AND ($3::integer IS NULL OR (place, id) > ($3, $4::uuid)) ORDER BY place, id LIMIT $5",
        id, past, beyond[0] if beyond else None, beyond[1] if beyond else None, limit,
    )  # fmt: skip
    return [_member(row) for row in rows]


async def add_members(tx: Tx, id: UUID, readers: Sequence[Reader], since: datetime, about: UUID | None = None) -> int:
    """Put readers into a group; who is in it already stays. How many came in."""
    rows = await tx.fetch(
        "INSERT INTO reader_member (id, grp, place, unit, person, about, valid_from, by)"
        " SELECT u.id, $1, (SELECT coalesce(max(place), 0) FROM reader_member WHERE grp = $1) + u.n, u.unit, u.person,"
        " $2, $3, $4 FROM unnest($5::uuid[], $6::uuid[], $7::uuid[]) WITH ORDINALITY AS u (id, unit, person, n)"
        " ON CONFLICT DO NOTHING RETURNING id",
        id, about, since, tx.actor.id, [new_id() for _ in readers], [reader.unit for reader in readers],
        [reader.person for reader in readers],
    )  # fmt: skip
    return len(rows)


async def end_members(tx: Tx, id: UUID, ids: Sequence[UUID], until: datetime) -> int:
    """Take members out of a group; how many went."""
    rows = await tx.fetch(
        "UPDATE reader_member SET valid_until = greatest($3, valid_from + interval '1 microsecond'), ended_by = $4"
        " WHERE grp = $1 AND id = ANY($2) AND valid_until IS NULL RETURNING id",
        id, list(ids), until, tx.actor.id,
    )  # fmt: skip
    return len(rows)


async def all_entries() -> dict[UUID, list[Entry]]:
    """Kind -> its list as it stands, for every kind that has one."""
    found: dict[UUID, list[Entry]] = {}
    for row in await db.fetch("SELECT * FROM kind_reader WHERE valid_until IS NULL ORDER BY kind, place, id"):
        found.setdefault(row["kind"], []).append(_entry(row))
    return found


async def entries(kind: UUID, *, past: bool = False) -> list[Entry]:
    """A kind's list, or (`past`) what it was."""
    rows = await db.fetch(
        "SELECT * FROM kind_reader WHERE kind = $1 AND (valid_until IS NOT NULL) = $2 ORDER BY place, id", kind, past
    )
    return [_entry(row) for row in rows]


async def add_entries(tx: Tx, kind: UUID, groups: Sequence[UUID], readers: Sequence[Reader], since: datetime) -> int:
    """Name groups and readers on a kind's list; what stands there stays. How many came in."""
    named = [(group, None, None) for group in groups] + [(None, reader.unit, reader.person) for reader in readers]
    rows = await tx.fetch(
        "INSERT INTO kind_reader (id, kind, place, grp, unit, person, valid_from, by)"
        " SELECT u.id, $1, (SELECT coalesce(max(place), 0) FROM kind_reader WHERE kind = $1) + u.n, u.grp, u.unit, u.person,"
        " $2, $3 FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[]) WITH ORDINALITY AS u (id, grp, unit, person, n)"
        " ON CONFLICT DO NOTHING RETURNING id",
        kind, since, tx.actor.id, [new_id() for _ in named], *(list(column) for column in zip(*named, strict=True)),
    )  # fmt: skip
    return len(rows)


async def end_entries(tx: Tx, kind: UUID, ids: Sequence[UUID], until: datetime) -> int:
    """Take entries off a kind's list; how many went."""
    rows = await tx.fetch(
        "UPDATE kind_reader SET valid_until = greatest($3, valid_from + interval '1 microsecond'), ended_by = $4"
        " WHERE kind = $1 AND id = ANY($2) AND valid_until IS NULL RETURNING id",
        kind, list(ids), until, tx.actor.id,
    )  # fmt: skip
    return len(rows)


async def audience(kind: UUID, at: datetime | None = None) -> Audience:
    """For whom a kind is meant; one nobody has said it of is for everybody on its list."""
    row = await db.one(
        f"SELECT a.audience FROM kind_audience a WHERE a.kind = $1 AND {IN_FORCE.format('a')}",  # noqa: S608
        kind, at or clock.now(),
    )  # fmt: skip
    return Audience(row["audience"]) if row else Audience.GENERAL


async def audiences() -> dict[UUID, Audience]:
    """Kind -> for whom it is meant now, where somebody has said so."""
    rows = await db.fetch(
        "SELECT kind, audience FROM kind_audience WHERE valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)",
        clock.now(),
    )
    return {row["kind"]: Audience(row["audience"]) for row in rows}


async def set_audience(tx: Tx, kind: UUID, audience: Audience, since: datetime) -> None:
    """From then on the kind is meant for these."""
    await tx.run(
        "UPDATE kind_audience SET valid_until = greatest($2, valid_from + interval '1 microsecond')"
        " WHERE kind = $1 AND valid_until IS NULL", kind, since,
    )  # fmt: skip
    await tx.insert(KindAudience, id=new_id(), kind=kind, audience=audience.value, valid_from=since)


async def takes(audience: Audience, at: datetime) -> frozenset[str]:
    """The sorts of readers an audience takes."""
    rows = await db.fetch(
        f"SELECT s.sort FROM audience_sort s WHERE s.audience = $1 AND {IN_FORCE.format('s')}", audience.value, at  # noqa: S608
    )  # fmt: skip
    return frozenset(row["sort"] for row in rows)


def _group(row: Row) -> Group:
    return Group(
        row["id"], row["version"], row["name"], Sort(row["sort"]), row["place"], row["valid_from"], row["valid_until"],
        row["members"],
    )  # fmt: skip


def _member(row: Row) -> Member:
    return Member(
        row["id"], row["place"], Reader(row["unit"], row["person"], row["grp"]), row["about"], row["valid_from"],
        row["valid_until"], row["by"], row["ended_by"],
    )  # fmt: skip


def _entry(row: Row) -> Entry:
    reader = None if row["grp"] else Reader(row["unit"], row["person"])
    return Entry(
        row["id"], row["place"], row["grp"], reader, row["valid_from"], row["valid_until"], row["by"], row["ended_by"]
    )
