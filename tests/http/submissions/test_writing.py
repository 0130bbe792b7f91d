"""The writing form: what it keeps without a button, what it takes in pieces, what it puts into a text and shows of it."""

import io
import re
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import docx
import httpx
import pytest

from crypto import sm3
from kernel import clock, db
from submissions.commands import drafts, uploads
from submissions.rules.drafts import CHUNK, MOST_COPIES, MOST_UPLOADS
from tests.http.submissions.conftest import BODY, FORM, Browser, Site, version_of

OFFICER, COLLEAGUE, OTHER, SIGNER = "yunlu.xinxi1", "yunlu.xinxi2", "canglang.xinxi1", "yunlu.qianfa"
PLANTED = "孟春之月星斗偏移"
JSON = {"accept": "application/json"}

pytestmark = pytest.mark.requirement("SUB-13")


async def kept(browser: Browser, copy: str, sequence: object = 0, tab: str = "a" * 32, **fields: str) -> httpx.Response:
    """One turn of the autosave."""
    data = FORM | {"copy": copy, "sequence": str(sequence), "tab": tab, "_csrf": await browser.token(), **fields}
    return await browser.client.post("/submissions/draft", data=data, headers=JSON)


def moment(at: datetime) -> datetime:
    return at


async def rows(table: str) -> int:
    row = await db.one(f"SELECT count(*) AS n FROM {table}")
    assert row
    return int(row["n"])


async def test_what_is_typed_is_there_again_and_ends_with_the_saved_text(site: Site) -> None:
    officer, copy = await site.as_(OFFICER), str(uuid4())
    first = await kept(officer, copy, body="写了一半的正文")
    again = await kept(officer, copy, first.json()["sequence"], body="写了大半的正文", check="facts_checked")
    assert [first.json()["sequence"], again.json()["sequence"]] == [1, 2]
    assert "已自动保存" in again.json()["text"]
    page = (await officer.get(f"/submissions/new?copy={copy}")).text
    assert "写了大半的正文" in page
    assert 'value="facts_checked" checked' in page
    assert f"/submissions/new?copy={copy}" in (await officer.get("/submissions/new")).text
    assert "写了大半" not in (await (await site.as_(OTHER)).get(f"/submissions/new?copy={copy}")).text
    assert await db.fetch("SELECT 1 FROM submission") == []
    saved = await officer.post("/submissions/new", FORM | {"copy": copy, "sequence": "2"})
    assert saved.status_code == 303
    assert await rows("submission_working") == 0
    assert await db.fetch("SELECT 1 FROM data_key WHERE owner = $1::uuid", copy) == []


async def test_two_tabs_never_overwrite_one_another_unseen(site: Site) -> None:
    at, officer = await site.bring_to("draft"), await site.as_(OFFICER)
    url, record, copy = f"/submissions/{at.id}", str(at.id), str(uuid4())
    mine = {"record": record, "version": "1"}
    assert (await kept(officer, copy, tab="a" * 32, body="甲页写的话", **mine)).status_code == 200
    other = await kept(officer, str(uuid4()), tab="b" * 32, body="乙页写的话", **mine)
    assert other.status_code == 409
    assert "另一个标签页" in other.json()["panel"]
    assert "甲" in other.json()["panel"]
    assert (await kept(officer, copy, tab="a" * 32, body="甲页写的话多了", **mine)).status_code == 200, (
        "an answer was lost"
    )
    pressed = await officer.post(f"{url}/edit", FORM | mine | {"copy": copy, "tab": "b" * 32, "body": "乙页写的话"})
    assert pressed.status_code == 409
    assert "乙页写的话" in pressed.text
    assert await version_of(at.id) == 1
    seen = re.search(r'name="sequence" value="(\d+)"', pressed.text)
    assert seen
    chosen = FORM | mine | {"copy": copy, "tab": "b" * 32, "sequence": seen[1], "body": "乙页写的话"}
    assert (await officer.post(f"{url}/edit", chosen)).status_code == 303
    assert await rows("submission_working") == 0


async def test_a_copy_of_an_older_text_is_shown_beside_the_newer_one(site: Site) -> None:
    at, officer = await site.bring_to("draft"), await site.as_(OFFICER)
    mine = {"record": str(at.id), "version": "1"}
    assert (await kept(officer, str(uuid4()), body=f"{BODY}我还没存。", **mine)).status_code == 200
    colleague = await site.as_(COLLEAGUE)
    assert (
        await colleague.post(f"/submissions/{at.id}/edit", FORM | {"version": "1", "body": "同事存的"})
    ).status_code == 303
    page = (await officer.get(f"/submissions/{at.id}/edit")).text
    assert "又存了新的一稿" in page
    assert "我还没存" in page
    assert 'name="version" value="2"' in page
    own = (await colleague.get(f"/submissions/{at.id}/edit")).text
    assert "我还没存" not in own


@pytest.mark.requirement("SUB-11")
async def test_a_marked_working_copy_is_kept_nowhere_and_told_where(site: Site) -> None:
    officer, copy = await site.as_(OFFICER), str(uuid4())
    stopped = await kept(officer, copy, body=f"前文。机密★5年 {PLANTED}")
    found = stopped.json()["findings"][0]
    assert (stopped.status_code, found["field"], found["start"], found["words"]) == (422, "body", 3, "机密★5年")
    assert [await rows(name) for name in ("submission_working", "gate_refusal")] == [0, 1]
    hidden = await kept(officer, copy, category="绝密★长期")
    assert hidden.status_code == 422
    held = await kept(officer, copy, body="首页标有“机密★5年”字样的，一律退回。")
    assert (held.status_code, await rows("submission_working")) == (422, 0)
    assert (await kept(officer, copy)).status_code == 200, "control"


async def test_copies_are_bounded_dropped_and_swept(site: Site) -> None:
    officer, copies = await site.as_(OFFICER), [str(uuid4()) for _ in range(MOST_COPIES + 1)]
    answers = [(await kept(officer, copy)).status_code for copy in copies]
    assert answers == [200] * MOST_COPIES + [409]
    assert (await (await site.as_(OTHER)).post(f"/submissions/draft/{copies[0]}/drop", {})).status_code == 404
    assert (await officer.post(f"/submissions/draft/{copies[0]}/drop", {})).status_code == 303
    assert await rows("submission_working") == MOST_COPIES - 1
    for days, left in ((29, MOST_COPIES - 1), (31, 0)):
        later = clock.now() + timedelta(days=days)
        clock.install(partial(moment, later))
        try:
            await drafts.sweep()
        finally:
            clock.install()
        assert await rows("submission_working") == left


class Sender:
    """A browser that sends a file in pieces."""

    def __init__(self, browser: Browser, name: str, data: bytes) -> None:
        self.browser, self.name, self.data, self.upload = browser, name, data, ""

    async def headers(self) -> dict[str, str]:
        return {"x-csrf-token": await self.browser.token(), "x-upload-token": self.upload.partition(".")[2], **JSON}

    @property
    def url(self) -> str:
        return f"/submissions/uploads/{self.upload.partition('.')[0]}"

    async def begin(self, digest: bytes = b"") -> httpx.Response:
        said = {"name": self.name, "size": len(self.data), "digest": (digest or sm3.hash(self.data)).hex()}
        answer = await self.browser.client.post("/submissions/uploads", json=said, headers=await self.headers())
        self.upload = answer.json().get("upload", "")
        return answer

    async def piece(self, start: int) -> httpx.Response:
        data = self.data[start : start + CHUNK]
        return await self.browser.client.put(f"{self.url}?start={start}", content=data, headers=await self.headers())

    async def finish(self) -> httpx.Response:
        return await self.browser.client.post(f"{self.url}/finish", headers=await self.headers())

    async def send(self) -> httpx.Response:
        await self.begin()
        for start in range(0, len(self.data), CHUNK):
            await self.piece(start)
        return await self.finish()


async def test_a_file_in_pieces_goes_on_where_it_was_broken_off(site: Site) -> None:
    officer = await site.as_(OFFICER)
    data = ("逐行的附表，没有标志。\n" * 40_000).encode()
    sender = Sender(officer, "附表.txt", data)
    assert (await sender.begin()).json()["received"] == 0
    assert (await sender.piece(0)).json()["received"] == CHUNK
    assert (await sender.piece(0)).json()["received"] == CHUNK, "the same piece again"
    assert (await sender.piece(CHUNK * 2)).json()["received"] == CHUNK, "a piece too early"
    there = await officer.client.get(sender.url, headers=await sender.headers())
    assert there.json()["received"] == CHUNK
    assert (await sender.finish()).status_code == 422, "not whole"
    for start in range(CHUNK, len(data), CHUNK):
        await sender.piece(start)
    done = await sender.finish()
    assert (done.status_code, done.json()["passed"]) == (200, True)
    saved = await officer.post("/submissions/new", FORM | {"upload": sender.upload})
    assert saved.status_code == 303
    page = (await officer.get(saved.headers["location"])).text
    link = re.search(r'href="(/submissions/[^"]*/files/[^"]*)"[^>]*>附表\.txt', page)
    assert link
    assert (await officer.client.get(link[1])).content == data
    assert [await rows(name) for name in ("submission_upload", "submission_upload_chunk")] == [0, 0]


@pytest.mark.requirement("SUB-11")
async def test_a_marked_file_in_pieces_is_gone_at_once_and_never_lay_open(site: Site) -> None:
    officer = await site.as_(OFFICER)
    sender = Sender(officer, f"{PLANTED}.txt", f"机密★5年 {PLANTED}".encode())
    await sender.begin()
    await sender.piece(0)
    stored = await db.fetch(
        "SELECT head_sealed, sealed FROM submission_upload u JOIN submission_upload_chunk c ON c.upload = u.id"
    )
    assert len(stored) == 1
    assert all(PLANTED.encode() not in bytes(value) for value in stored[0].values())
    wrong = Sender(officer, "", b"")
    wrong.upload = f"{sender.upload.partition('.')[0]}.{'00' * 32}"
    assert (await wrong.finish()).status_code == 404, "the key is the browser's"
    thief = Sender(await site.as_(COLLEAGUE), "", b"")
    thief.upload = sender.upload
    assert (await thief.finish()).status_code == 404
    refused = await sender.finish()
    assert refused.status_code == 422
    assert "机密★5年" in refused.json()["findings"][0]["words"]
    assert [await rows(name) for name in ("submission_upload", "submission_upload_chunk", "gate_refusal")] == [0, 0, 1]


async def test_what_is_no_file_of_ours_is_refused_and_nothing_stays_for_ever(site: Site) -> None:
    officer = await site.as_(OFFICER)
    false = Sender(officer, "附表.txt", b"other bytes")
    await false.begin(sm3.hash(b"announced"))
    await false.piece(0)
    assert (await false.finish()).status_code == 422
    assert await rows("submission_upload") == 0
    assert (await officer.post("/submissions/new", FORM | {"upload": false.upload})).status_code == 404
    for number in range(MOST_UPLOADS + 1):
        answer = await Sender(officer, f"{number}.txt", b"1").begin()
        assert answer.status_code == (200 if number < MOST_UPLOADS else 429)
    later = clock.now() + timedelta(hours=25)
    clock.install(lambda: later)
    try:
        await uploads.sweep()
    finally:
        clock.install()
    assert await rows("submission_upload") == 0


def word(*paragraphs: str, header: str = "") -> bytes:
    made = docx.Document()
    made.add_heading(paragraphs[0], 0)
    for text in paragraphs[1:]:
        made.add_paragraph(text)
    if header:
        made.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


async def imported(browser: Browser, name: str, data: bytes, **fields: str) -> httpx.Response:
    form = {"_csrf": await browser.token(), "_key": uuid4().hex, **FORM, "act": "import", **fields}
    return await browser.client.post("/submissions/new", data=form, files=[("import", (name, data))])


async def test_a_word_file_fills_the_form_and_a_marking_in_its_header_stops_it(site: Site) -> None:
    officer = await site.as_(OFFICER)
    page = await imported(
        officer, "稿.docx", word("导入的标题", "导入的第一段。", header="内部"), title="", body="已经写的。"
    )
    assert page.status_code == 200
    assert all(words in page.text for words in ("导入的标题", "已经写的。", "导入的第一段。", "页眉、页脚未导入"))
    marked = await imported(officer, "稿.docx", word("标题", "正文。", header=f"机密★5年 {PLANTED}"))
    assert marked.status_code == 422
    assert "刻录光盘" in marked.text
    broken = await imported(officer, "稿.docx", b"PK\x03\x04nothing")
    assert broken.status_code == 422
    assert await db.fetch("SELECT 1 FROM submission") == []


@pytest.mark.requirement("SUB-03")
async def test_an_outline_goes_behind_the_text_and_touches_no_word(site: Site) -> None:
    officer = await site.as_(OFFICER)
    form = FORM | {"category": "emergency", "act": "template", "body": "已经写的。\n\n## 二、影响范围\n\n有话。"}
    page = (await officer.post("/submissions/new", form)).text
    text = re.search(r'<textarea class="input read-size"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert text
    assert text[1].startswith("已经写的。\n\n## 二、影响范围\n\n有话。\n\n## 一、事件情况")
    assert text[1].count("影响范围") == 1
    assert await db.fetch("SELECT 1 FROM submission") == []
    offered = await db.fetch("SELECT category, count(*) AS n FROM submission_outline GROUP BY category")
    assert {row["category"] for row in offered} == {
        row["code"] for row in await db.fetch("SELECT code FROM submission_choice WHERE kind = 'category'")
    }


async def test_ticks_are_kept_with_their_text_and_seen_by_the_signer(site: Site) -> None:
    officer = await site.as_(OFFICER)
    sent = FORM | {"act": "request_sign", "check": "facts_checked"}
    answer = await officer.post("/submissions/new", sent)
    url = answer.headers["location"]
    page = (await (await site.as_(SIGNER)).get(url)).text
    assert "勾了 1 条" in page
    await officer.post(f"{url}/revise", {"version": "2"})
    mended = FORM | {"version": "3", "body": f"{BODY}改。", "check": "words_verbatim"}
    assert (await officer.post(f"{url}/edit", mended)).status_code == 303
    assert "没有对照四条要求" in (await officer.get(url)).text


async def test_an_earlier_text_can_be_used_again_and_nothing_is_undone(site: Site) -> None:
    at, officer = await site.bring_to("draft"), await site.as_(OFFICER)
    url = f"/submissions/{at.id}"
    for version, body in ((1, "第二稿的话。"), (2, "第三稿的话。")):
        assert (await officer.post(f"{url}/edit", FORM | {"version": str(version), "body": body})).status_code == 303
    chosen = await officer.client.get(f"{url}/versions?old=3&new=1")
    assert chosen.headers["location"] == f"{url}/versions/3?against=1"
    page = (await officer.get(f"{url}/versions/3?against=1")).text
    assert f'action="{url}/versions/1/restore"' in page
    assert (await (await site.as_(OTHER)).post(f"{url}/versions/1/restore", {"version": "3"})).status_code == 404
    assert (await officer.post(f"{url}/versions/1/restore", {"version": "2"})).status_code == 409
    assert (await officer.post(f"{url}/versions/1/restore", {"version": "3"})).status_code == 303
    assert BODY in (await officer.get(f"{url}/edit")).text
    assert len(await db.fetch("SELECT 1 FROM submission_version WHERE submission = $1", at.id)) == 4
    sent = await site.act(await site.act(await latest(site, at.id), OFFICER, "request_sign"), SIGNER, "sign_off")
    assert (await officer.post(f"{url}/versions/2/restore", {"version": str(sent.version)})).status_code == 404


async def latest(site: Site, record: object) -> db.Done:
    row = await db.one("SELECT id, version, state FROM submission WHERE id = $1", record)
    assert row
    return db.Done(row["id"], row["version"], row["state"])


STORY = (
    "7月18日，云麓市遭遇强降雨，全市12个县区农田受灾4.6万亩。据云麓监管局统计，截至7月25日，辖内保险机构接到农险报案1,286件，"
    "已支付赔款2,130万元，结案率81%，户均赔付1.66万元。主要做法：一是提前备勘，汛前对低洼地块逐户登记，灾后免报案查勘。"
    "二是先行预付，对绝收地块按保额五成预付，三日内到账。"
)  # fmt: skip


async def test_what_is_much_alike_is_shown_to_the_unit_and_to_the_office_of_every_unit(site: Site) -> None:
    officer, other, desk = await site.as_(OFFICER), await site.as_(OTHER), await site.as_("shaixuan")
    first = (await officer.post("/submissions/new", FORM | {"title": "云麓农险理赔", "body": STORY})).headers[
        "location"
    ]
    edited = STORY.replace("云麓", "沧浪").replace("2,130", "2,470")
    hints = (await other.post("/submissions/hints", FORM | {"body": edited})).json()["hints"]
    assert not [one for one in hints if "href" in one], "another unit's draft does not exist"
    hints = (await officer.post("/submissions/hints", FORM | {"body": edited})).json()["hints"]
    near = [one for one in hints if "href" in one]
    assert [one["href"] for one in near] == [first]
    own = {"body": edited, "record": first.rpartition("/")[2]}
    assert not [one for one in (await officer.post("/submissions/hints", FORM | own)).json()["hints"] if "href" in one]
    second = (await other.post("/submissions/new", FORM | {"title": "沧浪农险理赔", "body": edited})).headers[
        "location"
    ]
    for url, people in ((first, (OFFICER, SIGNER)), (second, (OTHER, "canglang.qianfa"))):
        record = await db.one("SELECT id FROM submission WHERE id = $1::uuid", url.rpartition("/")[2])
        assert record
        at = await latest(site, record["id"])
        for login, action in ((people[0], "request_sign"), (people[1], "sign_off"), (people[0], "submit")):
            at = await site.act(at, login, action)
    page = (await desk.get(f"/desk/{second.rpartition('/')[2]}")).text
    assert "近日有 1 篇和这篇很像" in page
    assert "最先报" in page
    compared = await desk.get(f"{second}/beside/{first.rpartition('/')[2]}")
    assert compared.status_code == 200
    assert "相似约" in compared.text
    assert (await other.get(f"{second}/beside/{first.rpartition('/')[2]}")).status_code == 404
    assert "很像" not in (await other.get(second)).text
    await db.fetch("UPDATE submission_near SET at = at - interval '73 hours'")
    hints = (await officer.post("/submissions/hints", FORM | {"body": edited})).json()["hints"]
    assert not [one for one in hints if "href" in one]
