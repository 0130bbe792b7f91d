"""The SQL of who writes an article now. The server's time decides; a row whose time is over holds nobody up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import clock, db
from kernel.db import Row, Tx


@dataclass(frozen=True, slots=True)
class Lock:
    """Somebody writes until then, unless it is renewed."""

    article: UUID
    holder: UUID
    since: datetime
    until: datetime


def _lock(row: Row) -> Lock:
    return Lock(row["article"], row["holder"], row["since"], row["until"])


async def of(articles: Iterable[UUID]) -> dict[UUID, Lock]:
    """Article -> who writes it now."""
    rows = await db.fetch(
        "SELECT * FROM article_lock WHERE article = ANY($1) AND until > $2", list(articles), clock.now()
    )
    return {row["article"]: _lock(row) for row in rows}


async def take(tx: Tx, article: UUID, until: datetime) -> Lock:
    """The lock as it stands after asking for it: the actor's, renewed or new, or that of whoever has it."""
    row = await tx.one(
        "INSERT INTO article_lock AS l (article, holder, since, until) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (article) DO UPDATE SET holder = $2, until = $4,"
        " since = CASE WHEN l.holder = $2 AND l.until > $3 THEN l.since ELSE $3 END"
        " WHERE l.holder = $2 OR l.until <= $3 RETURNING *",
        article, tx.actor.id, tx.now, until,
    )  # fmt: skip
    if row is None:
        row = await tx.one("SELECT * FROM article_lock WHERE article = $1", article)
    if row is None:
        raise LookupError(article)
    return _lock(row)


async def held(tx: Tx, article: UUID) -> Lock | None:
    """Whose it is now, with the row locked until the transaction ends."""
    row = await tx.one("SELECT * FROM article_lock WHERE article = $1 AND until > $2 FOR UPDATE", article, tx.now)
    return _lock(row) if row else None


async def drop(tx: Tx, article: UUID, holder: UUID) -> None:
    """It is theirs no more."""
    await tx.run("DELETE FROM article_lock WHERE article = $1 AND holder = $2", article, holder)
