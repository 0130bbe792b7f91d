"""Rows of closed periods."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from kernel import db
from kernel.db import Row, Tx
from scores.rules.evaluate import Scored, Step
from scores.rules.settlements import Settlement
from scores.rules.settling import Booked
from scores.tables.settlements import ScoreSettled, ScoreSettlement

LOCK = 0x5A585343  # any number of our own


async def lock(tx: Tx) -> None:
    """Periods are closed one after the other."""
    await tx.run("SELECT pg_advisory_xact_lock($1)", LOCK)


async def listed() -> list[Settlement]:
    """Every closed period, newest first."""
    return [Settlement(**row) for row in await db.fetch("SELECT * FROM score_settlement ORDER BY last DESC")]


async def lines(since: date) -> list[Booked]:
    """What closed periods keep about days from `since` on."""
    rows = await db.fetch(
        "SELECT * FROM score_settled WHERE coalesce(about, day) >= $1 ORDER BY day, settlement, seq", since
    )
    return [_booked(row) for row in rows]


async def add(tx: Tx, made: Settlement, kept: Sequence[Booked]) -> None:
    """Close it with its lines."""
    await tx.insert(
        ScoreSettlement, id=made.id, first=made.first, last=made.last, digest=made.digest, by=made.by, at=made.at
    )
    for seq, booked in enumerate(kept, 1):
        line = booked.scored
        await tx.insert(
            ScoreSettled, settlement=made.id, seq=seq, unit=line.unit, happening=line.happening,
            submission=line.submission, rule_set=line.rule_set, line=line.line, day=line.day, about=booked.about,
            points=line.points, steps=msgspec.json.encode(line.steps).decode(),
        )  # fmt: skip


def _booked(row: Row) -> Booked:
    steps = msgspec.json.decode(row["steps"], type=tuple[Step, ...])
    scored = Scored(
        row["unit"], row["happening"], row["day"], row["line"], row["points"], steps, row["rule_set"], row["submission"]
    )
    return Booked(scored, row["about"], UUID(str(row["settlement"])))
