"""The benchmark runs, on a handful of texts, and all three stacks answer the same. No figure of it is judged here."""

import asyncio
import http.client
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest

from app import settings
from app.settings import Settings
from bench import __main__ as bench
from bench import house, report, rounds, scenarios, servers
from bench.house import House, SignedIn
from bench.servers import Server, Shape
from bench.texts import Writer
from identity import rules
from kernel import journal, migrate, postgres
from kernel.postgres import Cluster
from submissions.forms import submissions as forms

SIZES = rounds.Sizes(texts=60, rounds=1, seconds=1.0, requests=4, warm_up=2, connections=(1, 2), rows=50)
ONCE = re.compile(r'value="[0-9a-f]{32}"')  # keys of forms are new at each drawing


@dataclass(frozen=True)
class Place:
    """A running installation with its three servers."""

    chosen: Settings
    where: Cluster
    house: House
    up: list[Server]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    chosen = settings.read({"ZHENGXUN_DATA": str(tmp_path_factory.mktemp("b"))})
    strict = rules.policy()
    rules.install(replace(strict, cost=rules.COSTS["test"]))
    with postgres.embedded(chosen.postgres_folder) as where:
        asyncio.run(migrate.apply(where.owner_dsn))
        founded = asyncio.run(house.found(chosen, where, (SIZES.texts, 0), 1, lambda _done: None))
        with servers.running(chosen, where, Shape(SIZES.rows, few=12)) as up:
            yield Place(chosen, where, founded, up)
    rules.install(strict)


def ask(server: Server, who: SignedIn, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers={"Cookie": f"zx_session={who.cookie}"})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert answer.status == 200, (server.name, path, text[:500])
    return text


def moments(value: Any) -> Any:
    """Moments to the millisecond: Django writes no more of them."""
    if isinstance(value, dict):
        return {name: moments(each) for name, each in value.items()}
    if isinstance(value, list):
        return [moments(each) for each in value]
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        at = datetime.fromisoformat(value).astimezone(UTC)
        return at.replace(microsecond=at.microsecond // 1000 * 1000)
    return value


def test_list_is_drawn_alike_to_the_byte(place: Place) -> None:
    key = quote(forms.token(place.house.keys[0]) or "")
    for path in ("/submissions", f"/submissions?after={key}"):
        pages = [ONCE.sub("", ask(server, place.house.reader, path)) for server in place.up]
        assert pages[0] == pages[1] == pages[2]
    assert pages[0].count('class="title"') > 0


def test_list_has_as_many_rows_as_the_report_says(place: Place) -> None:
    page = ask(place.up[0], place.house.reader, "/submissions")
    assert page.count('<a class="title"') == SIZES.rows


def test_liaison_officers_see_their_own_unit_alike(place: Place) -> None:
    pages = [ONCE.sub("", ask(server, place.house.writer, "/submissions")) for server in place.up]
    assert pages[0] == pages[1] == pages[2]
    assert pages[0] != ONCE.sub("", ask(place.up[0], place.house.reader, "/submissions"))


def test_one_submission_reads_alike(place: Place) -> None:
    for id in place.house.reads[:5]:
        answers = [moments(json.loads(ask(s, place.house.reader, f"/api/v1/submissions/{id}"))) for s in place.up]
        assert answers[0] == answers[1] == answers[2]
        assert len(answers[0]["body"]) >= 150


@pytest.mark.parametrize("band", house.BANDS)
def test_search_finds_the_same(place: Place, band: str) -> None:
    words = place.house.words[band]
    assert words
    for word in words[:6]:
        path = f"/api/v1/submissions?q={quote(word)}"
        answers = [moments(json.loads(ask(server, place.house.reader, path))) for server in place.up]
        assert answers[0] == answers[1] == answers[2], word


def test_every_scenario_runs_and_leaves_whole_records(place: Place, tmp_path: Path) -> None:
    before = asyncio.run(counts(place.where.owner_dsn))
    cases = scenarios.scenarios(place.house, Writer(7), 7)
    points = asyncio.run(rounds.measure(place.up, cases, SIZES, lambda _line: None))
    medians = rounds.medians(points)
    assert {(m.scenario, m.connections, m.stack) for m in medians} == {
        (case.name, connections, name) for case in cases for connections in (1, 2) for name in report.STACKS
    }
    after = asyncio.run(counts(place.where.owner_dsn))
    submitted = sum(p.figures.requests for p in points if p.scenario == "submit") + len(place.up) * SIZES.warm_up
    assert {name: after[name] - before[name] for name in before} == {
        "submission": submitted, "submission_version": submitted, "data_key": submitted, "search_row": submitted,
        "outbox": submitted, "journal": 2 * submitted, "to_sign": submitted,
    }  # fmt: skip
    beside = asyncio.run(bench.beside(place.chosen, place.where, place.house))
    assert all(p.blind_hits >= p.like_hits > 0 for p in beside)
    result = report.Result(
        "2026-11-21", "smoke", 7, SIZES, report.machine("0"), report.versions(), medians, beside, points
    )  # fmt: skip
    page = report.write(result, tmp_path).read_text(encoding="utf-8")
    assert all(case.name in page for case in cases)


def test_journal_of_corpus_and_all_stacks_is_one_chain(place: Place) -> None:
    async def lines() -> list[journal.Line]:
        connection = await asyncpg.connect(place.where.owner_dsn)
        try:
            return [journal.line_of(row) for row in await connection.fetch("SELECT * FROM journal ORDER BY seq")]
        finally:
            await connection.close()

    found = asyncio.run(lines())
    assert len(found) > SIZES.texts
    assert journal.verify(found, []).fault is None


async def counts(dsn: str) -> dict[str, int]:
    connection = await asyncpg.connect(dsn)
    try:
        tables = ("submission", "submission_version", "data_key", "search_row", "outbox")
        found = {name: int(await connection.fetchval(f"SELECT count(*) FROM {name}")) for name in tables}
        # Our reads note who opened a record; what is compared is what a submit writes.
        found["journal"] = int(await connection.fetchval("SELECT count(*) FROM journal WHERE action <> 'open'"))
        to_sign = await connection.fetchval("SELECT count(*) FROM submission WHERE state = 'to_sign'")
        return {**found, "to_sign": int(to_sign)}
    finally:
        await connection.close()
