"""Every SQL statement of the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from kernel import blindindex, db, vault
from kernel.db import Row, Tx
from kernel.vault import Box
from submissions.rules.catalogue import KIND, MOST_HITS, TEXTS, Details, Match, match
from submissions.tables.catalogue import CatalogueEntry

CANDIDATES = 60  # opened and looked at; those that share most come first


def opened(box: Box, row: Row) -> dict[str, str]:
    """Every text, by its name."""
    return {name: box.open(name, bytes(row[f"{name}_sealed"])) for name in TEXTS}


def sealed(box: Box, text: Mapping[str, str]) -> dict[str, bytes]:
    """Every text as its column takes it."""
    return {f"{name}_sealed": box.seal(name, text.get(name, "")) for name in TEXTS}


async def row(id: UUID) -> Row | None:
    """An entry."""
    return await db.one("SELECT * FROM catalogue_entry WHERE id = $1", id)


async def rows(ids: Sequence[UUID]) -> list[Row]:
    """Entries by id."""
    return await db.fetch("SELECT * FROM catalogue_entry WHERE id = ANY($1) ORDER BY id", list(ids))


async def add(tx: Tx, box: Box, text: Mapping[str, str], details: Details) -> None:
    """A new entry."""
    await tx.insert(
        CatalogueEntry, id=box.owner, created=tx.now, changed=tx.now, author=tx.actor.id, unit=details.unit,
        period=details.period, valid_from=details.valid_from, valid_until=details.valid_until, **sealed(box, text),
    )  # fmt: skip
    await blindindex.put(tx, box.owner, KIND, text["name"], text["fields"])


async def change(tx: Tx, box: Box, version: int, text: Mapping[str, str], details: Details) -> int | None:
    """The entry as it is now; the new version, None when somebody else was first."""
    row = await tx.one(
        "UPDATE catalogue_entry SET version = version + 1, changed = $3, unit = $4, period = $5, valid_from = $6,"
        " valid_until = $7, name_sealed = $8, fields_sealed = $9, source_sealed = $10, basis_sealed = $11,"
        " contact_sealed = $12 WHERE id = $1 AND version = $2 RETURNING version",
        box.owner, version, tx.now, details.unit, details.period, details.valid_from, details.valid_until,
        *sealed(box, text).values(),
    )  # fmt: skip
    await blindindex.put(tx, box.owner, KIND, text["name"], text["fields"])
    return int(row["version"]) if row else None


async def listing(
    unit: UUID | None, text: str, after: UUID | None, limit: int, *, backwards: bool = False
) -> list[Row]:
    """Entries, the newest first; `unit`: held by one unit; `text` narrows only, the caller opens and checks."""
    where, args = ["true"], list[object]()
    if unit:
        args.append(unit)
        where.append(f"c.unit = ${len(args)}")
    if text:
        condition, tokens = await blindindex.clause(text, "c.id", len(args) + 1)
        where.append(condition)
        args += tokens
    if after:
        args.append(after)
        where.append(f"c.id {'>' if backwards else '<'} ${len(args)}")
    args.append(limit)
    return await db.fetch(
        f"SELECT c.* FROM catalogue_entry c WHERE {' AND '.join(where)}"  # noqa: S608 - column names only
        f" ORDER BY c.id {'ASC' if backwards else 'DESC'} LIMIT ${len(args)}",
        *args,
    )


async def hits(asked: str, day: date) -> list[tuple[Row, dict[str, str], Match]]:
    """Entries in force that have what is asked, the best first, opened."""
    shares = await blindindex.shares(KIND, blindindex.pairs(asked))
    best = sorted(shares, key=lambda one: (-shares[one], one))[:CANDIDATES]
    found = []
    for each in await rows(best):
        if each["valid_from"] > day or (each["valid_until"] and each["valid_until"] <= day):
            continue
        text = opened(await vault.box(each["id"]), each)
        if why := match(asked, text["name"], text["fields"]):
            found.append((each, text, why))
    found.sort(key=lambda one: (-one[2].share, -len(one[2].indicators), one[0]["id"]))
    return found[:MOST_HITS]
