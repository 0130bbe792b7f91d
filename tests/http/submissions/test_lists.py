"""Lists: filters, views that people keep, a list taken out as a sheet; what comes back to the officer."""

import io

import openpyxl
import pytest

from bulletins.workflow.article import ARTICLE
from kernel import clock, db
from submissions.commands.progress import step
from submissions.queries import kept
from submissions.rules.progress import Step
from tests.http.submissions.conftest import BODY, FORM, Site

OFFICER, SIGNER, SCREENER, EDITOR, OTHER, AUDITOR = (
    "yunlu.xinxi1", "yunlu.qianfa", "shaixuan", "bianji1", "canglang.xinxi1", "shenji",
)  # fmt: skip
SENTENCE = "云麓市12家公司共赔付2.3亿元"


async def test_each_filter_holds_and_filters_hold_together(site: Site) -> None:
    at = await site.bring_to("submitted")
    today = clock.local(clock.now()).date().isoformat()
    desk = await site.as_(SCREENER)
    number = (await db.fetch("SELECT number FROM submission WHERE id = $1", at.id))[0]["number"]
    holds = (
        "category=work", "genre=news", "urgency=normal", f"since={today}", f"until={today}", "state=submitted",
        f"category=work&genre=news&urgency=normal&since={today}&until={today}", "sort=due", "sort=-due", "q=云麓市",
    )  # fmt: skip
    refuses = (
        "category=views", "genre=opinion", "urgency=flash", "since=2099-01-01", "until=2016-01-02", "late=1",
        "state=returned", "category=work&urgency=flash", "q=沧浪市",
    )  # fmt: skip
    for query in holds:
        assert number in (await desk.get(f"/submissions?{query}")).text, query
    for query in refuses:
        assert number not in (await desk.get(f"/submissions?{query}")).text, query
    assert (await desk.get("/submissions?since=yesterday&until=9999-12-31&genre=?")).status_code == 200


async def test_the_records_own_due_time_follows_its_clocks(site: Site) -> None:
    submitted, screened = await site.bring_to("submitted"), await site.bring_to("screened")
    due = {row["id"]: row["due"] for row in await db.fetch("SELECT id, due FROM submission")}
    running = await db.one("SELECT due FROM due_clock WHERE record = $1 AND ended IS NULL", submitted.id)
    assert running
    assert due[submitted.id] == running["due"]
    assert due[screened.id].year == 9999


async def test_a_view_is_kept_for_its_owner_alone_and_forgotten(site: Site) -> None:
    officer, signer = await site.as_(OFFICER), await site.as_(SIGNER)
    made = await officer.post(
        "/submissions/views", {"page": "submissions", "query": "state=returned&after=9.9", "name": "退回的"}
    )
    assert (made.status_code, made.headers["location"]) == (303, "/submissions?state=returned")
    assert "退回的" in (await officer.get("/submissions")).text
    assert "退回的" not in (await signer.get("/submissions")).text
    (view,) = await kept.of(await site.actor(OFFICER), "submissions")
    assert view.query == {"state": "returned"}
    assert not await kept.of(await site.actor(OFFICER), "desk")
    rows = await db.fetch("SELECT name_sealed, query_sealed FROM submission_view")
    assert all("退回的".encode() not in bytes(value) and b"returned" not in bytes(value) for value in rows[0].values())
    assert (await signer.post(f"/submissions/views/{view.id}/forget", {})).status_code == 404
    assert (await officer.post(f"/submissions/views/{view.id}/forget", {})).status_code == 303
    assert not await kept.of(await site.actor(OFFICER), "submissions")


async def test_a_view_needs_a_name_and_a_filter_and_there_are_not_too_many(site: Site) -> None:
    officer = await site.as_(OFFICER)
    for fields, status in (
        ({"query": "state=draft", "name": ""}, 422),
        ({"query": "state=draft", "name": "长" * 21}, 422),
        ({"query": "", "name": "空的"}, 422),
        ({"query": "state=draft", "name": "机密★一年"}, 422),
        ({"query": "state=draft", "name": "好", "page": "archive"}, 404),
    ):
        assert (await officer.post("/submissions/views", {"page": "submissions"} | fields)).status_code == status, (
            fields
        )
    for number in range(20):
        fields = {"page": "submissions", "query": "state=draft", "name": f"第{number}个"}
        assert (await officer.post("/submissions/views", fields)).status_code == 303
    more = await officer.post("/submissions/views", {"page": "submissions", "query": "state=draft", "name": "又一个"})
    assert more.status_code == 409


async def test_a_list_leaves_as_a_sheet_with_what_its_reader_sees_and_a_line_in_the_journal(site: Site) -> None:
    for state in ("draft", "submitted", "screened"):
        await site.bring_to(state)
    for login, states in ((OFFICER, 3), (EDITOR, 2), (OTHER, 0)):
        answer = await (await site.as_(login)).post("/submissions/export", {"page": "submissions", "query": ""})
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        titles = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[1]]
        assert titles == [FORM["title"]] * states, login
        last = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell][-1]
        assert f"共 {states} 条" in str(last)
    lines = await db.fetch("SELECT actor FROM journal WHERE action = 'export' ORDER BY seq")
    assert len(lines) == 3
    assert (await (await site.as_(AUDITOR)).post("/submissions/export", {"page": "submissions"})).status_code == 403
    assert (await (await site.as_(SCREENER)).post("/submissions/export", {"page": "desk"})).status_code == 403


async def test_a_list_longer_than_may_leave_is_refused_with_what_to_do(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_ROWS", 1)
    monkeypatch.setattr(kept, "STRETCH", 1)
    officer = await site.as_(OFFICER)
    await site.bring_to("draft")
    assert (await officer.post("/submissions/export", {"page": "submissions", "query": ""})).status_code == 200
    await site.bring_to("submitted")
    refused = await officer.post("/submissions/export", {"page": "submissions", "query": ""})
    assert refused.status_code == 422
    assert "缩小范围" in refused.text


@pytest.mark.requirement("SUB-13")
async def test_a_return_names_the_sentence_the_reason_and_what_to_do(site: Site) -> None:
    at = await site.bring_to("submitted")
    desk, officer = await site.as_(SCREENER), await site.as_(OFFICER)
    said = {"version": str(at.version), "code": "elements", "note": "请写明赔付件数"}
    wrong = await desk.post(f"/desk/{at.id}/return", said | {"passage": "正文里没有的一句"})
    assert wrong.status_code == 422
    assert "正文里找不到这一句" in wrong.text
    assert (await desk.post(f"/desk/{at.id}/return", said | {"passage": SENTENCE})).status_code == 303
    page = (await officer.get(f"/submissions/{at.id}")).text
    for words in ("要素不全", SENTENCE, "请写明赔付件数", "请补全时间、地点、来源和联系人", '<mark id="passage">'):
        assert words in page, words
    stored = await db.one("SELECT passage_sealed FROM submission_note WHERE action = 'return'")
    assert stored
    assert SENTENCE.encode() not in bytes(stored["passage_sealed"])


async def test_a_passage_that_reads_like_a_tag_stays_words(site: Site) -> None:
    at = await site.bring_to("submitted")
    desk, officer = await site.as_(SCREENER), await site.as_(OFFICER)
    said = {"version": str(at.version), "code": "facts", "note": "请核实", "passage": "8"}
    assert (await desk.post(f"/desk/{at.id}/return", said)).status_code == 303
    page = (await officer.get(f"/submissions/{at.id}")).text
    assert page.count('<mark id="passage">8</mark>') == 1
    assert BODY.split("8", 1)[1][:4] in page


async def test_a_declined_text_says_why_by_code_and_what_to_do_next_time(site: Site) -> None:
    at = await site.bring_to("declined")
    page = (await (await site.as_(OFFICER)).get(f"/submissions/{at.id}")).text
    for words in ("同类信息已经采用", "已有同类信息", "写出新的进展或本地特点"):
        assert words in page, words


async def test_the_officer_sees_every_step_in_the_office_and_who_has_it(site: Site) -> None:
    at = await site.bring_to("screened")
    article = at.id
    async with db.transaction(await site.actor(EDITOR)) as tx:
        for action in (Step.SELECT, Step.VERIFY):
            await step.within(tx, [at.id], article, action)
    page = (await (await site.as_(OFFICER)).get(f"/submissions/{at.id}")).text
    for words in ("现在由谁办理", Step.SELECT.label, Step.VERIFY.label):
        assert words in page, words
    assert set(Step) == ARTICLE.actions() - {"write", "publish"} | {"select"}
