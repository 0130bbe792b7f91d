"""Deliveries that were there before copies had numbers get them in the order in which they were made."""

import os
from uuid import uuid4

import asyncpg
import pytest

from kernel import migrate, postgres
from kernel.postgres import Cluster

BEFORE = "2026-11-22T08:00:00:000000"
ISSUE = (
    "INSERT INTO issue (id, state, kind, year, number, total, compiler, approved_by, approved_at, digest, pdf, pdf_digest,"
    " proofread_by, released_at, created)"
    " SELECT $1, 'released', id, 2026, $2, $2, $3, $3, now(), '', $3, '', $3, now(), now()"
    " FROM bulletin_kind WHERE code = 'brief'"
)


@pytest.mark.requirement("EXC-07")
async def test_deliveries_of_before_are_numbered_and_keep_no_pages(cluster: Cluster) -> None:
    old = postgres.fresh_database(cluster, f"copies_{os.getpid()}")
    await migrate.apply(old.owner_dsn, stop_at=BEFORE)
    connection = await asyncpg.connect(old.owner_dsn)
    try:
        issues = [uuid4(), uuid4()]
        for number, issue in enumerate(issues, 1):
            await connection.execute(ISSUE, issue, number, uuid4())
        given = sorted(((issue, uuid4(), uuid4()) for issue in issues for _ in range(3)), key=lambda row: row[1])
        await connection.executemany(
            "INSERT INTO delivery (id, state, issue, unit, created) VALUES ($2, 'queued', $1, $3, now())", given[::-1]
        )
        await migrate.apply(old.owner_dsn)
        for issue in issues:
            rows = await connection.fetch("SELECT id, number FROM delivery WHERE issue = $1 ORDER BY number", issue)
            assert [(row["id"], row["number"]) for row in rows] == [
                (id, place) for place, id in enumerate((row[1] for row in given if row[0] == issue), 1)
            ]
        assert await connection.fetchval("SELECT count(*) FROM issue WHERE layout IS NULL") == len(issues)
    finally:
        await connection.close()
