"""Points given before scores had a package of their own count on as they did, with the rules of their days."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import asyncpg
import pytest

from kernel import migrate, postgres
from kernel.postgres import Cluster
from scores.rules.checking import check
from scores.rules.evaluate import Dated, evaluate
from scores.rules.happenings import Fact, Share, Sort
from scores.rules.ruleset import decoded

BEFORE = "2026-11-22T13:00:00:000000"
ISSUE = (
    "INSERT INTO issue (id, state, kind, year, number, total, compiler, approved_by, approved_at, digest, pdf, pdf_digest,"
    " proofread_by, released_at, created)"
    " SELECT $1, 'released', id, 2026, 7, 7, $1, $1, now(), '', $1, '', $1, now(), now() FROM bulletin_kind WHERE code = 'brief'"
)
ARTICLE = (
    "INSERT INTO article (id, state, kind, genre, issue, chars, created_by, verified_by, edited_by, created, published)"
    " SELECT $1, 'published', id, 'news', $2, 9, $1, $1, $1, now(), now() FROM bulletin_kind WHERE code = 'brief'"
)


@pytest.mark.requirement("PUB-10")
async def test_old_lines_come_out_of_the_new_reckoning_as_they_were(cluster: Cluster) -> None:
    old = postgres.fresh_database(cluster, f"scores_{os.getpid()}")
    await migrate.apply(old.owner_dsn, stop_at=max(s.id for s in migrate.gather() if s.id <= BEFORE))
    connection = await asyncpg.connect(old.owner_dsn)
    try:
        issue, article, units = uuid4(), uuid4(), [uuid4() for _ in range(3)]
        await connection.execute(ISSUE, issue)
        await connection.execute(ARTICLE, article, issue)
        rule = await connection.fetchval(
            "UPDATE score_rule SET until = '2026-06-30' WHERE event = 'adopted' AND kind ="
            " (SELECT id FROM bulletin_kind WHERE code = 'brief') RETURNING id"
        )
        await connection.execute(
            "INSERT INTO score_rule (id, kind, event, points, sharing, since)"
            " SELECT $1, kind, event, 5, 'full', '2026-07-01' FROM score_rule WHERE id = $2", uuid4(), rule,
        )  # fmt: skip
        given = dict(zip(units, ("1.00", "1.00", "1.00"), strict=True))
        for at, (unit, points) in enumerate(given.items()):
            submission = uuid4()
            await connection.execute(
                "INSERT INTO article_source (article, submission, unit, seq, share) VALUES ($1, $2, $3, $4, 33)",
                article, submission, unit, at,
            )  # fmt: skip
            await connection.execute(
                "INSERT INTO score_line (id, submission, unit, issue, article, rule, points, at)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                UUID(int=at + 1), submission, unit, issue, article, rule, Decimal(points), datetime(2026, 3, 2, 17, tzinfo=UTC),
            )  # fmt: skip
        await migrate.apply(old.owner_dsn)
        sets = [
            Dated(row["id"], row["number"], row["since"], decoded(row["document"]))
            for row in await connection.fetch("SELECT * FROM score_rule_set ORDER BY number")
        ]
        assert [each.since for each in sets] == [date(2020, 1, 1), date(2026, 7, 1)]
        assert [check(each.rules) for each in sets] == [{}, {}]
        assert {line.sort for each in sets for line in each.rules.lines} == {Sort.ADOPTED, Sort.INSTRUCTED}, (
            "no penalty unasked"
        )
        brief = [next(line for line in each.rules.lines if line.code == "adopted_brief") for each in sets]
        assert [(line.points, line.sharing.value) for line in brief] == [(Decimal(3), "even"), (Decimal(5), "full")]
        (row,) = await connection.fetch("SELECT * FROM score_happening")
        assert (row["label"], row["day"], row["genre"]) == ("《简报》2026年第7期", date(2026, 3, 3), "news")
        shares = await connection.fetch("SELECT * FROM score_share ORDER BY seq")
        fact = Fact(
            row["id"], Sort(row["sort"]), row["item"], row["day"], row["at"], row["by"],
            tuple(Share(each["unit"], each["submission"], each["weight"]) for each in shares), "issue", issue,
            level=row["level"], outlet=row["outlet"], genre=row["genre"],
        )  # fmt: skip
        assert {line.unit: str(line.points) for line in evaluate([fact], sets)} == given
        assert await connection.fetchval(
            "SELECT to_regclass('score_line') IS NULL AND to_regclass('score_rule') IS NULL"
        )
    finally:
        await connection.close()
