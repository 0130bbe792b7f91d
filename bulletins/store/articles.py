"""Rows of articles: the record, its kept texts, its sources. Texts are opened here and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from bulletins.rules.articles import Article, Edition, Origin, Source
from bulletins.rules.content import Text
from bulletins.rules.kinds import Genre, Kind
from bulletins.store import kinds as kind_rows
from bulletins.tables.articles import Article as ArticleTable
from bulletins.tables.articles import ArticleEdition, ArticleSource
from kernel import db, vault
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.vault import Box

LIST = """
SELECT a.*, i.state AS issue_state,
    (SELECT count(*) FROM source_question q WHERE q.article = a.id AND q.state = 'asked') AS open_questions,
    (SELECT c.digest FROM circular_sheet c WHERE c.article = a.id ORDER BY c.number DESC LIMIT 1) AS annex,
    e.title_sealed, e.body_sealed
FROM article a
JOIN article_edition e ON e.article = a.id AND e.number = a.edition
LEFT JOIN issue i ON i.id = a.issue
"""


async def articles(ids: Iterable[UUID]) -> list[Article]:
    """Articles with their newest texts, in the order asked for."""
    wanted = list(ids)
    rows = await db.fetch(f"{LIST} WHERE a.id = ANY($1)", wanted)
    found = {article.id: article for article in await _opened(rows)}
    return [found[key] for key in wanted if key in found]


async def article(id: UUID) -> Article:
    """One article. Raises NotFound."""
    found = await articles((id,))
    if not found:
        raise NotFound
    return found[0]


async def of_issue(issue: UUID) -> list[Article]:
    """The articles of an issue in print order."""
    return await of_issues((issue,))


async def of_issues(issues: Iterable[UUID]) -> list[Article]:
    """The articles of many issues, each issue's in print order."""
    wanted = list(issues)
    if not wanted:
        return []
    return await _opened(await db.fetch(f"{LIST} WHERE a.issue = ANY($1) ORDER BY a.issue, a.position, a.id", wanted))


async def counts(issues: Iterable[UUID]) -> dict[UUID, int]:
    """Issue -> how many articles stand in it; one without any is not in it."""
    rows = await db.fetch(
        "SELECT issue, count(*) AS articles FROM article WHERE issue = ANY($1) GROUP BY issue", list(issues)
    )
    return {row["issue"]: row["articles"] for row in rows}


async def listed(states: Sequence[str], kind: UUID | None = None, limit: int = 200) -> list[Article]:
    """Articles in some states, oldest first."""
    rows = await db.fetch(
        f"{LIST} WHERE a.state = ANY($1) AND ($2::uuid IS NULL OR a.kind = $2) ORDER BY a.id LIMIT $3",
        list(states), kind, limit,
    )  # fmt: skip
    return await _opened(rows)


async def taken(submissions: Sequence[UUID]) -> set[UUID]:
    """Those of the submissions that stand in an article still in use."""
    rows = await db.fetch(
        "SELECT s.submission FROM article_source s JOIN article a ON a.id = s.article"
        " WHERE s.submission = ANY($1) AND a.state NOT IN ('dropped', 'merged')",
        list(submissions),
    )
    return {row["submission"] for row in rows}


async def editions(id: UUID) -> list[Edition]:
    """Every kept text, oldest first."""
    rows = await db.fetch("SELECT * FROM article_edition WHERE article = $1 ORDER BY number", id)
    box = await vault.box(id)
    return [_edition(box, row) for row in rows]


async def add(tx: Tx, made: Article, lineage: Sequence[Origin]) -> None:
    """A new article with its first text, key and sources."""
    box = vault.mint(made.id, "article")
    await vault.keep(tx, box)
    await tx.insert(
        ArticleTable, id=made.id, state=made.state, kind=made.kind, genre=made.genre.value, chars=made.chars,
        created_by=made.created_by, created=tx.now,
    )  # fmt: skip
    await _keep(tx, box, 1, Text(made.title, made.body), lineage)
    for seq, source in enumerate(made.sources, 1):
        await tx.insert(
            ArticleSource, article=made.id, submission=source.submission, unit=source.unit, seq=seq, share=source.share
        )


async def keep(tx: Tx, id: UUID, number: int, text: Text, lineage: Sequence[Origin]) -> None:
    """One more text of an article."""
    await _keep(tx, await vault.box(id), number, text, lineage)


async def set_sources(tx: Tx, id: UUID, sources: Sequence[Source]) -> None:
    """The article is made from these, in this order; none it had is lost."""
    for seq, source in enumerate(sources, 1):
        await tx.run(
            "INSERT INTO article_source (article, submission, unit, seq, share) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (article, submission) DO UPDATE SET seq = EXCLUDED.seq, share = EXCLUDED.share",
            id, source.submission, source.unit, seq, source.share,
        )  # fmt: skip


async def set_shares(tx: Tx, id: UUID, shares: Mapping[UUID, int]) -> None:
    """The sources' shares of the newest text."""
    for submission, share in shares.items():
        await tx.run(
            "UPDATE article_source SET share = $3 WHERE article = $1 AND submission = $2", id, submission, share
        )


async def _keep(tx: Tx, box: Box, number: int, text: Text, lineage: Sequence[Origin]) -> None:
    await tx.insert(
        ArticleEdition, article=box.owner, number=number, title_sealed=box.seal(f"title:{number}", text.title),
        body_sealed=box.seal(f"body:{number}", text.body),
        lineage_sealed=box.seal(f"lineage:{number}", msgspec.json.encode(lineage).decode()), digest=text.digest(),
        by=tx.actor.id, at=tx.now,
    )  # fmt: skip


async def _opened(rows: list[Row]) -> list[Article]:
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    boxes = await vault.boxes(ids)
    sources = await db.fetch("SELECT * FROM article_source WHERE article = ANY($1) ORDER BY article, seq", ids)
    hands = await db.fetch("SELECT DISTINCT article, by FROM article_edition WHERE article = ANY($1)", ids)
    kinds = {one.id: one for one in await kind_rows.kinds({row["kind"] for row in rows})}
    return [_article(boxes[row["id"]], row, sources, hands, kinds) for row in rows if row["id"] in boxes]


def _article(box: Box, row: Row, sources: list[Row], hands: list[Row], kinds: Mapping[UUID, Kind]) -> Article:
    number, genre = row["edition"], Genre(row["genre"])
    wrote = {hand["by"] for hand in hands if hand["article"] == row["id"]}
    return Article(
        id=row["id"], version=row["version"], state=row["state"], kind=row["kind"], genre=genre, issue=row["issue"],
        position=row["position"], title=box.open(f"title:{number}", bytes(row["title_sealed"])),
        body=box.open(f"body:{number}", bytes(row["body_sealed"])), chars=row["chars"], edition=number,
        created=row["created"],
        created_by=row["created_by"],
        sources=tuple(Source(s["submission"], s["unit"], s["share"]) for s in sources if s["article"] == row["id"]),
        authors=frozenset(wrote | {row["created_by"]} | ({row["edited_by"]} if row["edited_by"] else set())),
        limit=kinds[row["kind"]].limit(genre), issue_state=row["issue_state"] or "", merged_into=row["merged_into"],
        drop_code=row["drop_code"] or "", open_questions=row["open_questions"],
        annex=bytes(row["annex"] or b""),
    )  # fmt: skip


def _edition(box: Box, row: Row) -> Edition:
    number = row["number"]
    lineage = msgspec.json.decode(box.open(f"lineage:{number}", bytes(row["lineage_sealed"])), type=tuple[Origin, ...])
    return Edition(
        number, box.open(f"title:{number}", bytes(row["title_sealed"])),
        box.open(f"body:{number}", bytes(row["body_sealed"])),
        lineage, bytes(row["digest"]), row["by"], row["at"],
    )  # fmt: skip
