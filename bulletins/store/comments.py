"""Rows of comments and of colleagues who were asked to comment. Comments open with the article's key."""

from uuid import UUID

from bulletins.rules.anchors import Anchor
from bulletins.rules.questions import Comment, Review
from bulletins.tables.desk import ArticleComment
from kernel import db, vault
from kernel.db import Row, Tx
from kernel.ids import new_id
from kernel.vault import Box


async def of(article: UUID) -> list[Comment]:
    """Every comment on an article, the oldest first."""
    rows = await db.fetch("SELECT * FROM article_comment WHERE article = $1 ORDER BY id", article)
    box = await vault.box(article) if rows else None
    return [_comment(box, row) for row in rows if box]


async def locked(tx: Tx, id: UUID) -> Row | None:
    """A comment's row, locked."""
    return await tx.one("SELECT * FROM article_comment WHERE id = $1 FOR UPDATE", id)


async def add(tx: Tx, article: UUID, anchor: Anchor, text: str) -> UUID:
    """A new comment."""
    fresh, box = new_id(), await vault.box(article)
    await tx.insert(
        ArticleComment, id=fresh, article=article, edition=anchor.edition, position=anchor.position,
        digest=anchor.digest, quote_sealed=box.seal(f"comment_quote:{fresh}", anchor.quote),
        text_sealed=box.seal(f"comment:{fresh}", text), by=tx.actor.id, at=tx.now,
    )  # fmt: skip
    return fresh


async def resolve(tx: Tx, id: UUID) -> None:
    """It has been dealt with."""
    await tx.run("UPDATE article_comment SET resolved_by = $2, resolved_at = $3 WHERE id = $1", id, tx.actor.id, tx.now)


async def reviews(article: UUID) -> list[Review]:
    """Who was asked to comment on an article."""
    rows = await db.fetch("SELECT * FROM article_review WHERE article = $1 ORDER BY asked_at, reader", article)
    return [_review(row) for row in rows]


async def asked_of(reader: UUID) -> list[Review]:
    """What somebody is asked to comment on."""
    rows = await db.fetch(
        "SELECT * FROM article_review WHERE reader = $1 AND done_at IS NULL ORDER BY asked_at, article", reader
    )
    return [_review(row) for row in rows]


async def ask(tx: Tx, article: UUID, reader: UUID) -> bool:
    """Ask a colleague; False when they are asked already."""
    row = await tx.one(
        "INSERT INTO article_review (article, reader, asked_by, asked_at) SELECT $1, $2, $3, $4 WHERE NOT EXISTS"
        " (SELECT 1 FROM article_review WHERE article = $1 AND reader = $2 AND done_at IS NULL) RETURNING article",
        article, reader, tx.actor.id, tx.now,
    )  # fmt: skip
    return row is not None


async def reviewed(tx: Tx, article: UUID, reader: UUID) -> list[UUID]:
    """They have said what they have to say; who asked them."""
    rows = await tx.fetch(
        "UPDATE article_review SET done_at = $3 WHERE article = $1 AND reader = $2 AND done_at IS NULL RETURNING asked_by",
        article, reader, tx.now,
    )  # fmt: skip
    return [row["asked_by"] for row in rows]


def _comment(box: Box, row: Row) -> Comment:
    id = row["id"]
    quote = box.open(f"comment_quote:{id}", bytes(row["quote_sealed"]))
    anchor = Anchor(row["edition"], row["position"], row["digest"], quote)
    return Comment(
        id, row["article"], anchor, box.open(f"comment:{id}", bytes(row["text_sealed"])), row["by"], row["at"],
        row["resolved_by"], row["resolved_at"],
    )  # fmt: skip


def _review(row: Row) -> Review:
    return Review(row["article"], row["reader"], row["asked_by"], row["asked_at"], row["done_at"])
