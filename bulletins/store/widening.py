"""Rows of asked widenings."""

from collections.abc import Sequence
from uuid import UUID

from bulletins.rules.kinds import Reader
from bulletins.rules.widening import Widening
from bulletins.tables.lists import Widening as WideningTable
from kernel import db
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.ids import new_id

_SELECT = "SELECT w.*, i.state AS issue_state FROM widening w JOIN issue i ON i.id = w.issue"


async def one(id: UUID) -> Widening:
    """One of them. Raises NotFound."""
    found = await _of(await db.fetch(f"{_SELECT} WHERE w.id = $1", id))
    if not found:
        raise NotFound
    return found[0]


async def issues_of(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """What is asked for -> the issue it is about."""
    rows = await db.fetch("SELECT id, issue FROM widening WHERE id = ANY($1)", list(ids))
    return {row["id"]: row["issue"] for row in rows}


async def of_issue(issue: UUID) -> list[Widening]:
    """Everything that was asked about an issue, newest first."""
    return await _of(await db.fetch(f"{_SELECT} WHERE w.issue = $1 ORDER BY w.id DESC", issue))


async def asked(limit: int = 50) -> list[Widening]:
    """Those that wait for an answer, the oldest first."""
    return await _of(await db.fetch(f"{_SELECT} WHERE w.state = 'asked' ORDER BY w.asked, w.id LIMIT $1", limit))


async def open_of(issue: UUID) -> bool:
    """Whether something asked about an issue is not answered yet."""
    return await db.one("SELECT 1 FROM widening WHERE issue = $1 AND state = 'asked' LIMIT 1", issue) is not None


async def lock(tx: Tx, id: UUID) -> None:
    """Queue behind whoever answers it now."""
    await tx.run("SELECT 1 FROM widening WHERE id = $1 FOR UPDATE", id)


async def add(tx: Tx, issue: UUID, state: str, readers: Sequence[Reader], *, late: bool) -> UUID:
    """Asked by the actor, now."""
    id = new_id()
    await tx.insert(WideningTable, id=id, state=state, issue=issue, late=late, asked_by=tx.actor.id, asked=tx.now)
    await tx.run(
        "INSERT INTO widening_reader (widening, seq, unit, person) SELECT $1, u.n, u.unit, u.person"
        " FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS u (unit, person, n)",
        id, [reader.unit for reader in readers], [reader.person for reader in readers],
    )  # fmt: skip
    return id


async def _of(rows: list[Row]) -> list[Widening]:
    readers = await db.fetch(
        "SELECT * FROM widening_reader WHERE widening = ANY($1) ORDER BY widening, seq", [row["id"] for row in rows]
    )
    names = ("id", "version", "state", "issue", "late", "asked_by", "asked", "decided_by", "decided", "issue_state")
    return [
        Widening(
            **{name: row[name] for name in names},
            readers=tuple(
                Reader(r["unit"], r["person"], added=row["id"]) for r in readers if r["widening"] == row["id"]
            ),
        )
        for row in rows
    ]
