"""The agent's pages: who is let in, what is asked, what is never signed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio

from agent import main
from agent.settings import Settings
from app.agent_cli import ASSETS
from app.templating import environment, messages
from crypto import errors
from crypto.devices import registry
from crypto.devices.statements import SignIn, moment_of
from crypto.errors import DeviceError
from tests.http.identity.tokens import PIN
from tests.unit.agent.desk import SERVICE, Desk, desk

pytestmark = pytest.mark.thorough

PORT = 8799
ASKED = {"service": SERVICE, "login": "bianji1", "nonce": "ab" * 32, "issued": "2026-11-22T01:02:03Z"}
ANSWERED = ASKED | {"pin": PIN}


class Browser:
    """A browser on this machine."""

    def __init__(self, app: Any, client: str = "127.0.0.1", host: str = f"127.0.0.1:{PORT}") -> None:
        transport = httpx.ASGITransport(app=app, client=(client, 50000))
        self.client = httpx.AsyncClient(transport=transport, base_url=f"http://{host}")

    async def post(self, url: str, fields: dict[str, str], headers: dict[str, str] | None = None) -> httpx.Response:
        page = (await self.client.get("/sign-in", params=ASKED)).text
        token = page.split('name="_csrf" value="')[1].split('"')[0] if '_csrf" value="' in page else ""
        return await self.client.post(url, data={"_csrf": token} | fields, headers=headers)


@pytest.fixture
def terminal(tmp_path: Path) -> Desk:
    return desk(tmp_path)


@pytest_asyncio.fixture
async def app(terminal: Desk) -> AsyncIterator[Any]:
    settings = Settings(SERVICE, registry.parse("software:/x.json"), PORT)
    yield cast("Any", main.build(settings, terminal.watch, environment(), ASSETS))


@pytest.mark.requirement("KEY-11")
async def test_the_page_says_who_asks_and_leads_back_with_an_answer(app: Any, terminal: Desk) -> None:
    browser = Browser(app)
    page = await browser.client.get("/sign-in", params=ASKED)
    assert page.status_code == 200
    for shown in (SERVICE, "bianji1", terminal.watch.holder.view().serial):
        assert shown in page.text
    led = await browser.post("/sign-in", ANSWERED)
    assert led.status_code == 303
    parts = urlsplit(led.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{SERVICE}/sign-in/device/answer"
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert said["nonce"] == ASKED["nonce"]
    message = SignIn(SERVICE, "bianji1", bytes.fromhex(said["nonce"]), moment_of(ASKED["issued"])).message()
    assert terminal.service.key
    terminal.service.key.verify(message, bytes.fromhex(said["signature"]))
    assert "set-cookie" not in led.headers
    assert "设备正在使用" in (await browser.client.get("/")).text


@pytest.mark.requirement("KEY-11")
async def test_anything_but_a_challenge_of_its_own_service_is_not_signed(app: Any, terminal: Desk) -> None:
    browser = Browser(app)
    for other in (
        {"service": "http://evil.example"},
        {"service": "https://zx.example"},
        {"login": "Bianji 1"},
        {"login": "bianji1\npurpose=presence"},
        {"nonce": "ab"},
        {"nonce": "not hexadecimal"},
        {"issued": "today"},
        {"issued": ""},
    ):
        page = await browser.client.get("/sign-in", params=ASKED | other)
        assert page.status_code == 400, other
        assert "没有签名" in page.text
        assert 'name="pin"' not in page.text
        sent = await browser.post("/sign-in", ANSWERED | other)
        assert sent.status_code == 400
        assert terminal.watch.stay is None
    assert (await browser.post("/sign-in", ANSWERED)).status_code == 303, "control"


@pytest.mark.requirement("KEY-11")
async def test_a_wrong_pin_says_how_many_tries_are_left_and_a_locked_device_what_to_do(
    app: Any, terminal: Desk
) -> None:
    browser = Browser(app)
    first = await browser.post("/sign-in", ASKED | {"pin": "000000"})
    assert first.status_code == 403
    assert "还可以试 5 次" in first.text
    assert "000000" not in first.text
    for _ in range(5):
        last = await browser.post("/sign-in", ASKED | {"pin": "000000"})
    again = await browser.client.get("/sign-in", params=ASKED)
    for page in (last, again):
        assert page.status_code == 403
        assert "设备已锁定" in page.text
        assert "安全保密管理员" in page.text
        assert 'name="pin"' not in page.text


async def test_without_the_device_the_page_asks_for_it_and_looks_again(app: Any, terminal: Desk) -> None:
    browser = Browser(app)
    terminal.pull()
    page = await browser.client.get("/sign-in", params=ASKED)
    assert "没有插登录设备" in page.text
    assert 'name="pin"' not in page.text
    terminal.plug()
    assert 'name="pin"' in (await browser.client.get("/sign-in", params=ASKED)).text


async def test_other_machines_and_other_names_are_not_let_in(app: Any) -> None:
    for client, host in (
        ("192.0.2.9", f"127.0.0.1:{PORT}"),
        ("127.0.0.1", "evil.example"),
        ("127.0.0.1", f"evil.example:{PORT}"),
        ("127.0.0.1", "127.0.0.1:80"),
        ("127.0.0.1", f"127.0.0.1.evil.example:{PORT}"),
    ):
        for path in ("/", "/sign-in"):
            answer = await Browser(app, client, host).client.get(path, params=ASKED)
            assert answer.status_code == 403, (client, host)
    control = await Browser(app, "127.0.0.1", f"localhost:{PORT}").client.get("/")
    assert control.status_code == 200


async def test_a_form_of_another_site_signs_nothing(app: Any, terminal: Desk) -> None:
    browser = Browser(app)
    for headers in (
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"http://127.0.0.1:{PORT + 1}"},
        {"origin": SERVICE},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        assert (await browser.post("/sign-in", ANSWERED, headers)).status_code == 403, headers
    assert (await browser.client.post("/sign-in", data=ANSWERED)).status_code == 403, "without the token"
    assert terminal.watch.stay is None
    assert terminal.watch.holder.view().tries.left == 6
    own = {"origin": f"http://127.0.0.1:{PORT}", "sec-fetch-site": "same-origin"}
    assert (await browser.post("/sign-in", ANSWERED, own)).status_code == 303, "control"


async def test_no_page_can_be_framed_and_forms_lead_to_the_service_only(app: Any) -> None:
    for path in ("/", "/sign-in", "/nowhere", "/static/seal.svg"):
        answer = await Browser(app).client.get(path, params=ASKED)
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy, path
        assert f"form-action 'self' {SERVICE}" in policy
        assert "'unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY", path
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers


async def test_the_status_page_shows_the_device_the_service_and_why_the_last_stay_ended(
    app: Any, terminal: Desk
) -> None:
    browser = Browser(app)
    page = (await browser.client.get("/")).text
    for shown in (SERVICE, "连得上", "还可以试 6 次", "测试设备"):
        assert shown in page
    await browser.post("/sign-in", ANSWERED)
    assert (await browser.post("/lock", {})).status_code == 303
    assert "已锁定，用设备登录的页面已经结束" in (await browser.client.get("/")).text
    terminal.service.away = True
    terminal.pull()
    page = (await browser.client.get("/")).text
    assert "连不上" in page
    assert "没有插登录设备" in page


def test_every_refusal_of_a_device_has_a_sentence_for_its_holder() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DeviceError)]
    assert len(kinds) > 10
    assert {kind.code for kind in kinds if f"agent.{kind.code}" not in messages()} == set()
