"""Which submissions came in haste."""

from collections.abc import Iterable
from uuid import UUID

from kernel import db

ORDINARY = "normal"


async def hurried(ids: Iterable[UUID]) -> set[UUID]:
    """Those reported with more than ordinary urgency."""
    rows = await db.fetch("SELECT id FROM submission WHERE id = ANY($1) AND urgency <> $2", list(ids), ORDINARY)
    return {row["id"] for row in rows}
