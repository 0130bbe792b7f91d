import re

import pytest

from identity.queries import accounts as account_reads
from identity.queries import register
from kernel import db
from kernel.actor import SYSTEM, Actor
from tests.http.identity.site import HOUSES_HERE, Browser, Site

SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR = "xitong", "baomi", "shenji"


async def _unit(name: str) -> str:
    return str(next(unit.id for unit in await register.units(SYSTEM) if unit.name == name))


async def _version(browser: Browser, url: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', (await browser.get(url)).text)
    assert found is not None
    return found.group(1)


@pytest.mark.requirement("SEC-02")
async def test_an_account_is_applied_for_approved_used_and_disabled_on_the_pages(site: Site) -> None:
    system, security = await site.as_(SYSTEM_ADMIN), await site.as_(SECURITY_ADMIN)
    unit = await _unit("山海再保险公司")
    fields = {"unit": unit, "name": "许听澜", "login": "shanhai.xinxi2", "roles": "liaison", "phone": "nonsense"}
    refused = await system.post("/admin/accounts", **fields)
    assert refused.status_code == 422
    assert "请填写电话号码" in refused.text
    assert 'value="许听澜"' in refused.text
    made = await system.post("/admin/accounts", **(fields | {"phone": "010-55501234"}))
    assert made.status_code == 303
    url = made.headers["location"]
    assert "批准开通" not in (await system.get(url)).text
    approved = await security.post(f"{url}/approve", version=await _version(security, url))
    first = re.search(r"只显示这一次）：([0-9a-f-]+)", approved.text)
    assert first is not None
    assert first.group(1) not in (await security.get(url)).text
    holder = site.browser()
    assert (await holder.sign_in("shanhai.xinxi2", first.group(1))).headers["location"] == "/password"
    disabled = await system.post(f"{url}/disable", version=await _version(system, url), reason="left")
    assert disabled.status_code == 303
    assert (await holder.get("/password")).status_code == 303
    page = (await system.get(url)).text
    assert "离岗审计" in page
    assert "已停用" in page


@pytest.mark.requirement("SEC-01")
async def test_each_step_is_refused_to_every_other_administrator(site: Site) -> None:
    account = await account_reads.account_of_login((await _viewer()), "yunlu.xinxi1")
    assert account is not None
    url = f"/admin/accounts/{account.id}"
    steps = {
        SYSTEM_ADMIN: {"approve", "reissue", "lock", "unlock", "refuse"},
        SECURITY_ADMIN: {"disable", "roles"},
        AUDITOR: {"approve", "reissue", "lock", "unlock", "refuse", "disable", "roles"},
    }
    for login, actions in steps.items():
        browser = await site.as_(login)
        for action in sorted(actions):
            fields = {"version": account.version, "note": "x", "reason": "unused", "roles": "signer"}
            answer = await browser.post(f"{url}/{action}", **fields)
            assert answer.status_code in (403, 409), (login, action, answer.status_code)
    assert await account_reads.account_of_login(await _viewer(), "yunlu.xinxi1") == account


async def _viewer() -> Actor:
    return await register.actor_of((await register.holders(SYSTEM, "journal:audit:read"))[0])


@pytest.mark.requirement("SEC-01")
async def test_buttons_shown_are_steps_that_succeed(site: Site) -> None:
    shown: dict[str, set[str]] = {}
    account = await account_reads.account_of_login(await _viewer(), "yunlu.xinxi1")
    assert account is not None
    for login in (SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR):
        page = (await (await site.as_(login)).get(f"/admin/accounts/{account.id}")).text
        shown[login] = set(re.findall(rf'action="/admin/accounts/{account.id}/(\w+)"', page))
    assert shown == {SYSTEM_ADMIN: {"disable", "roles"}, SECURITY_ADMIN: {"reissue", "lock"}, AUDITOR: set()}
    security = await site.as_(SECURITY_ADMIN)
    version = await _version(security, f"/admin/accounts/{account.id}")
    locked = await security.post(f"/admin/accounts/{account.id}/lock", version=version, note="核查")
    assert locked.status_code == 303
    stale = await security.post(f"/admin/accounts/{account.id}/unlock", version=version)
    assert stale.status_code == 409


@pytest.mark.requirement("SEC-01")
async def test_roles_are_asked_for_on_one_desk_and_granted_on_the_other(site: Site) -> None:
    system, security = await site.as_(SYSTEM_ADMIN), await site.as_(SECURITY_ADMIN)
    holder = await site.as_("jiaodui")
    account = await account_reads.account_of_login(await _viewer(), "jiaodui")
    assert account is not None
    bad = await system.post(f"/admin/accounts/{account.id}/roles", version=account.version, roles=["editor", "auditor"])
    assert bad.status_code == 422
    asked = await system.post(f"/admin/accounts/{account.id}/roles", version=account.version, roles="screener")
    assert asked.status_code == 303
    (change,) = await account_reads.role_changes(await _viewer(), open_only=True)
    url = f"/admin/roles/{change.id}"
    assert (await system.post(f"{url}/grant", version=1)).status_code == 403
    empty = await security.post(f"{url}/refuse", version=1, note="")
    assert empty.status_code == 422
    assert (await holder.get("/me")).status_code == 200
    assert (await security.post(f"{url}/grant", version=1)).status_code == 303
    assert (await holder.get("/me")).status_code == 303
    assert (await security.get("/admin/roles")).status_code == 200


@pytest.mark.requirement("SUB-02")
async def test_a_liaison_officer_is_registered_on_the_persons_page_and_a_third_is_told_why_not(site: Site) -> None:
    officer = await site.as_("yunlu.xinxi1")
    unit = await _unit("云麓监管局")
    added = await officer.post(f"/book/{unit}/people", name="游子衿", phone="010-55500000")
    assert added.status_code == 303
    page = (await officer.get(f"/book/{unit}")).text
    person = re.findall(r'href="(/book/people/[0-9a-f-]+)">游子衿', page)[0]
    refused = await officer.post(f"{person}/liaison")
    assert refused.status_code == 409
    assert "最多登记 2 名信息员" in refused.text
    other = re.findall(r'href="(/book/people/[0-9a-f-]+)">乔一苇', page)[0]
    assert (await officer.post(f"{other}/release", kind="liaison")).status_code == 303
    assert "要登记接替的人" in (await officer.get(f"/book/{unit}")).text
    assert (await officer.post(f"{person}/liaison")).status_code == 303
    assert "要登记接替的人" not in (await officer.get(f"/book/{unit}")).text
    stranger = await site.as_("canglang.xinxi1")
    assert (await stranger.post(f"{person}/release", kind="liaison")).status_code == 403
    assert (await stranger.post(f"{person}/nonsense")).status_code == 404


@pytest.mark.requirement("SEC-09")
async def test_the_book_shows_no_full_number_the_persons_page_does(site: Site) -> None:
    reader = await site.as_("lingdao1")
    book = (await reader.get("/book?q=裴千帆")).text
    assert not re.search(r"010-5550\d{4}", book)
    person = re.findall(r'href="(/book/people/[0-9a-f-]+)">裴千帆', book)[0]
    assert re.search(r"010-5550\d{4}", (await reader.get(person)).text)
    assert "秦若谷" in (await reader.get(person)).text.split("readers-title")[-1]


@pytest.mark.requirement("SUB-01")
async def test_units_are_kept_on_the_system_administrators_desk(site: Site) -> None:
    system, editor = await site.as_(SYSTEM_ADMIN), await site.as_("bianji1")
    bad = await system.post("/admin/units", name="", kind="nonsense")
    assert bad.status_code == 422
    made = await system.post("/admin/units", name="青阳分局", kind="local_bureau", parent=await _unit("云麓监管局"))
    assert made.status_code == 303
    url = made.headers["location"]
    assert "云麓监管局" in (await system.get(url)).text
    named = await editor.post(f"{url}/direct", version=await _version(editor, url), direct="1")
    assert named.status_code == 303
    assert "是，不经上级单位" in (await editor.get(url)).text
    assert (await editor.post("/admin/units", name="x", kind="insurer")).status_code == 403
    edit = url.replace("/book/", "/admin/units/")
    changed = await system.post(
        edit, version=await _version(system, edit), name="青阳监管分局", place="7", parent=await _unit("沧浪监管局")
    )
    assert changed.status_code == 303
    assert (await system.post(f"{edit}/close", version=await _version(system, edit))).status_code == 303


async def test_the_auditor_pages_through_the_whole_journal_and_filters_it(site: Site) -> None:
    auditor = await site.as_(AUDITOR)
    total = (await db.one("SELECT max(seq) AS n FROM journal") or {})["n"]
    seen: list[int] = []
    url = "/admin/journal"
    while url:
        page = (await auditor.get(url)).text
        seen += [int(n) for n in re.findall(r'<th scope="row" class="num">(\d+)</th><td><time', page)]
        following = re.search(r'id="page-next" rel="next" href="([^"]+)"', page)
        url = following.group(1).replace("&amp;", "&") if following else ""
    assert seen == list(range(total, 0, -1))
    back = (await auditor.get("/admin/journal?before=10")).text
    assert [int(n) for n in re.findall(r'class="num">(\d+)</th><td><time', back)] == list(range(60, 10, -1))
    units = (await auditor.get("/admin/journal?kind=unit&who=xitong")).text
    assert units.count("<time") == len(HOUSES_HERE)
    approved = (await auditor.get("/admin/journal?kind=account")).text
    assert "批准开通" in approved
    assert "待批准 → 待启用" in approved
    assert "没有符合条件的内容" in (await auditor.get("/admin/journal?who=nobody")).text


async def test_a_job_that_stands_aside_is_shown_and_tried_again(site: Site) -> None:
    await db.fetch(
        "INSERT INTO outbox (topic, ids, state, due, created, error)"
        " VALUES ('notice.mail', '{}', 'aside', now(), now(), 'Poison')"
    )
    system = await site.as_(SYSTEM_ADMIN)
    page = (await system.get("/admin/outbox")).text
    url = re.findall(r'action="(/admin/outbox/\d+/redrive)"', page)[0]
    assert (await system.post(url)).status_code == 303
    assert await db.one("SELECT state FROM outbox WHERE topic = 'notice.mail'") == {"state": "ready"}
    assert (await system.post(url)).status_code == 404
