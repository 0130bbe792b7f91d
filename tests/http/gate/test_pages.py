"""The gate's pages, and a held file on its way through the pages and the API."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from kernel import db
from tests.http.submissions.conftest import FORM, Browser, Site, listed, version_of
from tests.workflow.gate.people import OLD, counts

OFFICER, SIGNER, KEEPER, AUDITOR = "yunlu.xinxi1", "yunlu.qianfa", "baomi", "shenji"
QUOTE = "首页标有“机密★5年”字样的，一律退回。"
API = "/api/v1/submissions"
NEW = {name: FORM[name] for name in ("title", "body", "category", "urgency", "genre")}
ADD = {"change": "phrase", "words": "青岚行动", "where": "anywhere", "verdict": "hold"}

pytestmark = pytest.mark.requirement("SUB-11")


async def call(browser: Browser, url: str, body: Mapping[str, object]) -> tuple[int, dict[str, Any]]:
    answer = await browser.client.post(url, json=body, headers={"x-csrf-token": await browser.token()})
    return answer.status_code, answer.json()


async def hold() -> dict[str, Any]:
    (row,) = await db.fetch("SELECT * FROM hold")
    return row


async def drafted(site: Site) -> str:
    """A draft with a declared file, sent for signature through the pages; its address."""
    officer = await site.as_(OFFICER)
    form = FORM | {"act": "request_sign"}
    shown = await officer.post("/submissions/new", form, [OLD])
    answer = await officer.post("/submissions/new", form | {"declared": listed(shown)}, [OLD])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_a_held_file_goes_through_the_pages_with_two_ticks(site: Site) -> None:
    officer, signer = await site.as_(OFFICER), await site.as_(SIGNER)
    refused = await officer.post("/submissions/new", FORM | {"act": "request_sign"}, [OLD])
    assert refused.status_code == 422
    assert 'name="declared"' in refused.text
    assert FORM["body"] in refused.text
    assert await db.fetch("SELECT 1 FROM submission") == []
    url = await drafted(site)
    record = (await hold())["record"]
    page = (await signer.get(url)).text
    assert 'name="declared"' in page
    version = str(await version_of(record))
    unticked = await signer.post(f"{url}/sign_off", {"version": version})
    assert unticked.status_code == 422
    assert (await hold())["state"] == "declared"
    signed = await signer.post(f"{url}/sign_off", {"version": version, "declared": "1"})
    assert signed.status_code == 303
    row = await hold()
    assert (row["state"], row["decided_by"]) == ("released", (await site.actor(SIGNER)).id)
    sent = await officer.post(f"{url}/submit", {"version": str(await version_of(record))})
    assert sent.status_code == 303


async def test_what_is_refused_leaves_one_row_of_the_register_and_its_journal_line_by_page_and_by_api(
    site: Site,
) -> None:
    officer = await site.as_(OFFICER)
    before = await counts()
    assert (await officer.post("/submissions/new", FORM, [OLD])).status_code == 422
    assert (await officer.post("/submissions/new", FORM | {"title": "机密★5年", "declared": "1"})).status_code == 422
    assert (await call(officer, API, NEW | {"body": QUOTE}))[0] == 422
    assert (await call(officer, API, NEW | {"body": "机密★5年", "declared": ["0" * 64]}))[0] == 422
    after = await counts()
    assert {table: n - before[table] for table, n in after.items() if n != before[table]} == {
        "gate_refusal": 4, "journal": 4,
    }  # fmt: skip


async def test_the_signer_says_no_on_the_page_and_the_officer_cannot(site: Site) -> None:
    url = await drafted(site)
    row = await hold()
    officer, signer = await site.as_(OFFICER), await site.as_(SIGNER)
    address, form = f"/gate/holds/{row['id']}/deny", {"version": str(row["version"])}
    assert (await officer.post(address, form)).status_code == 403
    assert (await (await site.as_("canglang.qianfa")).post(address, form)).status_code == 404
    assert address in (await signer.get(url)).text
    denied = await signer.post(address, form)
    assert (denied.status_code, denied.headers["location"]) == (303, url)
    assert (await hold())["state"] == "denied"
    assert (await signer.post(f"/gate/holds/{row['id']}/release", form)).status_code == 404


async def test_the_api_says_and_refuses_the_same(site: Site) -> None:
    officer, signer = await site.as_(OFFICER), await site.as_(SIGNER)
    quoting = NEW | {"body": f"{NEW['body']}\n\n{QUOTE}"}
    status, problem = await call(officer, API, quoting)
    assert (status, problem["type"]) == (422, "urn:zhengxun:problem:held")
    (told,) = problem["holds"]
    assert told["where"] == "body"
    assert (await call(officer, API, quoting | {"declared": True}))[0] == 400
    status, problem = await call(officer, API, quoting | {"declared": ["0" * 64]})
    assert (status, problem["holds"]) == (422, [told])
    status, problem = await call(officer, API, NEW | {"body": "机密★5年", "declared": [told["digest"]]})
    assert (status, problem["type"]) == (422, "urn:zhengxun:problem:marking_found")
    assert await db.fetch("SELECT 1 FROM submission") == []
    assert len(await db.fetch("SELECT 1 FROM gate_refusal")) == 3
    status, made = await call(officer, API, quoting | {"declared": [told["digest"]]})
    assert status == 201
    url = f"{API}/{made['id']}/acts"
    assert (await call(officer, url, {"action": "request_sign", "version": 1}))[0] == 200
    status, problem = await call(signer, url, {"action": "sign_off", "version": 2})
    assert (status, list(problem["errors"])) == (422, ["declared"])
    assert (await call(signer, url, {"action": "sign_off", "version": 2, "declared": True}))[0] == 200
    assert (await hold())["state"] == "released"


async def test_the_keeper_tries_a_rule_then_saves_it_and_takes_it_back(site: Site) -> None:
    keeper, officer = await site.as_(KEEPER), await site.as_(OFFICER)
    tried = await keeper.post("/gate/rules", ADD | {"act": "try", "version": "0"})
    assert tried.status_code == 200
    assert "演练结果" in tried.text
    assert await db.fetch("SELECT 1 FROM gate_rules") == []
    saved = await keeper.post("/gate/rules", ADD | {"act": "save", "version": "0"})
    assert saved.status_code == 303
    page = (await keeper.get("/gate/rules")).text
    assert "青岚行动" in page
    assert re.search(r'name="keep" value="0" checked', page)
    held = await officer.post("/submissions/new", FORM | {"body": "青岚行动进展顺利。"})
    assert held.status_code == 422
    stale = await keeper.post("/gate/rules", ADD | {"act": "save", "version": "0"})
    assert stale.status_code == 409
    assert "青岚行动" in (await (await site.as_(AUDITOR)).get("/gate/rules")).text


async def test_a_rule_that_would_let_markings_through_is_listed_and_not_saved(site: Site) -> None:
    keeper = await site.as_(KEEPER)
    blind = {"change": "off", "rule": "level-paren", "act": "save", "version": "0"}
    refused = await keeper.post("/gate/rules", blind)
    assert refused.status_code == 422
    assert "会被放过的密级标志" in refused.text
    assert "★" in refused.text
    assert await db.fetch("SELECT 1 FROM gate_rules") == []
    for wrong, field in (({"change": "phrase", "words": "字"}, "words"), ({"change": "eat"}, "change")):
        answer = await keeper.post(
            "/gate/rules", {"where": "anywhere", "verdict": "hold", "act": "save", "version": "0"} | wrong
        )
        assert answer.status_code == 422
        assert f'id="f-{field}-error"' in answer.text


async def test_the_register_shows_no_content_to_the_two_who_read_it(site: Site) -> None:
    officer = await site.as_(OFFICER)
    await officer.post("/submissions/new", FORM | {"body": "机密★5年 孟春之月"}, [("孟春.txt", b"1")])
    for login in (AUDITOR, KEEPER):
        page = await (await site.as_(login)).get("/gate/refusals")
        assert page.status_code == 200
        assert "正文" in page.text
        assert "孟春" not in page.text


@pytest.mark.parametrize("login", [OFFICER, SIGNER, "shaixuan", "bianji1", "zhuren", "xitong"])
async def test_register_and_rules_are_for_the_two_administrators_and_the_form_for_everyone(
    site: Site, login: str
) -> None:
    browser = await site.as_(login)
    assert [(await browser.get(url)).status_code for url in ("/gate/rules", "/gate/refusals")] == [403, 403]
    assert (await browser.post("/gate/rules", ADD | {"act": "save", "version": "0"})).status_code == 403
    form = await browser.get("/gate/disc-form")
    assert form.status_code == 200
    assert all(word in form.text for word in ("光盘编号", "移交单位", "接收单位", "移交时间", "密级", "保管"))
    assert "<input" not in form.text.split('aria-label="登记单"')[1].split("</section>")[0]


async def test_the_auditor_reads_and_does_not_change(site: Site) -> None:
    auditor = await site.as_(AUDITOR)
    page = await auditor.get("/gate/rules")
    assert page.status_code == 200
    assert 'action="/gate/rules"' not in page.text
    assert (await auditor.post("/gate/rules", ADD | {"act": "save", "version": "0"})).status_code == 403
    assert (await site.stranger().get("/gate/disc-form")).status_code == 303
