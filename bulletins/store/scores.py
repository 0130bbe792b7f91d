"""Score lines and their sums."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from bulletins.rules.scores import Share
from bulletins.tables.scores import ScoreLine
from kernel import db
from kernel.db import Row, Tx
from kernel.ids import new_id


async def add(tx: Tx, issue: UUID, article: UUID, shares: Iterable[Share]) -> None:
    """Lines of one event; a submission gets points for an event on an article once, whatever rule is in force."""
    for share in shares:
        known = await tx.one(
            "SELECT 1 FROM score_line l JOIN score_rule r ON r.id = l.rule WHERE l.submission = $1 AND l.article = $2"
            " AND r.event = (SELECT event FROM score_rule WHERE id = $3)",
            share.submission, article, share.rule,
        )  # fmt: skip
        if known is None:
            await tx.insert(
                ScoreLine, id=new_id(), submission=share.submission, unit=share.unit, issue=issue, article=article,
                rule=share.rule, points=share.points, at=tx.now,
            )  # fmt: skip


async def sums(since: datetime, until: datetime) -> list[Row]:
    """unit, adopted (submissions), points of a period."""
    return await db.fetch(
        "SELECT unit, count(DISTINCT submission) AS adopted, sum(points) AS points FROM score_line"
        " WHERE at >= $1 AND at < $2 GROUP BY unit",
        since, until,
    )  # fmt: skip


async def lines(unit: UUID, since: datetime, until: datetime) -> list[Row]:
    """Every line of a unit in a period, with its rule, kind and issue number."""
    return await db.fetch(
        "SELECT s.*, r.event, r.points AS full_points, r.sharing, r.since AS rule_since"
        " FROM score_line s JOIN score_rule r ON r.id = s.rule"
        " WHERE s.unit = $1 AND s.at >= $2 AND s.at < $3 ORDER BY s.id DESC",
        unit, since, until,
    )  # fmt: skip


async def of_issue(issue: UUID) -> list[Row]:
    """Every line an issue gave."""
    return await db.fetch(
        "SELECT l.*, r.event FROM score_line l JOIN score_rule r ON r.id = l.rule WHERE l.issue = $1 ORDER BY l.id",
        issue,
    )
