"""The leader's desk over HTTP: the queue and its acts, ink, batches, phrases, the pack and its key (PUB-06, LE-01)."""

import re
from base64 import b64decode
from uuid import UUID, uuid4

import httpx
import pytest

from bulletins.commands import circulation, deliveries, faces, instructions
from bulletins.rules import ink
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from kernel import db
from kernel.errors import NotAllowedNow, NotFound, Refusal
from tests.http.bulletins.conftest import Browser, Site
from tests.simulators.office import EDITOR, LEADER, OFFICER

pytestmark = [pytest.mark.thorough, pytest.mark.requirement("PUB-06")]
JSON = {"accept": "application/json"}
STROKES = [[14, [100, 200, 120, 30, 5, 180]], [14, [900, 900, 40]]]


async def script(browser: Browser, url: str, key: str = "", **fields: str | list[str]) -> httpx.Response:
    """As the desk's script sends it."""
    data = {"_csrf": await browser.token(), "_key": key or uuid4().hex, **fields}
    return await browser.client.post(url, data=data, headers=JSON)


async def state(id: UUID) -> str:
    row = await db.one("SELECT state FROM delivery WHERE id = $1", id)
    assert row
    return str(row["state"])


async def written(site: Site) -> list[str]:
    leader = site.office.actors[LEADER]
    return [one.text for one in await instruction_rows.listed(everything=False, leader=leader.id, unit=None)]


def drawn(bound: str, page: int = 0) -> str:
    return ink.written(ink.read(str([1, page, 3600, 1200, STROKES, bound]).replace("'", '"')))


async def test_le_01_the_desk_shows_the_face_and_reading_is_not_confirming(site: Site) -> None:
    copy = await site.copy()
    leader = await site.as_(LEADER)
    pack = (await leader.get("/leader/pack")).text
    assert str(copy.id) in pack
    assert site.office.words.article_title in pack
    assert await state(copy.id) == "arrived", "a pack opens nothing"
    page = (await leader.get("/leader")).text
    assert site.office.words.article_title in page
    assert "看过" not in page
    assert await state(copy.id) == "opened"
    assert (await script(leader, f"/leader/{copy.id}/accept")).json() == {"done": "accept"}
    assert await state(copy.id) == "accepted"
    assert (await (await site.as_(OFFICER)).get("/leader")).status_code == 403
    assert (await leader.get(f"/leader/{uuid4()}")).status_code == 404


async def test_le_03_why_it_goes_round_stands_above_the_text_and_a_copy_taken_back_says_so(site: Site) -> None:
    copy = await site.copy()
    leader = await site.as_(LEADER)
    issue = await db.one(
        "SELECT i.id, i.version FROM issue i JOIN delivery d ON d.issue = i.id WHERE d.id = $1", copy.id
    )
    assert issue
    why = await site.office.cleared(EDITOR, {"note": "请重点看第二部分。"})
    await circulation.explain(site.office.call(EDITOR), issue["id"], issue["version"], why)
    assert "请重点看第二部分。" in (await leader.get("/leader/pack")).text
    await circulation.take_back(site.office.call(EDITOR), issue["id"], [copy.id], why)
    gone = await leader.get(f"/leader/{copy.id}")
    assert gone.status_code == 410
    assert "已经收回" in gone.text
    assert (await script(leader, f"/leader/{copy.id}/instruct", text="请跟踪。", article="")).status_code == 410


async def test_le_01_what_is_sent_twice_is_done_once_and_a_refusal_is_told(site: Site) -> None:
    copy = await site.copy()
    leader = await site.as_(LEADER)
    for _ in range(2):
        answer = await script(
            leader, f"/leader/{copy.id}/instruct", key="kept-offline-1", text="请研究采纳。", article=""
        )
        assert answer.status_code == 200, answer.text
    assert await written(site) == ["请研究采纳。"]
    refused = await script(leader, f"/leader/{copy.id}/instruct", text="绝密★长期", article="")
    assert refused.status_code == 422
    assert refused.json()["title"]
    shown = await leader.post(f"/leader/{copy.id}/instruct", text="绝密★长期", article="")
    assert shown.status_code == 422
    assert "dock-stop" in shown.text
    await leader.post(f"/leader/{copy.id}/instruct", text="另请续报。", article="")
    assert sorted(await written(site)) == sorted(["请研究采纳。", "另请续报。"])


async def test_pub_06_le_01_ink_is_kept_closed_bound_and_never_goes_to_a_unit(site: Site) -> None:
    copy = await site.copy()
    leader, office, unit = await site.as_(LEADER), await site.as_(EDITOR), await site.as_(OFFICER)
    pages = (await leader.get(f"/leader/{copy.id}/pages")).json()["bound"]
    row = await db.one("SELECT issue FROM delivery WHERE id = $1", copy.id)
    assert row
    issue = await issue_rows.issue(row["issue"])
    assert pages[0] == ink.bound(issue.pdf_digest, 1)
    elsewhere = await script(leader, f"/leader/{copy.id}/instruct", ink=drawn(pages[0], page=2), article="")
    assert elsewhere.status_code == 409
    broken = await script(leader, f"/leader/{copy.id}/instruct", ink="[1,2]", article="")
    assert broken.status_code == 422
    sent = await script(leader, f"/leader/{copy.id}/instruct", ink=drawn(pages[0], page=1), article="")
    assert sent.status_code == 200, sent.text
    made = await db.one("SELECT id, state, version, ink_sealed FROM instruction ORDER BY id DESC LIMIT 1")
    assert made
    assert b"3600" not in bytes(made["ink_sealed"])
    for browser in (leader, office):
        picture = await browser.get(f"/instructions/{made['id']}/ink")
        assert picture.headers["content-type"].startswith("image/svg+xml")
        assert picture.text.count("<path") == 1
    assert (await unit.get(f"/instructions/{made['id']}/ink")).status_code in {403, 404}
    due = issue.released_at
    assert due
    with pytest.raises(Refusal):  # not before it was written out and confirmed
        await instructions.route(site.office.call(EDITOR), made["id"], made["version"], [UUID(int=1)], due.date())
    shown = (await leader.get(f"/leader/{copy.id}")).text
    assert 'data-page="1"' in shown
    assert "data:image/svg+xml;base64," in shown


async def test_pub_06_a_batch_is_confirmed_each_with_its_own_result(site: Site) -> None:
    first, second = await site.copy(), await site.copy()
    leader = await site.as_(LEADER)
    chosen = [str(first.id), str(uuid4()), str(second.id)]
    answer = await script(leader, "/leader/circle", key="batch-1", item=chosen)
    results = answer.json()["results"]
    assert [results[id] for id in chosen] == ["", "not_found", ""]
    assert [await state(first.id), await state(second.id)] == ["accepted", "accepted"]
    again = (await script(leader, "/leader/circle", key="batch-1", item=chosen)).json()["results"]
    assert again == results
    page = (await leader.post("/leader/circle", item=chosen)).text
    assert "已圈阅 2 件" in page
    rows = await db.fetch("SELECT action FROM journal WHERE kind = 'delivery' AND record = $1", first.id)
    assert [row["action"] for row in rows].count("accept") == 1


async def test_le_01_the_key_is_the_sessions_and_ends_with_it(site: Site) -> None:
    leader, other = await site.as_(LEADER), site.stranger()
    first, again = (await leader.get("/leader/key")).json(), (await leader.get("/leader/key")).json()
    assert first == again
    assert len(b64decode(first["key"])) == 32
    await other.client.post("/sign-in", data={"login": LEADER, "password": "zhengxun-demo-2026", "next": "/"})
    second = (await other.client.get("/leader/key", headers=JSON)).json()
    if "key" in second:
        assert second["key"] != first["key"], "another session, another key"
    await other.post("/sign-out")
    ended = await other.client.get("/leader/key", headers=JSON)
    assert ended.status_code == 401
    shell = await other.client.get("/leader/shell")
    assert shell.status_code == 200
    assert not re.search('csrf|data-person|name="_key"', shell.text)
    worker = await other.client.get("/static/js/leader-worker.js")
    assert worker.headers["service-worker-allowed"] == "/leader"


async def test_le_01_own_phrases_and_large_text_belong_to_a_person(site: Site) -> None:
    copy = await site.copy()
    leader = await site.as_(LEADER)
    assert (await leader.post("/leader/phrases", text="请按程序办。")).status_code == 303
    assert (await leader.post("/leader/phrases", text="机密★10年")).status_code == 422
    assert (await leader.post("/leader/phrases", text="字" * 61)).status_code == 422
    assert 'data-phrase="请按程序办。"' in (await leader.get(f"/leader/{copy.id}")).text
    row = await db.one("SELECT id, text_sealed FROM own_phrase")
    assert row
    assert "程序".encode() not in bytes(row["text_sealed"])
    assert (await script(leader, "/leader/large", large="1")).json() == {"done": "large"}
    assert 'data-text="large"' in (await leader.get("/leader")).text
    await leader.post("/leader/phrases", drop=str(row["id"]))
    assert (await leader.post("/leader/phrases", drop=str(row["id"]))).status_code == 404
    assert "请按程序办" not in (await leader.get("/leader/phrases")).text


async def test_le_01_the_editors_words_are_read_first_and_stand_once_it_is_sent_for_approval(site: Site) -> None:
    office = site.office
    article = await site.article("placed")
    editor = await site.as_(EDITOR)
    assert (await editor.post(f"/articles/{article.id}/face", face="三句话说清。")).status_code == 303
    assert (await editor.post(f"/articles/{article.id}/face", face="字" * 301)).status_code == 422
    assert "三句话说清。" in (await editor.get(f"/articles/{article.id}/face")).text
    copy = await site.copy()
    row = await db.one("SELECT a.id FROM article a JOIN delivery d ON d.issue = a.issue WHERE d.id = $1", copy.id)
    assert row
    with pytest.raises(NotAllowedNow):
        await faces.write(office.call(EDITOR), row["id"], await office.cleared(EDITOR, {"face": "晚了。"}))
    with pytest.raises(NotFound):
        await faces.write(office.call(OFFICER), article.id, await office.cleared(OFFICER, {"face": "外人。"}))
    with pytest.raises(NotFound):
        await deliveries.open_delivery(office.call(EDITOR), copy.id)
