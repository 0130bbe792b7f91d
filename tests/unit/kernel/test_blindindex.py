"""Search over sealed text: nothing that stands in a text is missed, whatever its length; nothing false is shown."""

import random
from typing import cast
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crypto.devices.base import Module
from kernel import blindindex, db, vault
from kernel.actor import SYSTEM
from kernel.blindindex import CHUNK, MOST_TERMS, OVERLAP, QueryTooShort, fold, matches, needles, rows, terms
from kernel.errors import Unavailable
from kernel.ids import new_id
from kernel.postgres import Cluster

KEY = b"k" * 32
CLAUSES = (
    "各单位要压实责任，强化风险隐患排查整治。",
    "截至14时30分，现场处置工作有序推进；",
    "据监管部门反映，涉事保险公司已整改。",
    "信息报送应当及时、准确、全面，见GB/T 38540-2020第3期。",
    "有关单位要坚持24小时值班制度。\n",
    "下一步将完善管理办法，加强督促检查 QR codes。",
)
HAN = [bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA)]


class FixedKey:
    """The part of a device that an index needs."""

    def derive(self, purpose: str) -> bytes:
        assert purpose == blindindex.PURPOSE
        return KEY


@pytest.fixture(autouse=True)
def _key(request: pytest.FixtureRequest) -> None:
    if "runtime" not in request.fixturenames:
        vault.install(cast("Module", FixedKey()))


def long_text(seed: int, length: int) -> str:
    chance = random.Random(seed)
    parts: list[str] = []
    while sum(map(len, parts)) < length:
        parts.append(
            chance.choice(CLAUSES) if chance.random() < 0.1 else "".join(chance.choices(HAN, k=chance.randint(5, 30)))
        )
        parts.append(chance.choice(("，", "。", "", " ", "\n")))
    return "".join(parts)[:length]


def table_of(*texts: str) -> list[set[int]]:
    return [set(row) for row in rows(KEY, *texts)]


def held(query: str, table: list[set[int]]) -> bool:
    """What the SQL of candidates() says of one record: every term within some row."""
    return all(any(set(term) <= row for row in table) for term in terms(query))


def indexable(query: str) -> bool:
    try:
        terms(query)
    except QueryTooShort:
        return False
    return True


@pytest.mark.parametrize("length", [50, CHUNK, CHUNK + 1, 3 * CHUNK, 20_000])
def test_every_substring_of_two_to_four_characters_is_found(length: int) -> None:
    text = long_text(length, length)
    table, folded = table_of(text), fold(text)
    assert all(len(row) < 5000 for row in table)
    chance, asked = random.Random(1), 0
    for _ in range(1000):
        size = chance.choice((2, 3, 4))
        at = chance.randrange(len(text) - size + 1)
        query = text[at : at + size]
        if indexable(query):
            asked += 1
            assert held(query, table), query
            assert all(fold(term) in folded for term in query.split()), query
    assert asked > 400


def test_substrings_across_every_split_are_found_up_to_any_length() -> None:
    text = "".join(random.Random(5).choices(HAN, k=4 * CHUNK))
    table = table_of(text)
    assert len(table) > 3
    for split in range(CHUNK - OVERLAP, len(text) - OVERLAP, CHUNK - OVERLAP):
        for at in range(split - OVERLAP - 3, split + OVERLAP + 3):
            for size in (2, 4, OVERLAP, OVERLAP + 1, 300):
                assert held(text[at : at + size], table), (split, at, size)
    assert matches(text[CHUNK - 200 : CHUNK + 200], text)


def test_terms_that_stand_far_apart_in_a_long_text_are_found_together() -> None:
    text = "开头甲乙" + long_text(9, 3 * CHUNK) + "末尾丙丁"
    table = table_of("标题戊己", text)
    assert held("甲乙 丙丁 戊己", table)
    assert matches("甲乙 丙丁 戊己", "标题戊己", text)
    assert not matches("甲乙 庚辛", "标题戊己", text)


@given(st.text(min_size=0, max_size=60), st.integers(0, 60), st.integers(2, 5))
@example("ΟΔΟΣ ΣΑΣ", 2, 2)
@example("a\u200bb机\u00ad密", 0, 4)
@settings(max_examples=300)
def test_any_text_in_any_script(text: str, at: int, size: int) -> None:
    folded = fold(text)
    query = folded[at : at + size]
    if indexable(query) and matches(query, text):
        assert held(query, table_of(text))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ABC公司２０２６年", "abc公司2026年"),
        ("第3期", "本刊第３期"),
        ("第3期", "本刊第 3 期"),
        ("3期", "本刊第3期"),
        ("信息报送", "信息\n报送"),
        ("信息报送", "信　息 报送"),
        ("机密", "机\u200b密"),
        ("38540", "GB/T38540-2020"),
        ("854", "GB/T38540-2020"),
        ("Ａ股", "a股"),
        ("insurance", "The Insurance company"),
        ("ﾃｽﾄ", "テスト"),
    ],
)
def test_forms_that_people_take_for_the_same(query: str, text: str) -> None:
    assert held(query, table_of(text))
    assert matches(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("保险公司", "保险的公司"),
        ("保险公司", "险公，保险，公司"),
        ("报送", "信息报、送"),
        ("insurancecompany", "insurance company"),
        ("信息", ""),
    ],
)
def test_the_check_refuses_what_only_looks_alike(query: str, text: str) -> None:
    assert not matches(query, text)


def test_no_pair_crosses_from_one_text_into_the_next() -> None:
    assert not held("乙丙", table_of("甲乙", "丙丁"))
    assert not matches("乙丙", "甲乙", "丙丁")


@pytest.mark.parametrize("query", ["", " ", "密", "机 密", "，。", "a", "?!", "机、密", "_"])
def test_a_query_without_a_pair_is_refused(query: str) -> None:
    with pytest.raises(QueryTooShort):
        needles(query)


def test_a_short_term_beside_a_good_one_is_left_to_the_check() -> None:
    assert needles("信息 密") == needles("信息")
    assert matches("信息 密", "信息保密")
    assert not matches("信息 密", "信息")


def test_a_query_of_many_terms_asks_the_database_for_a_few() -> None:
    assert len(terms(" ".join(f"词语{number}" for number in range(500)))) == MOST_TERMS


def test_rows_hide_order_and_counts_and_depend_on_the_key() -> None:
    assert rows(KEY, "信息信息信息") == rows(KEY, "信息信息")
    (row,) = rows(KEY, "各单位要压实责任")
    assert row == sorted(set(row))
    assert rows(b"other key".ljust(32), "各单位要压实责任") != [row]
    assert all(-(2**31) <= token < 2**31 for token in row)


def test_texts_without_tokens_take_no_row() -> None:
    assert rows(KEY) == rows(KEY, "", "，。", "密") == []


def test_without_a_device_the_index_is_away() -> None:
    vault.install(None)
    with pytest.raises(Unavailable):
        needles("信息")


async def indexed(kind: str, *texts: str, owner: UUID | None = None) -> UUID:
    owner = owner or new_id()
    async with db.transaction(SYSTEM) as tx:
        await blindindex.put(tx, owner, kind, *texts)
    return owner


async def test_candidates_newest_first_by_pages_and_kinds(runtime: Cluster) -> None:
    found = [await indexed("submission", f"第{number}次信息报送") for number in range(7)]
    issue = await indexed("issue", "信息报送专刊")
    await indexed("submission", "别的内容")
    newest = found[::-1]
    assert await blindindex.candidates("信息报送", ["submission"]) == newest
    first = await blindindex.candidates("信息报送", ["submission"], limit=3)
    assert first == newest[:3]
    assert await blindindex.candidates("信息报送", ["submission"], before=first[-1], limit=10) == newest[3:]
    assert await blindindex.candidates("信息报送", ["submission", "issue"], limit=1) == [issue]
    assert await blindindex.candidates("信息报送 专刊", ["submission", "issue"]) == [issue]
    assert await blindindex.candidates("信息报送", []) == []


async def test_long_records_are_found_once_and_terms_may_lie_in_different_rows(runtime: Cluster) -> None:
    text = "甲乙丙丁" + long_text(3, 4 * CHUNK) + "戊己庚辛" + "信息报送" * 3
    owner = await indexed("submission", "标题", text)
    await indexed("submission", "甲乙丙丁")
    count = await db.one(
        "SELECT count(*) AS n, max(cardinality(tokens)) AS most FROM search_row WHERE owner = $1", owner
    )
    assert count is not None
    assert count["n"] > 3
    assert count["most"] < 5000
    assert await blindindex.candidates("丙丁 庚辛", ["submission"]) == [owner]
    assert await blindindex.candidates("丙丁 庚辛", ["other"]) == []
    chance = random.Random(2)
    for _ in range(150):
        at = chance.randrange(len(text) - 4)
        query = text[at : at + chance.choice((2, 3, 4))]
        if indexable(query):
            assert owner in await blindindex.candidates(query, ["submission"])


@pytest.mark.parametrize("few", [0, 2, 1000], ids=["walked", "mixed", "named"])
async def test_the_clause_stands_beside_a_filter(runtime: Cluster, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(blindindex, "FEW", few)
    mine, other = await indexed("submission", "信息报送甲乙"), await indexed("submission", "信息报送甲乙")
    await indexed("submission", "信息报送")
    condition, arguments = await blindindex.clause("信息报送 甲乙", "r.owner", 2)
    sql = f"SELECT DISTINCT r.owner FROM search_row r WHERE r.owner <> $1 AND {condition}"
    assert [row["owner"] for row in await db.fetch(sql, other, *arguments)] == [mine]


async def test_indexing_again_replaces_its_own_kind_only(runtime: Cluster) -> None:
    owner = await indexed("body", "信息报送")
    await indexed("file", "附件内容", owner=owner)
    await indexed("body", "改过的正文", owner=owner)
    assert await blindindex.candidates("信息报送", ["body"]) == []
    assert await blindindex.candidates("正文", ["body"]) == [owner]
    assert await blindindex.candidates("附件 正文", ["body", "file"]) == [owner]
    async with db.transaction(SYSTEM) as tx:
        await blindindex.drop(tx, owner)
    assert await blindindex.candidates("附件", ["file"]) == []
