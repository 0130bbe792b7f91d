"""An assignment from the order to the feedback, as people click it; other units see nothing of it."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import httpx
import pytest
from openpyxl import load_workbook

from kernel import clock, db, outbox, sheets
from notices.queries import reading as notices
from submissions.rules.catalogue import Column
from tests.http.submissions.conftest import Browser, Site

pytestmark = [pytest.mark.requirement("SUB-16"), pytest.mark.thorough]
EDITOR, DUTY, DIRECTOR, SCREENER, AUDITOR = "bianji1", "zhiban", "zhuren", "shaixuan", "shenji"
OFFICER, SECOND, SIGNER, OTHER, OTHER_SIGNER = (
    "yunlu.xinxi1", "yunlu.xinxi2", "yunlu.qianfa", "canglang.xinxi1", "canglang.qianfa",
)  # fmt: skip
TOPIC = "新能源车险承保理赔情况"
ENTRY = {
    "name": "新能源车险统计月报", "fields": "承保数量、出险率、案均赔款", "source": "统计信息系统", "period": "month",
    "basis": "", "contact": "", "valid_from": "2020-01-01", "valid_until": "",
}  # fmt: skip


def day(days: int) -> str:
    return (clock.local(clock.now()) + timedelta(days=days)).date().isoformat()


async def unit_of(site: Site, login: str) -> str:
    return str((await site.actor(login)).unit)


async def ordered(site: Site, *logins: str, topic: str = TOPIC, login: str = EDITOR, **more: str) -> httpx.Response:
    fields: dict[str, object] = {
        "act": "issue", "topic": topic, "wanted": "请说明今年以来的情况、问题和建议。", "kind": "solicited",
        "category": "assigned", "genre": "overview", "due": day(10), "asks_data": "no",
        "units": [await unit_of(site, each) for each in logins], **more,
    }  # fmt: skip
    browser = await site.as_(login)
    data = {"_csrf": await browser.token(), "_key": uuid4().hex, **fields}
    return await browser.client.post("/assignments/new", data=data)


async def task_of(login: str, site: Site) -> tuple[str, int]:
    """Address and version of a unit's newest task."""
    row = await db.one(
        "SELECT id, version FROM assignment_task WHERE unit = $1 ORDER BY created DESC", (await site.actor(login)).unit
    )
    assert row
    return f"/assignments/tasks/{row['id']}", row["version"]


async def moved(site: Site, login: str, of: str, action: str, **said: str) -> httpx.Response:
    at, version = await task_of(of, site)
    return await (await site.as_(login)).post(f"{at}/{action}", {"version": str(version), **said})


async def state_of(login: str, site: Site) -> str:
    row = await db.one(
        "SELECT state FROM assignment_task WHERE unit = $1 ORDER BY created DESC", (await site.actor(login)).unit
    )
    return str(row["state"]) if row else ""


async def answered(site: Site) -> str:
    """The officer writes from the task, the head signs, it is sent; the submission's id."""
    begun = await moved(site, OFFICER, OFFICER, "answer")
    assert begun.status_code == 303, begun.text[-500:]
    id = begun.headers["location"].split("/")[2]
    for action, login in (("request_sign", OFFICER), ("sign_off", SIGNER), ("submit", OFFICER)):
        if action == "request_sign":
            browser = await site.as_(OFFICER)
            row = await db.one("SELECT version FROM submission WHERE id = $1", id)
            assert row
            fields = {"title": TOPIC, "body": "今年以来承保41.2万辆。", "category": "assigned", "urgency": "normal",
                      "genre": "overview", "version": str(row["version"])}  # fmt: skip
            saved = await browser.post(f"/submissions/{id}/edit", fields)
            assert saved.status_code == 303, saved.text[-500:]
        row = await db.one("SELECT version FROM submission WHERE id = $1", id)
        assert row
        sent = await (await site.as_(login)).post(f"/submissions/{id}/{action}", {"version": str(row["version"])})
        assert sent.status_code == 303, (action, sent.text[-800:])
    return id


async def test_from_the_order_to_the_feedback(site: Site) -> None:
    made = await ordered(site, OFFICER, OTHER)
    assert made.status_code == 303, made.text[-800:]
    officer, editor = await site.as_(OFFICER), await site.as_(EDITOR)
    at, _ = await task_of(OFFICER, site)
    page = (await officer.get(at)).text
    assert TOPIC in page
    assert "沧浪" not in page, "a unit does not see who else was asked"
    assert TOPIC in (await officer.get("/")).text, "it waits on the first page"
    assert (await moved(site, OFFICER, OFFICER, "accept")).status_code == 303
    assert (await moved(site, OFFICER, OFFICER, "progress", note="正在汇总")).status_code == 303
    assert (
        await moved(site, SIGNER, OFFICER, "hand_over", person=str((await site.actor(SECOND)).id))
    ).status_code == 303
    assert (await moved(site, OFFICER, OFFICER, "ask_extension", due=day(20), note="数据晚到")).status_code == 303
    assert "请求延期" in (await editor.get("/assignments")).text
    assert (await moved(site, EDITOR, OFFICER, "extend", due=day(20), note="同意")).status_code == 303
    begun = await moved(site, SECOND, OFFICER, "answer")
    assert f"/submissions/{begun.headers['location'].split('/')[2]}" not in (await editor.get(at)).text, (
        "the unit's own"
    )
    id = await answered(site)
    assert await state_of(OFFICER, site) == "answered"
    assert (await moved(site, EDITOR, OFFICER, "close", outcome="kept")).status_code == 422, "the word is the last step"
    refused = await moved(site, EDITOR, OFFICER, "close", outcome="used", note="很好")
    assert refused.status_code == 422, "not used anywhere yet"
    assert "还没有刊用" in refused.text
    assert (await moved(site, EDITOR, OFFICER, "close", outcome="kept", note="已转业务部门参考")).status_code == 303
    page = (await officer.get(at)).text
    assert "已转业务部门参考" in page
    assert "留存参考" in page
    assert TOPIC in (await officer.get(f"/submissions/{id}")).text
    await outbox.drain()
    topics = {notice.topic for notice in await notices.for_me(await site.actor(SECOND))}
    assert {"assignment.issue", "assignment.hand_over", "assignment.extend", "assignment.close"} <= topics
    assert (await moved(site, OTHER, OTHER, "decline", note="不掌握")).status_code == 303
    assert (await moved(site, EDITOR, OTHER, "cancel", note="不再要求")).status_code == 303
    order = await db.one("SELECT state FROM assignment")
    assert order == {"state": "closed"}, "nothing of it is owed"


async def test_other_units_and_people_without_business_see_nothing(site: Site) -> None:
    assert (await ordered(site, OFFICER)).status_code == 303
    at, version = await task_of(OFFICER, site)
    order = await db.one("SELECT id FROM assignment")
    assert order
    for login in (OTHER, OTHER_SIGNER):
        other = await site.as_(login)
        for url in (at, f"/assignments/{order['id']}", f"/assignments/{order['id']}/files/{order['id']}"):
            assert (await other.get(url)).status_code == 404, (login, url)
        assert TOPIC not in (await other.get("/assignments")).text
        posted = {"version": str(version), "note": "理由"}
        for action in ("accept", "decline", "hand_over", "close", "extend"):
            assert (await other.post(f"{at}/{action}", posted)).status_code == 404, (login, action)
    assert (await (await site.as_(AUDITOR)).get("/assignments")).status_code == 403
    for login in (SCREENER, OFFICER, SIGNER):
        assert (await (await site.as_(login)).get("/assignments/new")).status_code == 403
    screener = await site.as_(SCREENER)
    assert TOPIC in (await screener.get(at)).text
    assert (await screener.post(f"{at}/cancel", {"version": str(version), "note": "不要"})).status_code == 403
    assert (await site.stranger().get("/assignments")).status_code == 303
    assert await state_of(OFFICER, site) == "issued"


async def shown(browser: Browser, at: str) -> set[str]:
    text = (await browser.get(at)).text
    return set(re.findall(rf'action="{at}/(\w+)"', text))


async def test_the_buttons_are_what_each_person_may_do(site: Site) -> None:
    assert (await ordered(site, OFFICER)).status_code == 303
    at, _ = await task_of(OFFICER, site)
    take = {"accept", "decline", "hand_over", "ask_extension", "answer"}
    assert await shown(await site.as_(OFFICER), at) == take
    assert await shown(await site.as_(SIGNER), at) == {"hand_over"}
    for login in (EDITOR, DUTY):
        assert await shown(await site.as_(login), at) == {"extend", "reassign", "cancel"}
    for login in (DIRECTOR, SCREENER):
        assert await shown(await site.as_(login), at) == set()


async def test_nothing_near_is_issued_unseen_and_two_orders_become_one(site: Site) -> None:
    assert (await ordered(site, OFFICER)).status_code == 303
    first = await db.one("SELECT id FROM assignment")
    assert first
    near = "新能源车险承保理赔情况调研"
    refused = await ordered(site, OFFICER, OTHER, topic=near)
    assert refused.status_code == 422
    assert "题目相近" in refused.text
    assert str(first["id"]) in refused.text
    assert len(await db.fetch("SELECT 1 FROM assignment")) == 1
    assert (await ordered(site, OTHER, topic=near)).status_code == 303, "control: another unit was not asked yet"
    assert (await ordered(site, OFFICER, OTHER, topic="农业保险试点做法")).status_code == 303, "control: far"
    second = await db.one("SELECT id, version FROM assignment ORDER BY created LIMIT 1 OFFSET 1")
    assert second
    await outbox.drain()
    editor = await site.as_(EDITOR)
    said = {"version": str(second["version"]), "into": str(first["id"])}
    merged = await editor.post(f"/assignments/{second['id']}/merge", said)
    assert merged.status_code == 303, merged.text[-500:]
    units = await db.fetch("SELECT unit FROM assignment_task WHERE assignment = $1 AND state = 'issued'", first["id"])
    assert {str(row["unit"]) for row in units} == {await unit_of(site, OFFICER), await unit_of(site, OTHER)}
    assert near in (await editor.get(f"/assignments/{first['id']}")).text, "its wishes stand in the older one"
    await outbox.drain()
    told = [notice.topic for notice in await notices.for_me(await site.actor(OTHER))]
    assert told.count("assignment.join") == 1


async def test_above_the_quota_another_person_consents(site: Site) -> None:
    for topic in ("农业保险试点做法", "反洗钱工作进展", "消费者投诉处理"):
        assert (await ordered(site, OFFICER, topic=topic)).status_code == 303
    editor, director = await site.as_(EDITOR), await site.as_(DIRECTOR)
    looked = await ordered(site, OFFICER, OTHER, act="check")
    assert looked.text.index("云麓监管局") < looked.text.index("沧浪监管局"), "the agreed order"
    assert "3 / 3" in looked.text
    assert len(await db.fetch("SELECT 1 FROM assignment")) == 3, "looking stores nothing"
    assert (await ordered(site, OFFICER, OTHER)).status_code == 422, "a reason is wanted"
    assert (await ordered(site, OFFICER, OTHER, why="领导急需")).status_code == 303
    order = await db.one("SELECT id, version, state FROM assignment ORDER BY created DESC LIMIT 1")
    assert order
    assert order["state"] == "asked"
    assert len(await db.fetch("SELECT 1 FROM assignment_task WHERE assignment = $1", order["id"])) == 0
    assert TOPIC not in (await (await site.as_(OTHER)).get("/assignments")).text
    assert TOPIC in (await director.get("/")).text
    url, said = f"/assignments/{order['id']}/consent", {"version": str(order["version"]), "note": "同意，尽快"}
    assert (await editor.post(url, said)).status_code == 403
    assert (await director.post(url, said | {"note": ""})).status_code == 422
    assert (await director.post(url, said)).status_code == 303
    assert len(await db.fetch("SELECT 1 FROM assignment_task WHERE assignment = $1", order["id"])) == 2
    wider = {"measure": "open", "most": "9"}
    assert (await editor.post("/assignments/quotas", wider)).status_code == 403, "not who asks"
    assert (await director.post("/assignments/quotas", wider)).status_code == 303
    try:
        assert (await ordered(site, OFFICER, topic="养老服务")).status_code == 303
        assert (await db.fetch("SELECT state FROM assignment ORDER BY created DESC LIMIT 1"))[0]["state"] == "issued"
        rows = await db.fetch(
            "SELECT most, valid_until FROM assignment_quota WHERE measure = 'open' ORDER BY valid_from"
        )
        assert [(row["most"], row["valid_until"] is None) for row in rows] == [(3, False), (9, True)], "the past stays"
    finally:
        await (await site.as_(DIRECTOR)).post("/assignments/quotas", wider | {"most": "3"})


async def test_a_unit_may_have_a_quota_of_its_own(site: Site) -> None:
    editor, director = await site.as_(EDITOR), await site.as_(DIRECTOR)
    unit = await db.one("SELECT id FROM unit WHERE name = '云麓监管局'")
    assert unit
    own = {"own": "1", "unit": str(unit["id"]), "measure": "open", "most": "1"}
    assert (await editor.post("/assignments/quotas", own)).status_code == 403
    for wrong in ({"unit": ""}, {"unit": str(uuid4())}, {"most": "0"}, {"most": "many"}, {"measure": "year"}):
        assert (await director.post("/assignments/quotas", own | wrong)).status_code == 422, wrong
    assert (await director.post("/assignments/quotas", own)).status_code == 303
    assert "改回一般上限" in (await director.get("/assignments")).text
    assert "改回一般上限" not in (await editor.get("/assignments")).text
    assert (await ordered(site, OFFICER)).status_code == 303
    assert (await ordered(site, OFFICER, topic="再要一件")).status_code == 422, (
        "a reason is wanted above one's own quota"
    )
    assert (await ordered(site, OTHER, topic="再要一件")).status_code == 303, "the others have the general one"
    end = {"unit": str(unit["id"]), "measure": "open"}
    assert (await editor.post("/assignments/quotas/end", end)).status_code == 403
    assert (await director.post("/assignments/quotas/end", end)).status_code == 303
    assert (await director.post("/assignments/quotas/end", end)).status_code == 404, "there is none any more"


@pytest.mark.requirement("SUB-15")
async def test_what_is_in_the_catalogue_is_not_asked_for_again_without_a_reason(site: Site) -> None:
    editor = await site.as_(EDITOR)
    kept = await editor.post("/catalogue/new", ENTRY | {"unit": await unit_of(site, OFFICER)})
    assert kept.status_code == 303, kept.text[-500:]
    entry = await db.one("SELECT id FROM catalogue_entry")
    assert entry
    asked = {"wanted": "请报今年各月承保数量和出险率。", "asks_data": "yes"}
    refused = await ordered(site, OTHER, **asked)
    assert refused.status_code == 422
    assert ENTRY["name"] in refused.text
    assert await db.fetch("SELECT 1 FROM assignment") == []
    decided = asked | {"entry": str(entry["id"]), "decision": "override"}
    assert (await ordered(site, OTHER, **decided)).status_code == 422, "an override has a reason"
    assert (await ordered(site, OTHER, **decided, override="口径不同")).status_code == 303
    assert (
        await ordered(site, OFFICER, wanted="请谈谈体会。", asks_data="yes", topic="清廉文化建设")
    ).status_code == 303
    at, _ = await task_of(OTHER, site)
    for login, url in ((OTHER, at), (DIRECTOR, "/catalogue/overrides")):
        assert "口径不同" in (await (await site.as_(login)).get(url)).text, login
    for login, seen in ((OFFICER, True), (OTHER, False)):
        assert (ENTRY["name"] in (await (await site.as_(login)).get("/catalogue")).text) is seen, login
        assert (await (await site.as_(login)).get(f"/catalogue/{entry['id']}")).status_code == (200 if seen else 404)
        assert (await (await site.as_(login)).post("/catalogue/new", ENTRY)).status_code == 403


@pytest.mark.requirement("SUB-15")
async def test_the_catalogue_as_a_table_in_whole_or_not_at_all_and_out_without_formulas(site: Site) -> None:
    editor = await site.as_(EDITOR)
    headings = [column.label for column in Column]
    good = ["=HYPERLINK(1)", "+指标一、指标二", "系统", "月报", "云麓监管局", "", "", "2024-01-01", ""]
    bad = ["季度报表", "", "系统", "旬报", "不存在的局", "", "", "昨天", ""]

    async def sent(*rows: list[str]) -> httpx.Response:
        data = {"_csrf": await editor.token(), "_key": uuid4().hex}
        table = sheets.write("目录", headings, rows)
        return await editor.client.post("/catalogue/import", data=data, files=[("file", ("目录.xlsx", table))])

    refused = await sent(good, bad)
    assert refused.status_code == 422
    assert {found[0] for found in re.findall(r'class="num">(\d+)</td>', refused.text)} == {"3"}
    assert refused.text.count('<td class="num">3</td>') == 4, "each fault of the row is named"
    assert await db.fetch("SELECT 1 FROM catalogue_entry") == []
    marked = await sent(["绝密★长期" if at == 1 else cell for at, cell in enumerate(good)])
    assert marked.status_code == 422
    assert await db.fetch("SELECT 1 FROM catalogue_entry") == []
    assert len(await db.fetch("SELECT 1 FROM gate_refusal")) == 1
    assert (await sent(good)).status_code == 303
    table = (await editor.get("/catalogue/table")).content
    cell = load_workbook(BytesIO(table)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (good[0], "s", True)
    assert sheets.read(table, {"name": Column.NAME.label}, 10) == [(2, {"name": good[0]})], "it comes in as it goes out"
