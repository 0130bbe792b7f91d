import re
from uuid import uuid4

import pytest

from kernel import db, outbox
from notices.queries import reading as notices
from submissions.queries import records as submission_records
from submissions.workflow.submission import WORKFLOW, State
from tests.http.submissions.conftest import BODY, FORM, Site, version_of
from tests.posted import posted

OFFICER, SIGNER, SCREENER = "yunlu.xinxi1", "yunlu.qianfa", "shaixuan"
OTHER, APPROVER, AUDITOR = "canglang.xinxi1", "zhuren", "shenji"
SAID = {"note": "请核实口径", "code": "facts"}


async def test_a_stranger_is_sent_to_sign_in_and_can_change_nothing(site: Site) -> None:
    at = await site.bring_to("submitted")
    stranger = site.stranger()
    record = f"/submissions/{at.id}"
    for url in ("/submissions", "/submissions/new", record, f"{record}/edit", f"{record}/versions/1",
                f"{record}/files/{at.id}", "/desk", f"/desk/{at.id}"):  # fmt: skip
        answer = await stranger.get(url)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), url
    for url in ("/submissions/new", "/submissions/hints", f"/submissions/{at.id}/accept", f"/desk/{at.id}/accept"):
        assert (await stranger.client.post(url, data=SAID | {"version": str(at.version)})).status_code == 401, url
    assert await version_of(at.id) == at.version


async def test_for_another_unit_the_record_does_not_exist(site: Site) -> None:
    at = await site.bring_to("draft")
    other = await site.as_(OTHER)
    for url in ("", "/edit", "/versions/1", f"/files/{uuid4()}"):
        assert (await other.get(f"/submissions/{at.id}{url}")).status_code == 404, url
    for url in ("/edit", "/withdraw", "/request_sign", f"/files/{uuid4()}/remove"):
        answer = await other.post(f"/submissions/{at.id}{url}", FORM | {"version": "1"})
        assert answer.status_code == 404, url
    assert FORM["title"] not in (await other.get("/submissions")).text
    assert await version_of(at.id) == at.version


async def test_the_office_does_not_see_what_has_not_left_the_unit(site: Site) -> None:
    screener = await site.as_(SCREENER)
    for state in ("draft", "to_sign", "signed_off", "withdrawn"):
        at = await site.bring_to(state)
        assert (await screener.get(f"/submissions/{at.id}")).status_code == 404, state
        assert (await screener.get(f"/desk/{at.id}")).status_code == 404, state
    assert FORM["title"] not in (await screener.get("/submissions")).text
    at = await site.bring_to("submitted")
    assert (await screener.get(f"/desk/{at.id}")).status_code == 200
    assert FORM["title"] in (await screener.get("/desk")).text


async def test_who_has_no_business_with_submissions_is_told_so(site: Site) -> None:
    await site.bring_to("submitted")
    auditor, officer = await site.as_(AUDITOR), await site.as_(OFFICER)
    assert (await auditor.get("/submissions")).status_code == 403
    assert (await auditor.get("/desk")).status_code == 403
    assert (await officer.get("/desk")).status_code == 403
    assert (await (await site.as_(SIGNER)).get("/submissions/new")).status_code == 403


@pytest.mark.requirement("SUB-08")
async def test_the_buttons_shown_are_exactly_the_posts_that_succeed(site: Site) -> None:
    wrong, successes = [], 0
    for login in (OFFICER, SIGNER, SCREENER, OTHER, APPROVER):
        browser = await site.as_(login)
        token = await browser.token()
        for state in (each for each in State if each != State.TO_FORWARD):  # of a unit below another: test_channels.py
            at = await site.bring_to(state)
            text = (await browser.get(f"/submissions/{at.id}")).text
            shown = set(re.findall(rf'action="/submissions/{at.id}/(\w+)"', text))
            for action in posted(WORKFLOW, state, shown):
                fields = SAID | {"version": str(at.version), "_csrf": token, "_key": uuid4().hex}
                answer = await browser.client.post(f"/submissions/{at.id}/{action}", data=fields)
                succeeded = answer.status_code == 303
                if succeeded is not (action in shown):
                    wrong.append((login, str(state), action, answer.status_code))
                if succeeded:
                    successes += 1
                    at = await site.bring_to(state)
    assert wrong == []
    assert successes == 21  # 11 of the officer, 3 of the signer, 7 of the screener: who_may.txt


async def test_a_stale_page_moves_nothing_and_says_what_happened(site: Site) -> None:
    at = await site.bring_to("submitted")
    screener = await site.as_(SCREENER)
    answer = await screener.post(f"/submissions/{at.id}/accept", {"version": str(at.version - 1)})
    assert answer.status_code == 409
    assert "没有执行" in answer.text
    assert await version_of(at.id) == at.version


async def test_a_stale_save_keeps_what_was_typed_in_the_form(site: Site) -> None:
    at = await site.bring_to("draft")
    officer = await site.as_(OFFICER)
    answer = await officer.post(f"/submissions/{at.id}/edit", FORM | {"version": "1", "body": "第一次改"})
    assert answer.status_code == 303
    answer = await officer.post(f"/submissions/{at.id}/edit", FORM | {"version": "1", "body": "第二次改，别丢"})
    assert answer.status_code == 409
    assert "第二次改，别丢" in answer.text
    assert await version_of(at.id) == 2


async def test_the_same_form_sent_twice_does_the_same_once(site: Site) -> None:
    officer, screener = await site.as_(OFFICER), await site.as_(SCREENER)
    first = await officer.post("/submissions/new", FORM | {"_key": "same-key"})
    again = await officer.post("/submissions/new", FORM | {"_key": "same-key"})
    assert first.headers["location"] == again.headers["location"]
    at = await site.bring_to("submitted")
    for _ in range(3):
        answer = await screener.post(f"/submissions/{at.id}/accept", {"version": str(at.version), "_key": "accept-key"})
        assert answer.status_code == 303
    rows = await db.fetch("SELECT 1 FROM journal WHERE record = $1 AND action = 'accept'", at.id)
    assert len(rows) == 1
    other = await screener.post(f"/submissions/{at.id}/decline", SAID | {"version": "5", "_key": "accept-key"})
    assert other.status_code == 409


async def test_a_return_without_words_opens_the_panel_again_with_what_was_chosen(site: Site) -> None:
    at = await site.bring_to("submitted")
    screener = await site.as_(SCREENER)
    answer = await screener.post(f"/desk/{at.id}/return", {"version": str(at.version), "code": "source"})
    assert answer.status_code == 422
    assert '<details class="act" data-panel open>' in answer.text
    assert 'value="source" selected' in answer.text
    unknown = await screener.post(f"/desk/{at.id}/return", SAID | {"version": str(at.version), "code": "weather"})
    assert unknown.status_code == 422
    assert await version_of(at.id) == at.version


async def test_the_desk_leads_from_one_submission_to_the_next(site: Site) -> None:
    first, second = await site.bring_to("submitted"), await site.bring_to("submitted")
    screener = await site.as_(SCREENER)
    answer = await screener.post(f"/desk/{first.id}/accept", {"version": str(first.version)})
    assert answer.headers["location"] == f"/desk/{second.id}"
    answer = await screener.post(f"/desk/{second.id}/return", SAID | {"version": str(second.version)})
    assert answer.headers["location"] == "/desk"
    returned = await (await site.as_(OFFICER)).get(f"/submissions/{second.id}")
    assert "事实或数据不清" in returned.text
    assert SAID["note"] in returned.text


async def test_a_returned_text_is_mended_and_the_difference_is_shown(site: Site) -> None:
    at = await site.bring_to("returned")
    officer = await site.as_(OFFICER)
    answer = await officer.post(f"/submissions/{at.id}/revise", {"version": str(at.version)})
    assert answer.headers["location"] == f"/submissions/{at.id}/edit"
    changed = FORM | {"version": str(at.version + 1), "body": BODY.replace("2.3亿元", "2.4亿元"), "act": "request_sign"}
    assert (await officer.post(f"/submissions/{at.id}/edit", changed)).status_code == 303
    record = (await officer.get(f"/submissions/{at.id}")).text
    assert f'href="/submissions/{at.id}/versions/2"' in record
    compared = (await officer.get(f"/submissions/{at.id}/versions/2")).text
    assert "<del>3</del><ins>4</ins>" in compared
    assert (await officer.get(f"/submissions/{at.id}/versions/9")).status_code == 404
    assert (await officer.get(f"/submissions/{at.id}/edit")).status_code == 303


async def test_the_office_sees_the_texts_that_were_sent_and_none_between(site: Site) -> None:
    at, officer, screener = await site.bring_to("returned"), await site.as_(OFFICER), await site.as_(SCREENER)
    url = f"/submissions/{at.id}"
    await officer.post(f"{url}/revise", {"version": str(at.version)})
    for figure in ("未发出的数", "2.4亿元"):
        changed = FORM | {"version": str(await version_of(at.id)), "body": BODY.replace("2.3亿元", figure)}
        assert (await officer.post(f"{url}/edit", changed)).status_code == 303
    signer = await site.as_(SIGNER)
    for browser, action in ((officer, "request_sign"), (signer, "sign_off"), (officer, "submit")):
        moved = await browser.post(f"{url}/{action}", {"version": str(await version_of(at.id))})
        assert moved.status_code == 303
    statuses = {}
    for name, browser in (("unit", officer), ("office", screener)):
        pages = [await browser.get(f"{url}/versions/{n}{q}") for n, q in ((2, ""), (3, ""), (3, "?against=2"), (1, ""))]
        statuses[name] = [page.status_code for page in pages]
        assert any("未发出的数" in page.text for page in pages) is (name == "unit")
        record = (await browser.get(url)).text
        assert [f'href="{url}/versions/{n}"' in record for n in (1, 2, 3)] == [False, name == "unit", True]
    assert statuses == {"unit": [200, 200, 200, 404], "office": [404, 200, 404, 404]}
    assert "2.<del>3</del><ins>4</ins>亿元" in (await screener.get(f"{url}/versions/3")).text
    filed = await submission_records.dossier(await site.actor(SCREENER), at.id)
    assert [number for number, _, _ in filed.texts] == [1, 3]


async def test_attachments_come_back_as_they_were_and_can_be_taken_off_a_draft(site: Site) -> None:
    officer = await site.as_(OFFICER)
    made = await officer.post("/submissions/new", FORM, [("附表.txt", "指标，数值".encode())])
    url = made.headers["location"]
    page = (await officer.get(url)).text
    file = re.search(rf'{url}/files/([0-9a-f-]+)"', page)
    assert file
    got = await officer.get(f"{url}/files/{file[1]}")
    assert got.content == "指标，数值".encode()
    assert got.headers["content-disposition"].startswith("attachment;")
    assert (await (await site.as_(OTHER)).get(f"{url}/files/{file[1]}")).status_code == 404
    again = await officer.post(f"{url}/edit", FORM | {"version": "1"}, [("附表.txt", "指标，数值".encode())])
    assert again.status_code == 303
    assert (await officer.get(url)).text.count("附表.txt</a>") == 1, "the same file is kept once"
    gone = await officer.post(f"{url}/files/{file[1]}/remove", {"version": "2"})
    assert gone.status_code == 303
    assert (await officer.get(f"{url}/files/{file[1]}")).status_code == 404
    assert "附表.txt" not in (await officer.get(url)).text


async def test_too_many_files_and_wrong_fields_are_said_at_the_field(site: Site) -> None:
    officer = await site.as_(OFFICER)
    many = [(f"附表{n}.txt", b"1") for n in range(11)]
    answer = await officer.post("/submissions/new", FORM, many)
    assert (answer.status_code, FORM["body"] in answer.text) == (422, True)
    answer = await officer.post("/submissions/new", FORM, [("附表.docx", b"")])
    assert (answer.status_code, "文件是空的" in answer.text) == (422, True)
    answer = await officer.post("/submissions/new", FORM | {"title": "", "category": "instruction", "urgency": "?"})
    assert answer.status_code == 422
    for name in ("title", "urgency"):
        assert f'href="#f-{name}"' in answer.text
    answer = await officer.post("/submissions/new", FORM | {"category": "instruction"})
    assert 'href="#f-learned"' in answer.text
    answer = await officer.post("/submissions/new", FORM | {"learned": "2040-01-01T00:00"})
    assert 'href="#f-learned"' in answer.text
    assert await db.fetch("SELECT 1 FROM submission") == []


async def test_lists_filter_sort_search_and_page_by_key(site: Site) -> None:
    for _ in range(23):
        await site.bring_to("draft")
    sent = await site.bring_to("submitted")
    officer = await site.as_(OFFICER)

    def listed(text: str) -> list[str]:
        return re.findall(r'class="title" href="/submissions/([0-9a-f-]+)"', text)

    first = (await officer.get("/submissions")).text
    onward = re.search(r'href="(/submissions\?after=[^"]+)"', first)
    assert onward
    second = (await officer.get(onward[1])).text
    one, two = listed(first), listed(second)
    assert (len(one), len(two), set(one) & set(two)) == (20, 4, set())
    back = re.search(r'href="(/submissions\?before=[^"]+)"', second)
    assert back
    assert listed((await officer.get(back[1])).text) == one
    only = (await officer.get("/submissions?state=submitted&sort=-submitted")).text
    assert listed(only) == [str(sent.id)]
    assert str(sent.id) in (await officer.get("/submissions?q=共赔付&state=submitted")).text
    assert str(sent.id) not in (await officer.get("/submissions?q=航空航天")).text
    assert (await officer.get("/submissions?q=赔")).status_code == 422


async def test_people_are_told_what_concerns_them(site: Site) -> None:
    at = await site.bring_to("submitted")
    while await outbox.drain():
        pass
    assert await outbox.aside() == []
    told = {login: {n.topic for n in await notices.for_me(await site.actor(login))}
            for login in (OFFICER, SIGNER, SCREENER, OTHER, "yunlu.xinxi2")}  # fmt: skip
    assert told[SCREENER] == {"submission.submit"}
    assert told[SIGNER] == {"submission.request_sign"}
    assert told[OFFICER] == {"submission.sign_off"}
    assert told[OTHER] == set()
    await site.act(at, SCREENER, "return", **SAID)
    while await outbox.drain():
        pass
    for login in (OFFICER, SIGNER, "yunlu.xinxi2"):
        assert "submission.return" in {n.topic for n in await notices.for_me(await site.actor(login))}, login


@pytest.mark.requirement("SUB-13")
async def test_an_adopted_text_is_held_up_for_all_units_without_its_name(site: Site) -> None:
    editor, other, officer = await site.as_("bianji1"), await site.as_(OTHER), await site.as_(OFFICER)
    screened = await site.bring_to("screened")
    assert (await editor.post(f"/examples/{screened.id}/mark", {"why": "好"})).status_code == 404, "not adopted yet"
    at = await site.bring_to("adopted")
    url, said = f"/examples/{at.id}", {"why": "时间地点清楚，数据有对比，建议可行。"}
    assert "列为范例" in (await editor.get(url)).text
    assert (await other.get(url)).status_code == 404
    assert (await officer.post(f"{url}/mark", said)).status_code == 403
    for wrong in ("", "长" * 201, "秘密★3年"):
        assert (await editor.post(f"{url}/mark", {"why": wrong})).status_code == 422, wrong
    assert (await editor.post(f"{url}/mark", said)).status_code == 303
    for browser, named in ((other, False), (officer, True), (editor, True)):
        assert said["why"] in (await browser.get("/examples")).text
        page = (await browser.get(url)).text
        assert (FORM["title"] in page, "云麓监管局 ·" in page) == (True, named)
    assert said["why"] in (await officer.get(f"/submissions/{at.id}")).text
    assert (await editor.post(f"{url}/withdraw", {})).status_code == 303
    assert (await other.get(url)).status_code == 404
