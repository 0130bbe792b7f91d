"""The agent's page that signs texts off: what it shows, one PIN for all, what is never signed (SUB-08)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
import pytest_asyncio

from agent import main
from agent.settings import Settings
from agent.signing import MOST
from app.agent_cli import ASSETS
from app.templating import environment
from crypto.devices import registry
from crypto.devices.statements import SignIn, SignOff, moment_of
from crypto.errors import BadEncoding, BadSignature, DeviceError
from tests.http.identity.tokens import PIN
from tests.unit.agent.desk import SERVICE, Desk, desk
from tests.unit.agent.test_pages import PORT, Browser

pytestmark = [pytest.mark.thorough, pytest.mark.requirement("SUB-08")]
ASKED = {
    "service": SERVICE,
    "login": "yunlu.qianfa",
    "unit": "云麓监管局",
    "nonce": "ab" * 32,
    "issued": "2026-11-22T01:02:03Z",
}
RECORDS = [UUID(int=n) for n in (1, 2)]
ITEMS = [f"{RECORDS[0]}.2.principal.{'11' * 32}", f"{RECORDS[1]}.7.substitute.{'22' * 32}"]
SAID = SignOff(
    SERVICE, "yunlu.qianfa", "云麓监管局", "principal", RECORDS[0], 2, b"\x11" * 32, b"\xab" * 32,
    datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture
def terminal(tmp_path: Path) -> Desk:
    return desk(tmp_path)


@pytest_asyncio.fixture
async def app(terminal: Desk) -> AsyncIterator[Any]:
    settings = Settings(SERVICE, registry.parse("software:/x.json"), PORT)
    yield cast("Any", main.build(settings, terminal.watch, environment(), ASSETS))


def asked(items: list[str], **other: str) -> dict[str, Any]:
    return {**ASKED, **other, "item": items}


async def test_one_pin_signs_every_text_that_the_page_shows(app: Any, terminal: Desk) -> None:
    browser = Browser(app)
    page = await browser.client.get("/sign-off", params=asked(ITEMS))
    for shown in (
        "签发 2 件信息",
        "云麓监管局",
        "yunlu.qianfa",
        "主要负责人签",
        "代主要负责人签",
        "11" * 16,
        "22" * 16,
    ):
        assert shown in page.text
    led = await browser.post("/sign-off", asked(ITEMS, pin=PIN))
    assert led.status_code == 303, led.text
    parts = urlsplit(led.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{SERVICE}/sign/answer"
    first, second = parse_qs(parts.query)["signature"]
    key = terminal.service.key
    assert key
    key.verify(SAID.message(), bytes.fromhex(first))
    other = replace(SAID, record=RECORDS[1], version=7, capacity="substitute", digest=b"\x22" * 32)
    key.verify(other.message(), bytes.fromhex(second))
    with pytest.raises(BadSignature):
        key.verify(SAID.message(), bytes.fromhex(second))
    assert terminal.watch.stay is None, "signing a text opens no stay"
    assert not terminal.watch.holder.present(), "and a device that opened nothing is let go"


async def test_a_wrong_pin_or_a_device_pulled_out_gives_nothing_out(app: Any, terminal: Desk) -> None:
    browser = Browser(app)
    refused = await browser.post("/sign-off", asked(ITEMS, pin="000000"))
    assert (refused.status_code, "还可以试 5 次" in refused.text) == (403, True)
    terminal.pull()
    gone = await browser.client.get("/sign-off", params=asked(ITEMS))
    assert "没有插登录设备" in gone.text
    with pytest.raises(DeviceError):
        terminal.watch.sign_off(PIN, [SAID])
    terminal.plug()
    assert (await browser.post("/sign-off", asked(ITEMS, pin=PIN))).status_code == 303, "control"


async def test_a_device_at_work_stays_at_work(app: Any, terminal: Desk) -> None:
    terminal.watch.sign_in(PIN, SignIn(SERVICE, "yunlu.qianfa", bytes(32), moment_of(ASKED["issued"])))
    assert (await Browser(app).post("/sign-off", asked(ITEMS, pin=PIN))).status_code == 303
    assert terminal.watch.stay
    assert terminal.watch.holder.present()


WRONG: list[tuple[dict[str, str], list[str]]] = [
    ({"service": "http://evil.example"}, ITEMS), ({"login": "X"}, ITEMS), ({"unit": "云麓\npurpose=sign-in"}, ITEMS),
    ({"unit": ""}, ITEMS), ({"nonce": "ab"}, ITEMS), ({"issued": "today"}, ITEMS), ({}, []), ({}, ["x"]),
    ({}, [ITEMS[0].replace("principal", "king")]), ({}, [ITEMS[0].replace(".2.", ".-2.")]),
    ({}, [ITEMS[0][:-2]]), ({}, ITEMS[:1] * (MOST + 1)),
]  # fmt: skip


async def test_anything_but_a_list_of_texts_of_its_own_service_is_not_signed(app: Any) -> None:
    browser = Browser(app)
    for other, items in WRONG:
        page = await browser.client.get("/sign-off", params=asked(items, **other))
        assert page.status_code == 400, (other, items)
        assert 'name="pin"' not in page.text
        assert (await browser.post("/sign-off", asked(items, pin=PIN, **other))).status_code == 400, (other, items)


def test_the_statement_is_a_fixed_text() -> None:
    assert SAID.message() == (
        "zhengxun device statement 1\npurpose=sign-off\nservice=http://zx.example\nlogin=yunlu.qianfa\nunit=云麓监管局\n"
        "capacity=principal\nrecord=00000000-0000-0000-0000-000000000001\nversion=2\ndigest=" + "11" * 32 + "\nnonce="
        + "ab" * 32 + "\nissued=2026-11-22T01:02:03Z\n"
    ).encode()  # fmt: skip
    for wrong in (
        {"digest": bytes(31)},
        {"version": 0},
        {"unit": "x\u2028y"},
        {"issued": SAID.issued.replace(tzinfo=None)},
    ):
        with pytest.raises(BadEncoding):
            replace(SAID, **wrong)
