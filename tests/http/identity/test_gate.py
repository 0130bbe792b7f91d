import pytest

from identity.commands import accounts
from identity.pages.gate import own_page
from identity.queries import accounts as account_reads
from identity.queries import register
from kernel import db
from kernel.actor import SYSTEM, Call
from tests.http.identity.site import PASSWORD, Site


@pytest.mark.requirement("KEY-11")
async def test_a_session_chosen_by_somebody_else_is_not_taken(site: Site) -> None:
    browser = site.browser()
    browser.client.cookies.set("zx_session", "attackerchosen" * 3)
    answer = await browser.sign_in("bianji1")
    cookie = answer.headers["set-cookie"]
    assert "attackerchosen" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert (await browser.get("/me")).status_code == 200


@pytest.mark.requirement("KEY-11")
async def test_a_wrong_password_keeps_the_login_typed_and_says_what_to_do(site: Site) -> None:
    browser = site.browser()
    answer = await browser.sign_in("bianji1", "not the password")
    assert answer.status_code == 403
    assert 'value="bianji1"' in answer.text
    assert "账号或口令不对" in answer.text
    assert "set-cookie" not in answer.headers
    unknown = await browser.sign_in("nobody", "not the password")
    assert unknown.text.replace("nobody", "bianji1").split("_key")[0] == answer.text.split("_key")[0]


async def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(site: Site) -> None:
    browser = await site.as_("bianji1")
    copy = site.browser()
    copy.client.cookies.update(browser.client.cookies)
    assert (await copy.get("/me")).status_code == 200
    assert (await browser.post("/sign-out")).status_code == 303
    assert (await copy.get("/me")).status_code == 303


@pytest.mark.requirement("SUB-17")
async def test_a_first_password_leads_to_the_form_and_nowhere_else(site: Site) -> None:
    system, security = [
        Call(await register.actor_of((await register.holders(SYSTEM, right))[0]))
        for right in ("account:system:apply", "account:security:approve")
    ]
    held = await account_reads.account_of_login(system.actor, "shanhai.qianfa")
    assert held is not None
    now = await account_reads.account(system.actor, held.id)
    issued = await accounts.reissue_password(security, now.id, now.version)
    browser = site.browser()
    answer = await browser.sign_in("shanhai.qianfa", issued.password)
    assert answer.headers["location"] == "/password"
    for url in ("/me", "/book", "/notices"):
        answer = await browser.get(url)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/password"), url
    page = (await browser.get("/password")).text
    token = page.split('name="_csrf" value="')[1].split('"')[0]
    short = {"_csrf": token, "current": issued.password, "new": "short", "again": "short"}
    refused = await browser.client.post("/password", data=short)
    assert refused.status_code == 422
    assert "至少 12 个字符" in refused.text
    fine = short | {"new": "a password of my own", "again": "a password of my own"}
    assert (await browser.client.post("/password", data=fine)).status_code == 303
    assert (await browser.get("/me")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://testserver"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_form_from_another_site_changes_nothing(site: Site, headers: dict[str, str]) -> None:
    browser = await site.as_("bianji1")
    token = await browser.token()
    before = await db.one("SELECT count(*) AS n FROM journal")
    for url, data in (
        ("/sign-out", {}),
        ("/me", {"name": "改名"}),
        ("/sign-in", {"login": "bianji1", "password": PASSWORD}),
    ):
        answer = await browser.client.post(url, data={"_csrf": token, **data}, headers=headers)
        assert answer.status_code == 403, (url, headers)
    assert await db.one("SELECT count(*) AS n FROM journal") == before


async def test_a_form_without_the_sessions_token_changes_nothing(site: Site) -> None:
    browser, other = await site.as_("bianji1"), await site.as_("bianji2")
    for token in ("", "0" * 64, await other.token()):
        answer = await browser.client.post("/sign-out", data={"_csrf": token})
        assert answer.status_code == 403
    own = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    answer = await browser.client.post("/sign-out", data={"_csrf": await browser.token()}, headers=own)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/book?q=a", "/book?q=a"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
        ("/sign-in", "/"),
    ],
)
def test_after_signing_in_nobody_is_led_off_the_site(asked: str, led: str) -> None:
    assert own_page(asked) == led


async def test_the_door_leads_on_to_the_page_that_was_asked_for(site: Site) -> None:
    browser = site.browser()
    sent = await browser.get("/book?q=柳")
    assert sent.headers["location"].startswith("/sign-in?next=/book")
    page = await browser.get(sent.headers["location"])
    assert "/book?q=" in page.text
    answer = await browser.sign_in("bianji1", next="/book?q=x")
    assert answer.headers["location"] == "/book?q=x"


async def test_programs_sign_in_with_json_and_get_the_form_token(site: Site) -> None:
    browser = site.browser()
    assert (await browser.get("/api/v1/me")).status_code == 401
    wrong = await browser.client.post("/api/v1/session", json={"login": "bianji1", "password": "no"})
    assert (wrong.status_code, wrong.headers["content-type"]) == (403, "application/problem+json")
    assert wrong.json()["type"] == "urn:zhengxun:problem:sign_in_refused"
    started = await browser.client.post("/api/v1/session", json={"login": "bianji1", "password": PASSWORD})
    assert started.status_code == 201
    me = (await browser.get("/api/v1/me")).json()
    assert me == started.json()
    assert (me["roles"], me["unit_name"], me["must_change_password"]) == (["editor"], "海晏保险监督管理局办公厅", False)
    assert (await browser.client.delete("/api/v1/session")).status_code == 403
    ended = await browser.client.delete("/api/v1/session", headers={"x-csrf-token": me["csrf"]})
    assert ended.status_code == 204
    assert (await browser.get("/api/v1/me")).status_code == 401
