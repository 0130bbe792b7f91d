"""Rows of circulars: the figures they were made from, opened here and nowhere else."""

from collections.abc import Iterable
from uuid import UUID

from bulletins.rules.circulars import Figures, decoded, encoded
from bulletins.tables.circulars import CircularSheet
from crypto import sm3
from kernel import db, vault
from kernel.db import Row, Tx


async def keep(tx: Tx, article: UUID, figures: Figures) -> int:
    """The figures as they are now; the number of the sheet."""
    last = await tx.one("SELECT coalesce(max(number), 0) AS number FROM circular_sheet WHERE article = $1", article)
    number, text = (last["number"] if last else 0) + 1, encoded(figures)
    box = await vault.box(article)
    await tx.insert(
        CircularSheet, article=article, number=number, first=figures.first, last=figures.last,
        sheet_sealed=box.seal(f"sheet:{number}", text), digest=sm3.hash(text.encode()), by=tx.actor.id, at=tx.now,
    )  # fmt: skip
    return number


async def of(articles: Iterable[UUID]) -> dict[UUID, Figures]:
    """Article -> the newest figures; articles that are no circular are not in it."""
    rows = await _newest(articles)
    if not rows:
        return {}
    boxes = await vault.boxes([row["article"] for row in rows])
    return {
        row["article"]: decoded(boxes[row["article"]].open(f"sheet:{row['number']}", bytes(row["sheet_sealed"])))
        for row in rows
    }


async def digests(articles: Iterable[UUID]) -> dict[UUID, bytes]:
    """Article -> the digest of its newest figures."""
    return {row["article"]: bytes(row["digest"]) for row in await _newest(articles)}


async def listed(limit: int = 40) -> list[Row]:
    """article, first, last, by, at of every circular, the newest period first."""
    return await db.fetch(
        "SELECT DISTINCT ON (last, first, article) article, first, last, by, at FROM circular_sheet"
        " ORDER BY last DESC, first DESC, article, number DESC LIMIT $1",
        limit,
    )


async def _newest(articles: Iterable[UUID]) -> list[Row]:
    return await db.fetch(
        "SELECT DISTINCT ON (article) * FROM circular_sheet WHERE article = ANY($1) ORDER BY article, number DESC",
        list(articles),
    )
