"""Signing texts off with a device in a real browser, with the real agent: two ticked, one PIN, two signatures (SUB-08)."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from crypto.certificates import trust
from tests.browser.people import TABLET, Visitor
from tests.browser.service import Service, stop
from tests.browser.test_device_signin import Terminal, password, pin, wrong
from tests.http.identity.tokens import PIN, Authority, certificate

pytestmark = pytest.mark.browser
LOGIN, OFFICER = "yunlu.fenguan", "yunlu.xinxi1"
TITLES = ("云麓监管局开展互联网保险销售页面专项检查", "农业保险秋季理赔进展")


@pytest.fixture(scope="module")
def terminal(started: Service, address: str) -> Iterator[Terminal]:
    """The leader in charge has a device, certified by one more authority that the service trusts."""
    assert address == started.address
    if started.data is None:
        pytest.skip("the data folder of the named service is not known")
    with tempfile.TemporaryDirectory(prefix="zxs-") as name:
        folder = Path(name)
        authority = Authority.found(folder / "trust")
        for kind in (trust.ROOTS, trust.INTERMEDIATES):
            (started.data / "trust" / kind).mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / "trust" / kind / "one.cer", started.data / "trust" / kind / "signing.cer")
        device = authority.device(folder / "stick" / "device.json")
        device.lock()
        made = Terminal(started, folder, device)
        made.run()
        yield made
        if made.process:
            stop(made.process)


@pytest.fixture(scope="module")
def holder(window: Browser, address: str, terminal: Terminal) -> Iterator[Visitor]:
    """The security administrator binds the device; its holder signs in with it."""
    security = Visitor(window, address, "baomi").sign_in()
    security.go(f"/admin/accounts?after={LOGIN[:-1]}")
    security.follow(LOGIN)
    security.follow("绑定登录设备")
    security.page.get_by_label("设备编号").fill(terminal.device.serial)
    data = certificate(terminal.device).pem()
    security.page.set_input_files("[name=certificate]", {"name": "设备.pem", "mimeType": "text/plain", "buffer": data})
    security.press("绑定")
    security.context.close()
    visitor = Visitor(window, address, LOGIN, size=TABLET)
    password(visitor)
    pin(visitor)
    expect(visitor.page.locator("h1")).to_have_text("待办")
    yield visitor
    visitor.context.close()


@pytest.mark.requirement("SUB-08")
def test_two_texts_are_signed_with_one_pin_and_the_record_shows_the_signature(
    window: Browser, address: str, holder: Visitor
) -> None:
    page = holder.page
    holder.go("/sign")
    assert not wrong(page)
    for title in TITLES:
        page.get_by_label(f"签发《{title}》").check()
    assert page.get_by_label("签发《云麓一家中介机构突然停业，客户聚集咨询》").count() == 0, (
        "important: not hers to sign"
    )
    holder.press("签发勾选的信息")
    expect(page.locator("h1")).to_have_text("用设备签发 2 件")
    assert not wrong(page)
    digests = page.locator("code.digest").all_text_contents()
    holder.follow("去输入 PIN")
    expect(page.locator("h1")).to_have_text("签发 2 件信息")
    assert page.locator(".digests code").all_text_contents() == digests, "the device is shown what the service shows"
    assert not wrong(page)
    page.get_by_label("设备的 PIN").fill(PIN)
    page.get_by_role("button", name="签名并签发").click()
    expect(page.locator("main")).to_contain_text("已签发 2 件")
    assert not wrong(page)
    officer = Visitor(window, address, OFFICER).sign_in()
    officer.go("/submissions")
    officer.follow(TITLES[0])
    expect(officer.page.locator(".side")).to_contain_text("设备签名有效")
    assert not wrong(officer.page)
    officer.page.get_by_role("button", name="修改").click()
    officer.page.go_back()
    officer.page.reload()
    expect(officer.page.locator(".side")).to_contain_text("签发已失效")
    officer.context.close()
