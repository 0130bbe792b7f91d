"""Rows of questions to units and of their answers, each question under its own key."""

from collections.abc import Sequence
from uuid import UUID

from bulletins.rules.anchors import Anchor
from bulletins.rules.questions import Answer, Question
from bulletins.tables.desk import SourceAnswer, SourceQuestion
from bulletins.workflow.question import KIND, QuestionState
from kernel import db, vault
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.vault import Box


async def question(id: UUID) -> Question:
    """One question. Raises NotFound."""
    found = await _opened(await db.fetch("SELECT * FROM source_question WHERE id = $1", id))
    if not found:
        raise NotFound
    return found[0]


async def some(ids: Sequence[UUID]) -> list[Question]:
    """Those there are."""
    return await _opened(await db.fetch("SELECT * FROM source_question WHERE id = ANY($1) ORDER BY id", list(ids)))


async def of_article(article: UUID) -> list[Question]:
    """Every question about an article, the oldest first."""
    return await _opened(await db.fetch("SELECT * FROM source_question WHERE article = $1 ORDER BY id", article))


async def of_submission(submission: UUID) -> list[Question]:
    """Every question about a submission, the oldest first."""
    return await _opened(await db.fetch("SELECT * FROM source_question WHERE submission = $1 ORDER BY id", submission))


async def of_unit(unit: UUID, states: Sequence[str], limit: int = 200) -> list[Question]:
    """What a unit was asked, the newest first."""
    return await _opened(
        await db.fetch(
            "SELECT * FROM source_question WHERE unit = $1 AND state = ANY($2) ORDER BY id DESC LIMIT $3",
            unit, list(states), limit,
        )
    )  # fmt: skip


async def waiting(limit: int = 200) -> list[Question]:
    """What the office waits for, the first due first."""
    return await _opened(
        await db.fetch("SELECT * FROM source_question WHERE state = 'asked' ORDER BY due, id LIMIT $1", limit)
    )


async def add(tx: Tx, asked: Question) -> None:
    """A new question with its key."""
    box = vault.mint(asked.id, KIND)
    await vault.keep(tx, box)
    await tx.insert(
        SourceQuestion, id=asked.id, state=asked.state, article=asked.article, edition=asked.anchor.edition,
        position=asked.anchor.position, digest=asked.anchor.digest, submission=asked.submission, unit=asked.unit,
        sentence_sealed=box.seal("sentence", asked.anchor.quote), quote_sealed=box.seal("quote", asked.quote),
        text_sealed=box.seal("text", asked.text), by=asked.by, at=asked.at, due=asked.due,
    )  # fmt: skip


async def add_answer(tx: Tx, id: UUID, text: str) -> None:
    """One more answer."""
    fresh, box = new_id(), await vault.box(id)
    await tx.insert(
        SourceAnswer, id=fresh, question=id, text_sealed=box.seal(f"answer:{fresh}", text), by=tx.actor.id, at=tx.now
    )


async def carry(tx: Tx, source: UUID, target: UUID) -> None:
    """Questions about an article go with its text into another one."""
    await tx.run(
        "UPDATE source_question SET article = $2, version = version + 1 WHERE article = $1 AND state <> $3",
        source, target, QuestionState.WITHDRAWN.value,
    )  # fmt: skip


async def open_of(article: UUID) -> list[UUID]:
    """Questions about an article that wait for their answer."""
    rows = await db.fetch("SELECT id FROM source_question WHERE article = $1 AND state = 'asked' ORDER BY id", article)
    return [row["id"] for row in rows]


async def _opened(rows: list[Row]) -> list[Question]:
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    boxes = await vault.boxes(ids)
    answers = await db.fetch("SELECT * FROM source_answer WHERE question = ANY($1) ORDER BY id", ids)
    return [_question(boxes[row["id"]], row, [a for a in answers if a["question"] == row["id"]]) for row in rows]


def _question(box: Box, row: Row, answers: list[Row]) -> Question:
    anchor = Anchor(row["edition"], row["position"], row["digest"], box.open("sentence", bytes(row["sentence_sealed"])))
    return Question(
        row["id"], row["version"], row["state"], row["article"], row["submission"], row["unit"], anchor,
        box.open("quote", bytes(row["quote_sealed"])), box.open("text", bytes(row["text_sealed"])), row["by"], row["at"],
        row["due"],
        tuple(Answer(box.open(f"answer:{a['id']}", bytes(a["text_sealed"])), a["by"], a["at"]) for a in answers),
    )  # fmt: skip
