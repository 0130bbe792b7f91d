"""Applications, handovers, regular reports and the office's tables as people click them; who may open which page."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from identity.commands import applications
from identity.queries import accounts as account_reads
from identity.queries import register as identity
from kernel import clock, db
from marking.scan import findings
from submissions.commands import periods
from tests.http.submissions.conftest import Browser, Site

pytestmark = pytest.mark.thorough
EDITOR, SECURITY, SYSTEM, SCREENER = "bianji1", "baomi", "xitong", "shaixuan"
OFFICER, SIGNER, OTHER = "yunlu.xinxi1", "yunlu.qianfa", "canglang.xinxi1"
WORDS = {
    "company": "长桥财产保险公司", "name": "江渺", "post": "办公室", "phone": "010-55501234", "mail": "j@example.invalid",
    "why": "",
}  # fmt: skip
FORM = ("申请表.txt", "申请开通信息员账号。（盖章）".encode())
PICTURE = ("申请表.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 200)
MARKED = "绝密★长期"


async def filed(browser: Browser, *files: tuple[str, bytes], url: str = "/apply", **words: str) -> httpx.Response:
    return await browser.post(url, WORDS | words, list(files))


@pytest.mark.requirement("SUB-17")
@pytest.mark.requirement("SUB-11")
async def test_from_the_application_to_the_first_sign_in(site: Site) -> None:
    stranger = site.stranger()
    for name in WORDS:
        marked = await filed(stranger, FORM, **{name: MARKED})
        assert marked.status_code == 422, name
    assert not await db.fetch("SELECT 1 FROM application")
    assert (await filed(stranger)).status_code == 422, "without the stamped form"
    shown = await filed(stranger, FORM)
    number, code = re.findall(r"<dd[^>]*>([^<]+)</dd>", shown.text)[:2]
    row = await db.one("SELECT * FROM application")
    assert row
    assert (row["number"], code) == (number, applications.code_of(row["id"]))
    assert WORDS["name"].encode() not in repr(row).encode()
    for asked in ({"number": number, "code": "wrong"}, {"number": "SQ2026-9999", "code": code}):
        answer = await stranger.post("/apply/state", asked)
        assert (answer.status_code, "没有查到" in answer.text) == (404, True)
    assert "待审核" in (await stranger.post("/apply/state", {"number": number, "code": code})).text
    at = f"/applications/{row['id']}"
    editor, security, system = [await site.as_(login) for login in (EDITOR, SECURITY, SYSTEM)]
    assert WORDS["name"] in (await editor.get(at)).text
    assert (await (await site.as_(OFFICER)).get(at)).status_code == 404
    there = await identity.units(await site.actor(EDITOR))
    # the insurer has two officers already; the third is refused where it is reviewed
    full = next(str(unit.id) for unit in there if unit.name.startswith("长桥"))
    assert (await editor.post(f"{at}/review", {"version": "1", "unit": full})).status_code == 409
    free = next(str(unit.id) for unit in there if unit.name.startswith("归舟"))
    assert (await editor.post(f"{at}/review", {"version": "1", "unit": free})).status_code == 303
    assert (await security.post(f"{at}/approve", {"version": "2"})).status_code == 303
    assert findings("juemi5nian", "login")
    assert (await system.post(f"{at}/open", {"version": "3", "login": "juemi5nian"})).status_code == 422
    opened = await system.post(f"{at}/open", {"version": "3", "login": "guizhou.new"})
    first = re.search(r"初始口令：([0-9a-f-]+)", opened.text)
    assert first, opened.text[-500:]
    assert first[1] not in (await system.get(at)).text, "shown once"
    newcomer = site.stranger()
    entered = await newcomer.client.post("/sign-in", data={"login": "guizhou.new", "password": first[1], "next": "/"})
    assert entered.headers["location"] == "/password"
    assert (await newcomer.get("/submissions")).headers["location"] == "/password"
    # and leaves again, so that the organisation stands as it stood
    account = await account_reads.account_of_login(await site.actor(SYSTEM), "guizhou.new")
    assert account
    person = await identity.person_of(await site.actor(SYSTEM), account.id)
    gone = await system.post(f"/book/people/{person}/leave", {"version": "1", "heir": ""})
    assert gone.status_code == 303
    assert (await newcomer.get("/password")).status_code == 303, "its session has ended"


@pytest.mark.requirement("SUB-17")
@pytest.mark.requirement("SUB-11")
async def test_a_picture_of_the_form_is_declared_by_two_people(site: Site) -> None:
    stranger = site.stranger()
    held = await filed(stranger, PICTURE)
    listed = re.search(r'name="declared" value="([0-9a-f ]+)"', held.text)
    assert listed, held.text[-800:]
    assert held.status_code == 422
    assert (await filed(stranger, PICTURE, declared=listed[1])).status_code == 200
    row = await db.one("SELECT id, held FROM application ORDER BY created DESC LIMIT 1")
    assert row
    assert row["held"]
    editor, at = await site.as_(EDITOR), f"/applications/{row['id']}"
    there = await identity.units(await site.actor(EDITOR))
    unit = next(str(each.id) for each in there if each.name.startswith("归舟"))
    assert (await editor.post(f"{at}/review", {"version": "1", "unit": unit})).status_code == 422
    assert (await editor.post(f"{at}/review", {"version": "1", "unit": unit, "declared": "1"})).status_code == 303


@pytest.mark.requirement("SUB-17")
async def test_a_unit_with_two_officers_is_told_to_register_the_leaving_first(site: Site) -> None:
    signer = await site.as_(SIGNER)
    answer = await filed(signer, FORM, url="/applications")
    assert (answer.status_code, "最多登记 2 名" in answer.text) == (409, True)
    other = await site.as_(OTHER)  # its unit has one
    made = await filed(other, FORM, url="/applications")
    assert made.status_code == 303
    assert (await signer.get(made.headers["location"])).status_code == 404
    taken = await other.post(f"{made.headers['location']}/take_back", {"version": "1"})
    assert taken.status_code == 303


@pytest.mark.requirement("SUB-03")
async def test_the_office_sets_a_period_sees_who_is_silent_and_urges_them(site: Site) -> None:
    editor, officer = await site.as_(EDITOR), await site.as_(OFFICER)
    assert "还没有设定定期报送" in (await editor.get("/silent")).text
    day = clock.local(clock.now()).date().isoformat()
    row = {"code": "weekly", "label": "每周信息", "cadence": "week", "category": "", "day": day}
    assert (await editor.post("/settings/tables/period/add", row)).status_code == 303
    await periods.turn()
    mine = await officer.get("/periods")
    duty = re.search(r'action="(/periods/[^"]+/zero)"', mine.text)
    assert duty, mine.text[-500:]
    assert "定期报送" in (await officer.get("/")).text or "每周信息" in (await officer.get("/")).text
    assert (await (await site.as_(OTHER)).post(duty[1], {"version": "1"})).status_code == 404
    assert (await officer.post(duty[1], {"version": "1"})).status_code == 303
    assert "零报告" in (await officer.get("/periods")).text
    page = (await editor.get("/silent")).text
    order = [unit.name for unit in await identity.units(await site.actor(EDITOR)) if f">{unit.name}</a>" in page]
    assert order == re.findall(r'<a class="title" href="/book/[^"]+">([^<]+)</a>', page), "the agreed order"
    open_ones = re.findall(r'name="duty" value="([^"]+)"', page)
    fields: dict[str, Any] = {"duty": open_ones[0], "period": "weekly", "starts": ""}
    assert (await editor.post("/silent/press", fields)).status_code == 303
    assert await db.fetch("SELECT 1 FROM notice WHERE topic = 'notice.press' AND record_kind = 'report_duty'")
    assert (await officer.post("/silent/press", fields)).status_code == 403


@pytest.mark.requirement("SUB-03")
async def test_a_category_is_renamed_from_tomorrow_and_given_up_again(site: Site) -> None:
    editor = await site.as_(EDITOR)
    tomorrow = (clock.local(clock.now()).date() + timedelta(days=1)).isoformat()
    base = "/settings/tables/category"
    typed = {"key-code": "views", "label": "社会各界意见", "help_label": "", "place": "7", "day": tomorrow}
    assert (await editor.post(f"{base}/change", typed | {"label": MARKED})).status_code == 422
    assert (await editor.post(f"{base}/change", typed)).status_code == 303
    page = (await editor.get(base)).text
    assert all(words in page for words in ("社会各界意见", "未生效", "改动记录"))
    assert "社会各界意见" not in (await (await site.as_(OFFICER)).get("/submissions/new")).text
    assert "社会各界意见" in (await editor.get(f"{base}?day={tomorrow}")).text
    kept = await editor.post(f"{base}/end", {"key-code": "emergency", "day": tomorrow})
    assert (kept.status_code, "不能停用" in kept.text) == (409, True)
    assert (await editor.post(f"{base}/drop", {"key-code": "views", "day": tomorrow})).status_code == 303
    rows = await db.fetch("SELECT label, valid_until FROM submission_choice WHERE kind = 'category' AND code = 'views'")
    assert [row["valid_until"] for row in rows] == [None]
    assert (await editor.post("/settings/tables/nothing/add", typed)).status_code == 404


@pytest.mark.requirement("SUB-03")
async def test_every_table_opens_and_what_the_editors_look_for_reaches_the_writer(site: Site) -> None:
    editor, officer = await site.as_(EDITOR), await site.as_(OFFICER)
    for name in re.findall(r'href="(/settings/tables/[a-z_]+)"', (await editor.get("/settings/tables")).text):
        assert (await editor.get(name)).status_code == 200, name
    day = clock.local(clock.now()).date().isoformat()
    words = {"title": "近期要点", "body": "台风灾害理赔的情况。", "first": day, "last": day}
    assert (await editor.post("/focus", words)).status_code == 303
    for address in ("/", "/mine", "/mine?of=unit", "/submissions/new"):
        assert "近期要点" in (await officer.get(address)).text, address


@pytest.mark.requirement("SEC-03")
@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("/settings/tables", {EDITOR}), ("/focus", {EDITOR}), ("/silent", {EDITOR, SCREENER}),
        ("/mine", {OFFICER, SIGNER}), ("/periods", {OFFICER, SIGNER}),
        ("/applications", {EDITOR, SYSTEM, SECURITY, OFFICER, SIGNER}), ("/applications/new", {OFFICER, SIGNER}),
        ("/handovers", {EDITOR, SYSTEM, SECURITY, OFFICER, SIGNER}),
    ],
)  # fmt: skip
async def test_each_page_opens_for_those_whose_work_it_is(site: Site, address: str, may: set[str]) -> None:
    for login in (EDITOR, SCREENER, SYSTEM, SECURITY, "shenji", OFFICER, SIGNER, "lingdao1"):
        answer = await (await site.as_(login)).get(address)
        assert answer.status_code == (200 if login in may else 403), login
    assert (await site.stranger().get(address)).status_code == 303
