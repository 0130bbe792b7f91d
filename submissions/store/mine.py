"""The SQL behind an officer's own page: figures of a unit or of one author, and what the editors look for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kernel import db, vault
from kernel.db import Row, Tx
from kernel.ids import new_id
from submissions.tables.periods import ReportingFocus

_WHOSE = "s.unit = $1 AND ($2::uuid IS NULL OR s.author = $2)"
FOCUS = "reporting_focus"


@dataclass(frozen=True, slots=True)
class Whose:
    """A unit's texts, or those of one author in it, since a moment."""

    unit: UUID
    author: UUID | None
    since: datetime

    @property
    def args(self) -> tuple[object, ...]:
        """For the statements below."""
        return self.unit, self.author, self.since


async def by_category(whose: Whose) -> list[Row]:
    """category, sent, adopted."""
    return await db.fetch(
        "SELECT s.category, count(*) AS sent, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM submission_adoption a"  # noqa: S608
        f" WHERE a.submission = s.id)) AS adopted FROM submission s WHERE {_WHOSE} AND s.submitted >= $3"
        " GROUP BY s.category ORDER BY sent DESC, s.category", *whose.args,
    )  # fmt: skip


async def by_month(whose: Whose, zone: str) -> list[Row]:
    """month, sent, adopted, returned, declined."""
    return await db.fetch(
        "SELECT date_trunc('month', s.submitted AT TIME ZONE $4)::date AS month, count(*) AS sent,"  # noqa: S608
        " count(*) FILTER (WHERE EXISTS (SELECT 1 FROM submission_adoption a WHERE a.submission = s.id)) AS adopted,"
        " count(*) FILTER (WHERE EXISTS (SELECT 1 FROM submission_note n WHERE n.submission = s.id"
        "  AND n.action = 'return')) AS returned, count(*) FILTER (WHERE s.state = 'declined') AS declined"
        f" FROM submission s WHERE {_WHOSE} AND s.submitted >= $3 GROUP BY month ORDER BY month", *whose.args, zone,
    )  # fmt: skip


async def reasons(whose: Whose) -> list[Row]:
    """action, code, number: why texts came back or were not used."""
    return await db.fetch(
        "SELECT n.action, n.code, count(*) AS number FROM submission_note n JOIN submission s ON s.id = n.submission"  # noqa: S608
        f" WHERE {_WHOSE} AND s.submitted IS NOT NULL AND n.at >= $3 AND n.action IN ('return', 'decline')"
        " AND n.code <> '' GROUP BY n.action, n.code ORDER BY number DESC, n.code", *whose.args,
    )  # fmt: skip


async def first_answer(whose: Whose) -> Row | None:
    """number, typical: how long the office took to look at a text for the first time, half of them faster."""
    return await db.one(
        "SELECT count(*) AS number, percentile_cont(0.5) WITHIN GROUP (ORDER BY c.ended - c.start) AS typical"  # noqa: S608
        " FROM submission s JOIN due_clock c ON c.kind = 'submission' AND c.record = s.id AND c.step = 'screen'"
        f" AND c.ending = 'settled' WHERE {_WHOSE} AND s.submitted >= $3", *whose.args,
    )  # fmt: skip


async def adopted(whose: Whose, limit: int) -> list[Row]:
    """The texts used last, and where."""
    return await db.fetch(
        "SELECT s.id, s.title_sealed, s.number, a.issue_label, a.points, a.at FROM submission_adoption a"  # noqa: S608
        f" JOIN submission s ON s.id = a.submission WHERE {_WHOSE} AND a.at >= $3 ORDER BY a.at DESC, a.id DESC LIMIT $4",
        *whose.args, limit,
    )  # fmt: skip


async def add_focus(tx: Tx, title: str, body: str, first: date, until: date) -> UUID:
    """What the editors look for, from one day to another."""
    box = vault.mint(new_id(tx.now), FOCUS)
    await vault.keep(tx, box)
    await tx.insert(
        ReportingFocus, id=box.owner, title_sealed=box.seal("title", title), body_sealed=box.seal("body", body),
        valid_from=first, valid_until=until, by=tx.actor.id, at=tx.now,
    )  # fmt: skip
    return box.owner


async def withdraw_focus(tx: Tx, id: UUID) -> bool:
    """It is looked for no more."""
    row = await tx.one(
        "UPDATE reporting_focus SET withdrawn = $2 WHERE id = $1 AND withdrawn IS NULL RETURNING id", id, tx.now
    )
    return row is not None


async def focuses(day: date | None, limit: int = 50) -> list[tuple[Row, str, str]]:
    """Those in force on a day (None: all), with title and text."""
    rows: Sequence[Row] = await db.fetch(
        "SELECT * FROM reporting_focus WHERE $1::date IS NULL OR (withdrawn IS NULL AND valid_from <= $1"
        " AND valid_until > $1) ORDER BY valid_from DESC, id DESC LIMIT $2", day, limit,
    )  # fmt: skip
    boxes = await vault.boxes([row["id"] for row in rows])
    return [
        (row, *(boxes[row["id"]].open(name, bytes(row[f"{name}_sealed"])) for name in ("title", "body")))  # type: ignore[misc]
        for row in rows
    ]
