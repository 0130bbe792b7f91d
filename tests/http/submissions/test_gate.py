"""Nothing that was not let in is kept anywhere (SUB-11)."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from kernel import blobs, db
from kernel.postgres import Cluster
from submissions.rules.records import LARGEST_FILE, MOST_FILES
from tests.http.submissions.conftest import FORM, Site, listed

OFFICER, SIGNER = "yunlu.xinxi1", "yunlu.qianfa"
PLANTED = "孟春之月星斗偏移"
MARKED = f"机密★5年 {PLANTED}"

pytestmark = pytest.mark.requirement("SUB-11")


async def dumped(owner_dsn: str) -> AsyncIterator[str]:
    """Every row of every table as text; bytes as hexadecimal."""
    connection = await asyncpg.connect(owner_dsn)
    try:
        for table in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            for row in await connection.fetch(f'SELECT t::text AS row FROM "{table["tablename"]}" t'):
                yield row["row"]
    finally:
        await connection.close()


def needles(text: str) -> list[str]:
    """The text, and its bytes as a dump would show them."""
    return [text, *(text.encode(code).hex() for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"))]


async def holds(owner_dsn: str, text: str) -> bool:
    rows = [row async for row in dumped(owner_dsn)]
    return any(needle in row for row in rows for needle in needles(text)) or any(
        text.encode(code) in path.read_bytes() for path in files() for code in ("utf-8", "gb18030", "utf-16-le")
    )


def files() -> Iterator[Path]:
    return (path for path in blobs.folder().rglob("*") if path.is_file())


async def test_the_search_finds_what_is_really_there(site: Site, database: Cluster) -> None:
    assert not await holds(database.owner_dsn, PLANTED)
    await db.fetch("INSERT INTO outbox (topic, ids, due, created) VALUES ($1, '{}', now(), now())", PLANTED)
    assert await holds(database.owner_dsn, PLANTED)
    await db.fetch("UPDATE outbox SET topic = $1", f"\\x{PLANTED.encode('gb18030').hex()}")
    assert await holds(database.owner_dsn, PLANTED)
    await db.fetch("DELETE FROM outbox")
    (blobs.folder() / "ab").mkdir(exist_ok=True)
    (blobs.folder() / "ab" / "x").write_text(PLANTED, encoding="utf-8")
    assert await holds(database.owner_dsn, PLANTED)


@pytest.mark.parametrize("field", ["title", "body", "source", "contact"])
async def test_a_marked_text_is_kept_nowhere_and_the_officer_told(site: Site, database: Cluster, field: str) -> None:
    officer = await site.as_(OFFICER)
    answer = await officer.post("/submissions/new", FORM | {field: MARKED})
    assert answer.status_code == 422
    assert "机密★5年" in answer.text
    assert "刻录光盘" in answer.text
    assert MARKED in answer.text
    assert FORM["genre"] in answer.text
    assert not await holds(database.owner_dsn, PLANTED)
    assert await db.fetch("SELECT 1 FROM submission") == []
    kept = await db.fetch("SELECT * FROM gate_refusal")
    actor = await site.actor(OFFICER)
    assert [(row["actor"], row["unit"], row["place"]) for row in kept] == [(actor.id, actor.unit, field)]
    assert kept[0]["rule"]
    assert len(kept[0]["digest"]) == 32
    assert len(await db.fetch("SELECT 1 FROM journal WHERE record = $1 AND action = 'refuse'", kept[0]["id"])) == 1


@pytest.mark.parametrize(("name", "content"), [
    (f"{MARKED}.txt", b"1"),
    ("附表.txt", MARKED.encode()),
    ("附表.txt", MARKED.encode("gb18030")),
])  # fmt: skip
async def test_a_marked_file_is_kept_nowhere(site: Site, database: Cluster, name: str, content: bytes) -> None:
    officer = await site.as_(OFFICER)
    answer = await officer.post("/submissions/new", FORM, [("正常.txt", "正常".encode()), (name, content)])
    assert answer.status_code == 422
    assert FORM["body"] in answer.text
    assert not await holds(database.owner_dsn, PLANTED)
    assert list(files()) == []
    assert [row["place"] for row in await db.fetch("SELECT place FROM gate_refusal")] == ["file"]


async def test_an_unreadable_file_is_not_called_clean(site: Site) -> None:
    officer = await site.as_(OFFICER)
    answer = await officer.post("/submissions/new", FORM, [("图纸.dwg", b"AC1027" + bytes(range(256)))])
    assert answer.status_code == 422
    assert "图纸.dwg" in answer.text
    assert (await db.fetch("SELECT rule FROM gate_refusal"))[0]["rule"].startswith("unreadable:")


async def test_a_marked_opinion_is_refused_as_well(site: Site, database: Cluster) -> None:
    at = await site.bring_to("to_sign")
    signer = await site.as_(SIGNER)
    answer = await signer.post(f"/submissions/{at.id}/sign_back", {"version": str(at.version), "note": MARKED})
    assert answer.status_code == 422
    assert '<details class="act" data-panel open>' in answer.text
    assert MARKED in answer.text
    assert not await holds(database.owner_dsn, PLANTED)


async def test_hints_keep_nothing_at_all_and_warn_of_a_marking(site: Site, database: Cluster) -> None:
    officer = await site.as_(OFFICER)
    before = sorted([row async for row in dumped(database.owner_dsn)])
    answer = await officer.post("/submissions/hints", FORM | {"body": f"{PLANTED}，有关公司大幅下降"})
    said = answer.json()
    assert (said["least"], said["most"]) == (300, 500)
    assert any("有关公司" in hint["text"] for hint in said["hints"])
    assert said["hints"][-1]["tone"] == "ok"
    warned = (await officer.post("/submissions/hints", FORM | {"body": MARKED})).json()["hints"]
    assert "机密★5年" in warned[0]["text"]
    assert sorted([row async for row in dumped(database.owner_dsn)]) == before


async def test_what_was_let_in_stands_in_no_table_in_clear(site: Site, database: Cluster) -> None:
    officer = await site.as_(OFFICER)
    text = FORM | {"title": f"{PLANTED}之一", "body": PLANTED, "source": PLANTED, "contact": PLANTED}
    answer = await officer.post("/submissions/new", text, [(f"{PLANTED}.txt", PLANTED.encode())])
    url = answer.headers["location"]
    withdrawn = await officer.post(f"{url}/withdraw", {"version": "1", "note": PLANTED})
    assert withdrawn.status_code == 303
    assert PLANTED in (await officer.get(url)).text
    assert not await holds(database.owner_dsn, PLANTED)


async def test_every_finding_is_shown_and_leads_to_its_words(site: Site) -> None:
    officer = await site.as_(OFFICER)
    body = "按照机密★10年办理。\n\n另附秘密★6个月文件。"
    answer = await officer.post("/submissions/new", FORM | {"body": body, "title": "绝密★长期"})
    assert [words in answer.text for words in ("机密★10年</mark>", "秘密★6个月</mark>", "绝密★长期</mark>")] == [
        True
    ] * 3
    assert answer.text.count("data-jump=") == 3
    assert 'href="#f-title" data-jump="title" data-start="0"' in answer.text
    assert 'href="/gate/disc-form"' in answer.text


async def test_files_that_are_gone_are_named(site: Site) -> None:
    officer = await site.as_(OFFICER)
    given = [("甲.txt", "正常".encode()), ("乙.txt", "正常".encode())]
    answer = await officer.post("/submissions/new", FORM | {"body": MARKED}, given)
    assert "请重新选择：“甲.txt”、“乙.txt”" in answer.text


async def test_a_declaration_that_is_missing_is_asked_for_once_more(site: Site) -> None:
    officer = await site.as_(OFFICER)
    given = [("旧稿.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))]
    first = await officer.post("/submissions/new", FORM, given)
    again = await officer.post("/submissions/new", FORM | {"asked": "1"}, given)
    assert [answer.status_code for answer in (first, again)] == [422, 422]
    assert ["还没有勾选声明" in answer.text for answer in (first, again)] == [False, True]
    kept = await officer.post("/submissions/new", FORM | {"declared": listed(first)}, given)
    assert kept.status_code == 303
    assert "还没有放行" in (await officer.get(kept.headers["location"])).text


@pytest.mark.requirement("SEC-09")
async def test_masking_changes_the_text_in_the_form_and_keeps_nothing(site: Site, database: Cluster) -> None:
    officer = await site.as_(OFFICER)
    before = sorted([row async for row in dumped(database.owner_dsn)])
    text = FORM | {"body": "电话13812345678。"}
    shown = await officer.post("/submissions/new", text | {"mask": "body:2:138****5678"})
    assert shown.status_code == 200
    assert r"电话138\*\*\*\*5678。" in shown.text
    assert sorted([row async for row in dumped(database.owner_dsn)]) == before


@pytest.mark.requirement("SEC-09")
async def test_personal_numbers_are_a_warning_and_no_refusal(site: Site) -> None:
    officer = await site.as_(OFFICER)
    text = FORM | {"body": "电话13812345678。", "contact": "张三 13812345678"}
    hints = (await officer.post("/submissions/hints", text)).json()["hints"]
    numbers = [hint for hint in hints if "mask" in hint]
    assert [(one["field"], one["start"], one["end"], one["mask"]) for one in numbers] == [
        ("body", 2, 13, "138****5678")
    ]
    kept = await officer.post("/submissions/new", text)
    assert kept.status_code == 303
    page = (await officer.get(kept.headers["location"])).text
    assert "文字里有 1 个个人号码" in page
    assert "文字里有" in (await officer.get(f"{kept.headers['location']}/edit")).text


async def test_a_declaration_is_only_for_what_was_listed(site: Site) -> None:
    officer = await site.as_(OFFICER)
    quote, other = "首页标有“机密★5年”字样的，一律退回。", "封面标有“秘密★3年”字样的，另行处理。"
    first = await officer.post("/submissions/new", FORM | {"body": quote})
    blind = await officer.post("/submissions/new", FORM | {"body": quote, "declared": "1"})
    more = await officer.post("/submissions/new", FORM | {"body": f"{quote}\n\n{other}", "declared": listed(first)})
    assert [answer.status_code for answer in (first, blind, more)] == [422, 422, 422]
    assert "和上次列出的不一样" in more.text
    assert await db.fetch("SELECT 1 FROM submission") == []
    assert [len(listed(answer).split()) for answer in (first, blind, more)] == [1, 1, 2]
    kept = await officer.post("/submissions/new", FORM | {"body": f"{quote}\n\n{other}", "declared": listed(more)})
    assert kept.status_code == 303
    rows = await db.fetch("SELECT digest FROM hold")
    assert {bytes(row["digest"]).hex() for row in rows} == set(listed(more).split())


async def test_too_much_is_refused_before_the_gate_works_on_it(site: Site) -> None:
    officer = await site.as_(OFFICER)
    marked = [(f"{number}.txt", MARKED.encode()) for number in range(MOST_FILES + 1)]
    answers = [
        await officer.post("/submissions/new", FORM, marked),
        await officer.post("/submissions/new", FORM, [("大.txt", MARKED.encode() + b" " * LARGEST_FILE)]),
        await officer.post("/submissions/new", FORM | {"title": f"{MARKED}{'长' * 120}"}),
        await officer.post("/submissions/new", FORM | {"source": f"{MARKED}{'长' * 200}"}),
    ]
    assert [answer.status_code for answer in answers] == [422, 413, 422, 422]
    at = await site.bring_to("to_sign")
    note = {"version": str(at.version), "note": f"{MARKED}{'长' * 5000}"}
    assert (await (await site.as_(SIGNER)).post(f"/submissions/{at.id}/sign_back", note)).status_code == 422
    assert await db.fetch("SELECT 1 FROM gate_refusal") == []
    assert (await officer.post("/submissions/new", FORM | {"title": MARKED})).status_code == 422
    assert len(await db.fetch("SELECT 1 FROM gate_refusal")) == 1


async def test_hints_look_at_no_more_than_can_be_kept(site: Site) -> None:
    officer = await site.as_(OFFICER)
    for padding, told in ((0, True), (100_000, False)):
        answer = await officer.post("/submissions/hints", FORM | {"body": f"{'长' * padding}\n\n机密★5年"})
        assert answer.status_code == 200
        assert any("机密★5年" in hint["text"] for hint in answer.json()["hints"]) is told


@pytest.mark.parametrize("key", ["机密★5年", "a b", "a" * 81, "k:1"])
async def test_a_key_that_could_say_something_is_refused(site: Site, key: str) -> None:
    officer = await site.as_(OFFICER)
    assert (await officer.post("/submissions/new", FORM | {"_key": key})).status_code == 422
    headers = [(b"x-csrf-token", (await officer.token()).encode()), (b"idempotency-key", key.encode())]
    sent = {name: FORM[name] for name in ("title", "body", "category", "urgency", "genre")}
    assert (await officer.client.post("/api/v1/submissions", json=sent, headers=headers)).status_code == 422
    assert await db.fetch("SELECT 1 FROM idempotency") == []
    assert await db.fetch("SELECT 1 FROM submission") == []
