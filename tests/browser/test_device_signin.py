"""Signing in by device in a real browser, with the real agent as its own program and a device in a file.

Taking the file away is pulling the device out: open pages, in front and in the background, must be at the door within
ten seconds, and what was typed must come back.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from crypto.devices.softtoken import SoftwareToken
from tests.browser.people import Visitor, violations
from tests.browser.service import PASSWORD, ROOT, Service, stop
from tests.http.identity.tokens import PIN, Authority, certificate

pytestmark = pytest.mark.browser
LOGIN, NAME = "jijin.xinxi1", "梅映雪"
WITHIN = 10.0  # seconds: product RO-08
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@dataclass
class Terminal:
    """A machine with a stick in it; `run` and `kill` are for its agent."""

    service: Service
    folder: Path
    device: SoftwareToken
    process: subprocess.Popen[bytes] | None = None
    log: list[Path] = field(default_factory=list)

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def pull(self) -> None:
        self.stick.rename(self.folder / "pulled")

    def plug(self) -> None:
        (self.folder / "pulled").rename(self.stick)

    def run(self) -> None:
        command = [
            sys.executable, "-m", "app.cli", "agent", "--service", self.service.address, "--device",
            f"software:{self.stick / 'device.json'}", "--port", str(self.service.agent_port),
        ]  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHENGXUN_")}
        out = self.folder / "log"
        with out.open("ab") as file:
            self.process = subprocess.Popen(command, cwd=ROOT, env=kept, stdout=file, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.service.agent_port}/", timeout=5).close()
            except (urllib.error.URLError, OSError):
                assert self.process.poll() is None, out.read_text(encoding="utf-8")
                time.sleep(0.2)
            else:
                return
        raise AssertionError(out.read_text(encoding="utf-8"))

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None


@pytest.fixture(scope="module")
def terminal(started: Service, address: str) -> Iterator[Terminal]:
    """The device is certified by an authority that the service trusts; the agent is not running yet."""
    assert address == started.address
    if started.data is None:
        pytest.skip("the data folder of the named service is not known")
    authority = Authority.found(started.data / "trust")
    with tempfile.TemporaryDirectory(prefix="zxt-") as folder:
        device = authority.device(Path(folder) / "stick" / "device.json")
        device.lock()
        made = Terminal(started, Path(folder), device)
        yield made
        if made.process:
            stop(made.process)


@pytest.fixture(scope="module")
def bound(window: Browser, address: str, terminal: Terminal) -> str:
    """The security administrator binds the device on her pages."""
    security = Visitor(window, address, "baomi").sign_in()
    security.go(f"/admin/accounts?after={LOGIN[:-1]}")
    security.follow(LOGIN)
    security.follow("绑定登录设备")
    page = security.page
    page.get_by_label("设备编号").fill(terminal.device.serial)
    data = certificate(terminal.device).pem()
    page.set_input_files("[name=certificate]", {"name": "设备.pem", "mimeType": "text/plain", "buffer": data})
    security.press("绑定")
    expect(page.locator(".head .chips")).to_contain_text("使用中")
    assert not wrong(page)
    security.calm()
    security.context.close()
    return LOGIN


@pytest.fixture
def holder(window: Browser, address: str, bound: str) -> Iterator[Visitor]:
    visitor = Visitor(window, address, bound)
    yield visitor
    outside = [said for said in visitor.complaints if said.startswith(("script", "console: policy"))]
    assert outside == [], outside
    visitor.context.close()


def password(visitor: Visitor) -> None:
    """The first step."""
    visitor.page.goto("/sign-in")
    again(visitor)


def again(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("登录名").fill(visitor.login)
    page.get_by_label("口令").fill(PASSWORD)
    visitor.press("登录")
    expect(page.locator("h1")).to_have_text("验证登录设备")


def pin(visitor: Visitor, typed: str = PIN) -> None:
    page = visitor.page
    if page.locator("h1").text_content() != "输入 PIN":
        visitor.follow("去输入 PIN")
    expect(page.locator("main")).to_contain_text(visitor.login)
    expect(page.locator("main")).to_contain_text(visitor.address)
    page.get_by_label("设备的 PIN").fill(typed)
    page.get_by_role("button", name="签名并登录").click()


def at_the_door(page: Page, since: float) -> float:
    """Wait for the sign-in page; how long it took. The address is looked at from outside: the tab may be hidden."""
    while "/sign-in" not in page.url:
        assert time.monotonic() - since < WITHIN, page.url
        page.wait_for_timeout(100)
    took = time.monotonic() - since
    expect(page.locator("main")).to_contain_text("登录设备已拔出")
    return took


@pytest.mark.requirement("KEY-11")
def test_an_agent_that_is_not_running_can_be_started_and_the_same_page_goes_on(
    holder: Visitor, terminal: Terminal
) -> None:
    page = holder.page
    password(holder)
    page.get_by_role("link", name="去输入 PIN").click(no_wait_after=True)
    for _ in range(50):
        page.wait_for_timeout(100)
        if page.url.startswith("chrome-error:"):
            break
    assert page.url.startswith("chrome-error:"), page.url
    page.go_back()
    expect(page.locator("h1")).to_have_text("验证登录设备")
    page.get_by_text("打不开").click()
    expect(page.locator("main")).to_contain_text("zhengxun agent")
    terminal.run()
    pin(holder, "000000")
    expect(page.locator(".note.error")).to_contain_text("还可以试 5 次")
    pin(holder)
    expect(page.locator("h1")).to_have_text("待办")
    page.goto(f"http://127.0.0.1:{terminal.service.agent_port}/")
    expect(page.locator("main")).to_contain_text("设备正在使用")
    holder.go("/")
    holder.press("退出")
    page.goto(f"http://127.0.0.1:{terminal.service.agent_port}/")
    for _ in range(20):
        page.reload()
        if page.get_by_text("已退出登录，设备已锁定").count():
            return
        page.wait_for_timeout(300)
    raise AssertionError("signing out leaves the device unlocked")


@pytest.mark.requirement("KEY-11")
def test_pulling_the_device_out_ends_every_page_within_ten_seconds_and_loses_no_text(
    holder: Visitor, terminal: Terminal
) -> None:
    page = holder.page
    if terminal.process is None:
        terminal.run()
    password(holder)
    pin(holder)
    expect(page.locator("h1")).to_have_text("待办")
    other = holder.open_tab()
    other.goto("/book")
    page.bring_to_front()
    holder.go("/submissions/new")
    page.get_by_label("标题").fill("设备拔出以前写的标题")
    page.wait_for_timeout(4000)
    assert "/submissions/new" in page.url, "control: while the device is there, the page stays"
    since = time.monotonic()
    terminal.pull()
    took = at_the_door(page, since), at_the_door(other, since)
    print(f"pulled out: at the door after {took[0]:.1f} s, in the background after {took[1]:.1f} s")
    terminal.plug()
    assert page.request.get("/me", max_redirects=0).status == 303, "plugging in revives nothing"
    again(holder)
    pin(holder)
    page.wait_for_url("**/submissions/new**")
    expect(page.get_by_label("标题")).to_have_value("设备拔出以前写的标题")


@pytest.mark.requirement("KEY-11")
def test_an_agent_that_dies_ends_the_page_within_ten_seconds(holder: Visitor, terminal: Terminal) -> None:
    if terminal.process is None:
        terminal.run()
    password(holder)
    pin(holder)
    expect(holder.page.locator("h1")).to_have_text("待办")
    since = time.monotonic()
    terminal.kill()
    took = at_the_door(holder.page, since)
    print(f"agent killed: at the door after {took:.1f} s")


@pytest.mark.requirement("KEY-11")
def test_it_works_without_scripts_and_for_those_who_listen(
    window: Browser, address: str, bound: str, terminal: Terminal, holder: Visitor
) -> None:
    if terminal.process is None:
        terminal.run()
    password(holder)
    assert not wrong(holder.page)
    holder.follow("去输入 PIN")
    assert not wrong(holder.page)
    holder.page.goto(f"http://127.0.0.1:{terminal.service.agent_port}/")
    expect(holder.page.locator("main")).to_contain_text("连得上")
    assert not wrong(holder.page)
    plain = Visitor(window, address, bound, script=False)
    password(plain)
    pin(plain)
    expect(plain.page.locator("h1")).to_have_text("设备已签名")
    plain.press("登录")
    expect(plain.page.locator("h1")).to_have_text("待办")
    expect(plain.page.locator(".who")).to_contain_text(NAME)
    plain.context.close()


def wrong(page: Page) -> list[dict[str, object]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return violations(page)
