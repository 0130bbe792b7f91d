"""Rows of rule sets."""

from datetime import date
from uuid import UUID

from kernel import db
from kernel.db import Row, Tx
from kernel.errors import NotFound
from kernel.ids import new_id
from scores.rules.evaluate import Dated
from scores.rules.ruleset import RuleSet, decoded, encoded
from scores.rules.rulesets import Kept
from scores.tables.rulesets import ScoreRuleSet


async def sets() -> list[Dated]:
    """Every confirmed set, by its day."""
    rows = await db.fetch(
        "SELECT id, number, since, document FROM score_rule_set WHERE state = 'confirmed' ORDER BY since, number"
    )
    return [Dated(row["id"], row["number"], row["since"], decoded(row["document"])) for row in rows]


async def listed() -> list[Kept]:
    """Every set, newest first."""
    return [_kept(row) for row in await db.fetch("SELECT * FROM score_rule_set ORDER BY number DESC")]


async def one(id: UUID) -> Kept:
    """Raises NotFound."""
    row = await db.one("SELECT * FROM score_rule_set WHERE id = $1", id)
    if row is None:
        raise NotFound
    return _kept(row)


async def lock(tx: Tx) -> None:
    """Queue behind whoever changes rule sets now; a new one waits as well, because every change locks all rows."""
    await tx.run("SELECT 1 FROM score_rule_set ORDER BY id FOR UPDATE")


async def add(tx: Tx, rules: RuleSet, state: str, since: date | None = None) -> UUID:
    """A new set with the next number; call lock() first."""
    row = await tx.one("SELECT coalesce(max(number), 0) + 1 AS number FROM score_rule_set")
    fresh, decided = new_id(), since is not None
    await tx.insert(
        ScoreRuleSet, id=fresh, state=state, number=(row or {"number": 1})["number"], document=encoded(rules), since=since,
        made_by=tx.actor.id, made_at=tx.now, changed_by=tx.actor.id, decided_by=tx.actor.id if decided else None,
        decided_at=tx.now if decided else None,
    )  # fmt: skip
    return fresh


def _kept(row: Row) -> Kept:
    return Kept(rules=decoded(row["document"]), **{name: value for name, value in row.items() if name != "document"})
