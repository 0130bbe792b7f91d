"""A search shows what holds the words, the newest by sending first, whatever was written or sent when: page after page."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from kernel import blindindex, db, vault
from kernel.db import Done
from kernel.postgres import Cluster
from submissions.queries import lists
from submissions.rules.records import Scope, Wanted
from submissions.store import listing, searching
from submissions.store.searching import stretches
from tests.unit.submissions.people import PEOPLE
from tests.workflow.submissions.conftest import act, write

OFFICER, SIGNER, SCREENER = (PEOPLE[name] for name in ("officer", "signer", "screener"))
COPY = (
    "INSERT INTO submission SELECT (jsonb_populate_record(s, jsonb_build_object('id', $2::uuid, 'created', $3::timestamptz,"
    " 'submitted', $4::timestamptz, 'state', $5::text, 'number', $6::text))).* FROM submission s WHERE id = $1"
)
WORDS = {"常见": 0.5, "偶见": 0.05, "罕见": 0.01}
MANY, START = 400, datetime(2021, 3, 1, tzinfo=UTC)


async def sent() -> Done:
    at = await act(await write(OFFICER), OFFICER, "request_sign")
    return await act(await act(at, SIGNER, "sign_off", note="同意"), OFFICER, "submit")


@pytest.fixture
async def crowd(runtime: Cluster, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Records of five years in no order, sent a minute or a year after they were written; some never were."""
    monkeypatch.setattr(searching, "WALKED", 10)
    monkeypatch.setattr(searching, "WALKED_NARROW", 15)
    dice, draft, signed = random.Random(6), await write(OFFICER), await sent()
    made = []
    async with db.transaction(OFFICER) as tx:
        for number in range(MANY):
            id, created = uuid4(), START + timedelta(minutes=dice.randrange(5 * 365 * 24 * 60))
            left = created + dice.choice((timedelta(minutes=1), timedelta(days=3), timedelta(days=400)))
            state = dice.choice(("submitted", "declined", "draft"))
            said = " ".join(word for word, share in WORDS.items() if dice.random() < share)
            text = (f"第{dice.randrange(9)}期", f"车险理赔情况 {said}")
            when = (created, left, state, f"2020-{number + 1:04}") if state != "draft" else (created, None, state, None)
            if dice.random() < 0.5:  # the text before its record, as the commands do, and after it
                await blindindex.put(tx, id, "submission", *text)
                await tx.run(COPY, (draft if state == "draft" else signed).id, id, *when)
            else:
                await tx.run(COPY, (draft if state == "draft" else signed).id, id, *when)
                await blindindex.put(tx, id, "submission", *text)
            made.append(id)
    return made


async def expected(scope: Scope, wanted: Wanted) -> list[UUID]:
    """By asking every row."""
    args: list[object] = []

    def mark(value: object) -> str:
        args.append(value)
        return f"${len(args)}"

    where = [listing.visible(scope, mark), *listing._filters(wanted, mark)]
    where += [
        f"EXISTS (SELECT 1 FROM search_row x WHERE x.owner = s.id AND x.tokens @> {mark(tokens)}::integer[])"
        for tokens in blindindex.terms(wanted.text)
    ]
    rows = await db.fetch(
        f"SELECT s.id FROM submission s WHERE {' AND '.join(where)} ORDER BY {listing.SENT} DESC, s.id DESC", *args
    )
    return [row["id"] for row in rows]


async def paged(scope: Scope, wanted: Wanted) -> list[UUID]:
    """Page after page to the end."""
    found: list[UUID] = []
    while rows := await listing.listing(scope, wanted):
        found += [row["id"] for row in rows]
        wanted = replace(wanted, beyond=(rows[-1]["sorted"], rows[-1]["id"]))
        if len(rows) < wanted.limit:
            break
    return found


async def test_every_word_gives_every_record_once_and_in_order(crowd: Sequence[UUID]) -> None:
    office, unit = Scope(office=True), Scope(unit=OFFICER.unit)
    sizes = []
    for scope in (office, unit):
        for word in ("常见", "偶见", "罕见", "理赔", "常见 偶见", "没有"):
            for narrowed in ({}, {"states": ("declined",)}, {"since": START + timedelta(days=900)}):
                wanted = Wanted(text=word, sort="submitted", limit=7, **narrowed)
                found = await paged(scope, wanted)
                assert found == await expected(scope, wanted), (scope, word, narrowed)
                sizes.append(len(found))
    assert max(sizes) >= MANY
    assert 0 in sizes
    assert any(0 < size < 7 for size in sizes)


async def test_marks_follow_the_moment_of_sending(runtime: Cluster) -> None:
    at = await write(OFFICER)
    far = datetime(2019, 5, 6, 7, 8, tzinfo=UTC)
    async with db.transaction(OFFICER) as tx:
        await tx.run("UPDATE submission SET submitted = $2 WHERE id = $1", at.id, far)
    [row] = await db.fetch("SELECT tokens FROM search_row WHERE owner = $1", at.id)
    [(since, until, marks)] = [one for one in stretches(far) if far < one[1]]
    assert since < far < until
    assert set(row["tokens"][-3:]) & {int(number) for number in marks.strip("{}").split(",")}
    assert (
        row["tokens"][:-3]
        == blindindex.rows(
            vault.derive(blindindex.PURPOSE), "云麓监管局车险理赔情况", "8月3日，云麓市12家公司共赔付2.3亿元。"
        )[0]
    )


async def test_what_was_just_sent_is_found_by_the_office_and_a_draft_is_not(runtime: Cluster) -> None:
    await write(OFFICER)
    wanted = Wanted(text="车险理赔", sort="submitted")
    assert not (await lists.listing(SCREENER, wanted)).lines
    at = await sent()
    assert [line.id for line in (await lists.listing(SCREENER, wanted)).lines] == [at.id]


def test_stretches_touch_one_another_and_reach_back_to_the_beginning() -> None:
    for newest in (START, datetime(2026, 11, 22, 15, 4, 5, tzinfo=UTC), datetime(1970, 1, 3, tzinfo=UTC)):
        found = stretches(newest)
        assert found[0][1] > newest
        assert found[-1][0] == searching.EPOCH
        assert all(younger[0] == older[1] for younger, older in pairwise(found))
