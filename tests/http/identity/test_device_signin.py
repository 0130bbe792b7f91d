"""Signing in by device: two steps, each refusal by its reason, and the session that hangs on the device."""

import asyncio
import re
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from crypto.devices.softtoken import SoftwareToken
from identity.commands import keys
from identity.errors import DeviceCertificateRefused
from identity.queries import accounts as account_reads
from identity.queries import register
from kernel import db
from kernel.actor import SYSTEM, Actor, Call
from kernel.errors import Forbidden
from tests.http.identity.site import PASSWORD, Browser, Site
from tests.http.identity.tokens import (
    Authority,
    answer,
    asked,
    certificate,
    challenged,
    enter,
    heard,
    respond,
)

LOGIN, OTHER = "bianji1", "bianji2"
SILENT = "UPDATE device_presence SET seen = seen - interval '7 s', asked = asked - interval '7 s'"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    made = Authority.found(tmp_path / "trust")
    keys.install(made.folder)
    return made


async def holder_of(right: str) -> Actor:
    return await register.actor_of((await register.holders(SYSTEM, right))[0])


async def bound(device: SoftwareToken, login: str = LOGIN) -> UUID:
    security = await holder_of("device:security:bind")
    account = await account_reads.account_of_login(security, login)
    assert account is not None
    return (await keys.bind(Call(security), account.id, device.serial, certificate(device).der)).id


@pytest.fixture
async def stick(site: Site, authority: Authority, tmp_path: Path) -> SoftwareToken:
    made = authority.device(tmp_path / "stick" / "device.json")
    await bound(made)
    return made


async def journal(login: str = LOGIN) -> list[str]:
    rows = await db.fetch(
        "SELECT j.action FROM journal j JOIN account a ON a.id = j.record WHERE a.login = $1 ORDER BY j.seq", login
    )
    return [row["action"] for row in rows]


async def sessions() -> int:
    return int((await db.one("SELECT count(*) AS n FROM session") or {})["n"])


@pytest.mark.requirement("KEY-11")
async def test_password_and_device_together_open_a_session(site: Site, stick: SoftwareToken) -> None:
    browser = site.browser()
    given = await challenged(browser, LOGIN, next="/book?q=x")
    assert given["service"] == "http://testserver"
    assert given["login"] == LOGIN
    assert (await browser.get("/me")).status_code == 303, "the password alone opens nothing"
    fields = answer(given, stick)
    back = await browser.get("/sign-in/device/answer?" + "&".join(f"{k}={v}" for k, v in fields.items()))
    assert "data-auto" in back.text
    assert (await browser.get("/me")).status_code == 303, "coming back opens nothing"
    led = await respond(browser, fields)
    assert (led.status_code, led.headers["location"]) == (303, "/book?q=x")
    page = await browser.get("/me")
    assert page.status_code == 200
    assert "data-watched" in page.text
    assert stick.serial in page.text
    assert (await journal())[-1] == "sign_in"
    on_device = await db.fetch("SELECT action FROM journal WHERE kind = 'device_binding' ORDER BY seq")
    assert [row["action"] for row in on_device] == ["bind", "sign_in"]
    plain = await (await site.as_(OTHER)).get("/me")
    assert "data-watched" not in plain.text, "control: who has no device signs in by password"


@pytest.mark.requirement("KEY-11")
async def test_the_pin_is_asked_for_on_no_page_of_the_service(site: Site, stick: SoftwareToken) -> None:
    browser = site.browser()
    await challenged(browser, LOGIN)
    page = (await browser.get("/sign-in/device")).text
    assert "<input" not in page
    assert "zhengxun agent" in page


@pytest.mark.requirement("KEY-11")
async def test_a_program_cannot_go_round_the_device(site: Site, stick: SoftwareToken) -> None:
    browser = site.browser()
    said = await browser.client.post("/api/v1/session", json={"login": LOGIN, "password": PASSWORD})
    assert (said.status_code, said.json()["type"]) == (403, "urn:zhengxun:problem:device_needed")
    assert await sessions() == 0


@pytest.mark.requirement("KEY-11")
async def test_an_answer_is_good_once(site: Site, stick: SoftwareToken) -> None:
    browser, copy = site.browser(), site.browser()
    given = await challenged(browser, LOGIN)
    copy.client.cookies.update(browser.client.cookies)
    fields = answer(given, stick)
    assert (await respond(browser, fields)).status_code == 303
    again = await respond(copy, fields)
    assert again.status_code == 403
    assert "已经用过" in again.text
    assert (await respond(browser, fields)).status_code == 403
    for page in ("/sign-in/device", "/sign-in/device/answer"):
        assert (await browser.get(page)).headers["location"] == "/", "who goes back is in already"


@pytest.mark.requirement("KEY-11")
async def test_an_answer_opens_nothing_in_another_browser(site: Site, stick: SoftwareToken) -> None:
    thief, victim = site.browser(), site.browser()
    fields = answer(await challenged(thief, LOGIN), stick)  # lured to sign the thief's challenge
    led = await respond(victim, fields)
    assert led.status_code == 403
    assert await sessions() == 0
    assert (await victim.get("/me")).status_code == 303


@pytest.mark.requirement("KEY-11")
async def test_after_two_minutes_the_challenge_is_over(site: Site, stick: SoftwareToken) -> None:
    browser = site.browser()
    given = await challenged(browser, LOGIN)
    await db.fetch("UPDATE sign_in_challenge SET issued = issued - interval '3 min', ends = ends - interval '2 min'")
    late = await respond(browser, answer(given, stick))
    assert late.status_code == 403
    assert "已经过期" in late.text
    assert (await browser.get("/sign-in/device")).status_code == 403


@pytest.mark.requirement("KEY-11")
async def test_of_two_tabs_the_newer_one_counts_and_nothing_is_lost(site: Site, stick: SoftwareToken) -> None:
    browser = site.browser()
    older = await challenged(browser, LOGIN)
    newer = await challenged(browser, LOGIN)
    stray = await respond(browser, answer(older, stick))
    assert stray.status_code == 409
    assert "另一个窗口" in stray.text
    assert (await respond(browser, answer(newer, stick))).status_code == 303


@pytest.mark.requirement("KEY-11")
async def test_a_signature_about_something_else_opens_nothing(site: Site, stick: SoftwareToken) -> None:
    browser = site.browser()
    for other in (
        {"service": "http://evil.example"},
        {"service": "https://testserver"},
        {"login": OTHER},
        {"issued": "2020-01-01T00:00:00Z"},
    ):
        led = await respond(browser, answer(await challenged(browser, LOGIN), stick, **other))
        assert led.status_code == 403, other
        assert "签的不是这一次登录" in led.text
        assert (await journal())[-2:] == ["device_refused", "sign_in_failed"]
        assert await sessions() == 0
    assert (await respond(browser, answer(await challenged(browser, LOGIN), stick))).status_code == 303, "control"


@pytest.mark.requirement("KEY-11")
async def test_of_many_answers_at_once_one_opens_a_session(site: Site, stick: SoftwareToken) -> None:
    first = site.browser()
    fields = answer(await challenged(first, LOGIN), stick)
    copies = [site.browser() for _ in range(8)]
    for copy in copies:
        copy.client.cookies.update(first.client.cookies)
    said = await asyncio.gather(*(respond(copy, fields) for copy in copies))
    assert sorted(each.status_code for each in said) == [303, *[403] * 7]
    assert await sessions() == 1


@pytest.mark.requirement("KEY-11")
async def test_another_accounts_device_opens_nothing(
    site: Site, stick: SoftwareToken, authority: Authority, tmp_path: Path
) -> None:
    stranger = authority.device(tmp_path / "other" / "device.json")
    await bound(stranger, OTHER)
    browser = site.browser()
    led = await respond(browser, answer(await challenged(browser, LOGIN), stranger))
    assert led.status_code == 403
    assert "没有绑定给这个账号" in led.text


@pytest.mark.requirement("KEY-11")
async def test_a_certificate_that_was_not_bound_opens_nothing(
    site: Site, stick: SoftwareToken, authority: Authority
) -> None:
    browser = site.browser()
    given = await challenged(browser, LOGIN)
    stick.install(authority.certify(stick.public_key), None, None)
    led = await respond(browser, answer(given, stick))
    assert led.status_code == 403
    assert "不是登记的那一张" in led.text


@pytest.mark.requirement("KEY-04")
async def test_a_revoked_certificate_opens_nothing(site: Site, stick: SoftwareToken, authority: Authority) -> None:
    authority.revoke(certificate(stick))
    browser = site.browser()
    led = await respond(browser, answer(await challenged(browser, LOGIN), stick))
    assert led.status_code == 403
    assert "吊销" in led.text


@pytest.mark.requirement("KEY-11")
async def test_an_expired_certificate_is_not_bound_and_opens_nothing(
    site: Site, authority: Authority, tmp_path: Path
) -> None:
    old = authority.device(tmp_path / "old" / "device.json", days=10, ago=20)
    with pytest.raises(DeviceCertificateRefused):
        await bound(old)
    fresh = authority.device(tmp_path / "fresh" / "device.json", days=10)
    id = await bound(fresh)
    fresh.install(authority.certify(fresh.public_key, days=10, ago=20), None, None)
    await db.fetch("UPDATE device_binding SET certificate = $2 WHERE id = $1", id, certificate(fresh).der)
    browser = site.browser()
    led = await respond(browser, answer(await challenged(browser, LOGIN), fresh))
    assert led.status_code == 403
    assert "设备的证书现在不能采信" in led.text
    assert "有效期" in led.text


@pytest.mark.requirement("KEY-11")
async def test_a_certificate_of_an_unknown_root_is_not_bound(site: Site, authority: Authority, tmp_path: Path) -> None:
    foreign = Authority.found(tmp_path / "elsewhere").device(tmp_path / "foreign" / "device.json")
    with pytest.raises(DeviceCertificateRefused):
        await bound(foreign)


@pytest.mark.requirement("KEY-11")
async def test_wrong_answers_lock_like_wrong_passwords_and_right_passwords_do_not_clear_them(
    site: Site, stick: SoftwareToken
) -> None:
    browser = site.browser()
    for _ in range(5):
        given = await challenged(browser, LOGIN)
        await respond(browser, answer(given, stick) | {"signature": "00" * 64})
    shut = await browser.sign_in(LOGIN)
    assert shut.status_code == 403
    assert (await journal())[-1] == "lock_out"


@pytest.mark.requirement("KEY-11")
async def test_leaving_the_device_step_five_times_locks_nobody(site: Site, stick: SoftwareToken) -> None:
    browser = site.browser()
    for _ in range(6):
        given = await challenged(browser, LOGIN)
    assert (await respond(browser, answer(given, stick))).status_code == 303


# --- the session hangs on the device ---


@pytest.mark.requirement("KEY-11")
async def test_the_agent_keeps_the_session_and_its_silence_ends_it_for_good(site: Site, stick: SoftwareToken) -> None:
    browser, agent = site.browser(), site.browser()
    await enter(browser, LOGIN, stick)
    first = (await heard(agent, stick)).json()
    assert first["accepted"] is False, "the first statement learns the number"
    second = (await heard(agent, stick, first["nonce"])).json()
    assert second == {"accepted": True, "nonce": second["nonce"], "sessions": 1, "waiting": False}
    await challenged(site.browser(), LOGIN)
    third = (await heard(agent, stick, second["nonce"])).json()
    assert (third["accepted"], third["waiting"]) == (True, True), "another sign-in of the account waits"
    assert (await browser.get("/session/alive")).status_code == 204
    assert (await heard(agent, stick, first["nonce"])).json()["accepted"] is False, "a number is good once"
    await db.fetch(SILENT)
    gone = await browser.get("/session/alive", headers={"accept": "application/json"})
    assert gone.status_code == 401
    door = await browser.get("/sign-in")
    assert "登录设备已拔出" in door.text
    assert (await journal())[-1] == "device_removed"
    fourth = (await heard(agent, stick)).json()
    fifth = (await heard(agent, stick, fourth["nonce"])).json()
    assert (fifth["accepted"], fifth["sessions"]) == (True, 0)
    assert (await browser.get("/me")).status_code == 303, "plugging in again revives nothing"


@pytest.mark.requirement("KEY-11")
async def test_the_agent_says_that_the_device_is_gone(site: Site, stick: SoftwareToken) -> None:
    browser, agent = site.browser(), site.browser()
    await enter(browser, LOGIN, stick)
    nonce = (await heard(agent, stick)).json()["nonce"]
    guess = await agent.client.post("/api/v1/device/gone", json={"device": stick.serial, "nonce": "ab" * 32})
    assert guess.status_code == 403
    assert (await browser.get("/me")).status_code == 200
    told = await agent.client.post("/api/v1/device/gone", json={"device": stick.serial, "nonce": nonce})
    assert told.status_code == 204
    assert (await browser.get("/me")).status_code == 303


@pytest.mark.requirement("KEY-11")
async def test_presence_is_taken_from_bound_devices_for_this_service_only(
    site: Site, stick: SoftwareToken, authority: Authority, tmp_path: Path
) -> None:
    agent = site.browser()
    stranger = authority.device(tmp_path / "other" / "device.json")
    assert (await heard(agent, stranger)).status_code == 403
    assert (await heard(agent, stick, service="http://other.example")).status_code == 403
    said = {"device": stick.serial, "nonce": "00" * 32, "signature": "11" * 64}
    assert (await agent.client.post("/api/v1/device/presence", json=said)).status_code == 403
    assert (await agent.client.post("/api/v1/device/presence", json=said | {"nonce": "zz"})).status_code == 400
    assert (await heard(agent, stick)).status_code == 200, "control"


@pytest.mark.requirement("KEY-11")
async def test_looking_whether_the_session_lasts_does_not_lengthen_it(site: Site, stick: SoftwareToken) -> None:
    browser = site.browser()
    await enter(browser, LOGIN, stick)
    await db.fetch("UPDATE session SET last_seen = last_seen - interval '5 min'")
    before = await db.one("SELECT last_seen FROM session")
    assert (await browser.get("/session/alive")).status_code == 204
    assert await db.one("SELECT last_seen FROM session") == before
    assert (await browser.get("/me")).status_code == 200
    assert await db.one("SELECT last_seen FROM session") != before, "control"


# --- the security administrator's desk ---


@pytest.mark.requirement("KEY-04")
async def test_a_device_is_bound_and_unbound_on_the_pages(site: Site, authority: Authority, tmp_path: Path) -> None:
    held = authority.device(tmp_path / "stick" / "device.json")
    security, holder = await site.as_("baomi"), await site.as_(LOGIN)
    account = await account_reads.account_of_login(await holder_of("journal:audit:read"), LOGIN)
    assert account is not None
    url = f"/admin/accounts/{account.id}"
    assert f"{url}/devices" in (await security.get(url)).text
    assert (await bind(security, url, "x y", b"nonsense")).status_code == 422
    foreign = Authority.found(tmp_path / "elsewhere").device(tmp_path / "foreign" / "device.json")
    refused = await bind(security, url, foreign.serial, certificate(foreign).pem())
    assert refused.status_code == 422
    assert "设备的证书现在不能采信" in refused.text
    made = await bind(security, url, held.serial, certificate(held).pem())
    assert made.status_code == 303
    again = await bind(security, url, held.serial, certificate(held).der)
    assert again.status_code == 422
    assert "已经绑定给一个账号" in again.text
    assert (await holder.get("/me")).status_code == 303, "what was opened without the device is over"
    await enter(holder, LOGIN, held)
    page = made.headers["location"]
    assert "测试设备" in (await security.get(page)).text
    version = re.search(r'name="version" value="(\d+)"', (await security.get(page)).text)
    assert version
    assert (await security.post(f"{page}/unbind", version=version[1], note="")).status_code == 422
    assert (await security.post(f"{page}/unbind", version=version[1], note="遗失")).status_code == 303
    assert (await holder.get("/me")).status_code == 303
    assert "遗失" in (await security.get(page)).text
    assert (await heard(holder, held)).status_code == 403


async def bind(browser: Browser, url: str, serial: str, data: bytes) -> httpx.Response:
    fields = {"_csrf": await browser.token(), "serial": serial}
    return await browser.client.post(f"{url}/devices", data=fields, files={"certificate": ("c.cer", data)})


@pytest.mark.requirement("SEC-03")
async def test_binding_is_the_security_administrators_and_never_for_oneself(
    site: Site, authority: Authority, tmp_path: Path
) -> None:
    held = authority.device(tmp_path / "stick" / "device.json")
    auditor = await holder_of("journal:audit:read")
    for login in ("xitong", "shenji", "bianji2"):
        browser = await site.as_(login)
        account = await account_reads.account_of_login(auditor, LOGIN)
        assert account
        assert (await bind(browser, f"/admin/accounts/{account.id}", held.serial, b"x")).status_code == 403, login
    with pytest.raises(Forbidden):
        await bound(held, "baomi")
    id = await bound(held)
    for login, status in (("xitong", 403), ("shenji", 403), ("bianji2", 403)):
        browser = await site.as_(login)
        answer = await browser.post(f"/admin/devices/{id}/unbind", version=1, note="x")
        assert answer.status_code == status, login


@pytest.mark.requirement("KEY-03")
async def test_a_certificate_that_ends_soon_waits_on_the_holders_first_page(
    site: Site, authority: Authority, tmp_path: Path
) -> None:
    held = authority.device(tmp_path / "stick" / "device.json", days=20)
    await bound(held)
    account = await account_reads.account_of_login(await holder_of("journal:audit:read"), LOGIN)
    assert account
    rows = await register.waiting(await register.actor_of(account.id))
    assert [(row.title, row.state, row.url) for row in rows] == [(f"登录设备 {held.serial}", "证书 30 天内到期", "/me")]
    assert held.serial in (await (await site.as_("baomi")).get("/admin")).text


async def test_the_page_without_a_waiting_sign_in_leads_back_to_the_door(site: Site) -> None:
    browser = site.browser()
    page = await browser.get("/sign-in/device")
    assert page.status_code == 403
    assert 'href="/sign-in"' in page.text
    with pytest.raises(AssertionError):
        asked(page)
