"""Rows of the leader's desk: faces, a person's own phrases, how large they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bulletins.tables.leader import OwnPhrase
from kernel import db, vault
from kernel.db import Tx
from kernel.ids import new_id

FACE = "face"


@dataclass(frozen=True, slots=True)
class Written:
    """The editor's words for a face, and which text of the article they were written to."""

    text: str
    edition: int
    by: UUID


@dataclass(frozen=True, slots=True)
class Phrase:
    """One of a person's own phrases."""

    id: UUID
    text: str


async def faces(articles: Sequence[UUID]) -> dict[UUID, Written]:
    """The editor's words, of those articles that have any."""
    rows = await db.fetch("SELECT * FROM article_face WHERE article = ANY($1)", list(articles))
    boxes = await vault.boxes([row["article"] for row in rows])
    return {
        row["article"]: Written(boxes[row["article"]].open(FACE, bytes(row["face_sealed"])), row["edition"], row["by"])
        for row in rows
        if row["article"] in boxes
    }


async def set_face(tx: Tx, article: UUID, edition: int, text: str) -> None:
    """Keep the words; none takes the face away."""
    if not text:
        await tx.run("DELETE FROM article_face WHERE article = $1", article)
        return
    box = await vault.box(article)
    await tx.run(
        "INSERT INTO article_face (article, edition, face_sealed, by, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT"
        " (article) DO UPDATE SET edition = $2, face_sealed = $3, by = $4, at = $5",
        article, edition, box.seal(FACE, text), tx.actor.id, tx.now,
    )  # fmt: skip


async def phrases(person: UUID) -> list[Phrase]:
    """A person's own, oldest first."""
    rows = await db.fetch("SELECT id, text_sealed FROM own_phrase WHERE person = $1 ORDER BY id", person)
    boxes = await vault.boxes([row["id"] for row in rows])
    return [
        Phrase(row["id"], boxes[row["id"]].open("text", bytes(row["text_sealed"])))
        for row in rows
        if row["id"] in boxes
    ]


async def add_phrase(tx: Tx, text: str) -> UUID:
    """One more of the actor's."""
    id = new_id()
    box = vault.mint(id, "phrase")
    await vault.keep(tx, box)
    await tx.insert(OwnPhrase, id=id, person=tx.actor.id, text_sealed=box.seal("text", text), created=tx.now)
    return id


async def lock_phrases(tx: Tx) -> int:
    """How many the actor has; whoever adds one at the same time waits."""
    await tx.run("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"own_phrase:{tx.actor.id}")
    row = await tx.one("SELECT count(*) AS phrases FROM own_phrase WHERE person = $1", tx.actor.id)
    return int(row["phrases"]) if row else 0


async def drop_phrase(tx: Tx, id: UUID) -> bool:
    """Take one of the actor's away, with its words; False when it is none of theirs."""
    row = await tx.one("DELETE FROM own_phrase WHERE id = $1 AND person = $2 RETURNING id", id, tx.actor.id)
    if row is not None:
        await vault.destroy(tx, id)
    return row is not None


async def large(person: UUID) -> bool | None:
    """Whether they read large text; None when they never said."""
    row = await db.one("SELECT large FROM reader_choice WHERE person = $1", person)
    return bool(row["large"]) if row else None


async def set_large(tx: Tx, wanted: bool) -> None:  # noqa: FBT001 - the value itself
    """What the actor said last."""
    await tx.run(
        "INSERT INTO reader_choice (person, large, at) VALUES ($1, $2, $3)"
        " ON CONFLICT (person) DO UPDATE SET large = $2, at = $3",
        tx.actor.id, wanted, tx.now,
    )  # fmt: skip
