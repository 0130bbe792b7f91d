"""The leader's desk on a tablet: small and quick, by finger and key, with a pen, on a network that comes and goes."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import TABLET, Visitor
from tests.browser.test_gate import sound

pytestmark = [pytest.mark.browser, pytest.mark.requirement("PUB-06")]
READER = "lingdao2"
BUDGET = 200_000  # bytes of the first page, all in all
USABLE, TRIES = 1.0, 3  # seconds on a processor a quarter as fast; the best of several loads
URGENT, ELDERLY, FARMING = "台风“青岚”保险应对情况", "保险机构适老服务暗访情况", "沧浪水稻保险查勘用上无人机"
SHIFT = "Date.now = ((now) => () => now() + 9 * 3600_000)(Date.now.bind(Date));"
GONE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to load resource")

DRAW = """([selector, kind]) => {
  const pad = document.querySelector(selector), box = pad.getBoundingClientRect();
  const fire = (name, x, y, pressure) => pad.dispatchEvent(new PointerEvent(name, {
    pointerId: 7, pointerType: kind, isPrimary: true, bubbles: true, cancelable: true, pressure,
    clientX: box.left + x, clientY: box.top + y, button: 0, buttons: 1}));
  pad.setPointerCapture = () => {};
  for (let line = 0; line < 2; line++) {
    fire("pointerdown", 60 + 120 * line, 60, 0.2);
    for (let i = 1; i < 12; i++) fire("pointermove", 60 + 120 * line + 7 * i, 60 + 4 * i, 0.2 + i / 20);
    fire("pointerup", 150 + 120 * line, 110, 0);
  }
}"""
TAP = """async () => {
  const begun = performance.now();
  document.querySelector(".full > summary").click();
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  const tapped = performance.now() - begun;
  const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  return Math.max(painted, performance.getEntriesByName("zx-ready")[0].startTime) + tapped;
}"""
# How much slower a fixed piece of work is on average than when nothing comes between: the machine's other business.
BUSY = """() => {
  const took = Array.from({length: 80}, () => {
    const begun = performance.now();
    for (let i = 0, x = 0; i < 1e6; i++) x += Math.sqrt(i);
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  return took.reduce((a, b) => a + b) / took.length / took[4];
}"""
SWIPE = """([from, to]) => {
  const main = document.getElementById("main");
  const fire = (name, x) => main.dispatchEvent(new PointerEvent(name, {
    pointerId: 3, pointerType: "touch", isPrimary: true, bubbles: true, clientX: x, clientY: 500}));
  fire("pointerdown", from); fire("pointermove", (from + to) / 2); fire("pointerup", to);
}"""


@pytest.fixture(scope="module")
def leader(window: Browser, address: str) -> Iterator[Visitor]:
    """A leader at a tablet, with three unread issues."""
    opened = Visitor(window, address, READER, size=TABLET)
    opened.enter()
    yield opened
    opened.calm()
    opened.context.close()


def title(page: Page) -> str:
    return page.locator(".item h1").first.inner_text()


def usable(page: Page, got: list[float]) -> float:
    """Seconds until the first item can be read and a tap and the script work, the machine's other business left out."""
    got.clear()
    page.goto("/leader")
    expect(page.locator(".item h1").first).to_have_text(URGENT)
    took: float = page.evaluate(TAP)
    expect(page.locator(".full .read")).to_contain_text("下一步打算")
    ready(page)
    assert sum(got) <= BUDGET, f"{sum(got):.0f} bytes"
    busy: float = page.evaluate(BUSY)
    return took / 1000 / max(busy, 1)


def ready(page: Page) -> None:
    """The pack is here: what follows needs no network."""
    expect(page.locator("#net")).to_contain_text("断网可读到")


def forgive_network(visitor: Visitor) -> None:
    visitor.complaints = [said for said in visitor.complaints if not any(word in said for word in GONE)]


def test_le_01_the_first_page_is_small_and_at_once_usable_on_a_slow_tablet(leader: Visitor) -> None:
    page = leader.page
    wire = leader.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    got: list[float] = []
    wire.on("Network.loadingFinished", lambda said: got.append(said["encodedDataLength"]))
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    took = usable(page, got)
    for _ in range(TRIES):
        took = took if took <= USABLE else min(took, usable(page, got))
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    assert took <= USABLE, f"{took:.2f} s"
    wire.detach()
    leader.calm()


def test_le_01_next_and_previous_by_finger_and_key_full_text_large_text(leader: Visitor) -> None:
    page = leader.page
    leader.go("/leader")
    ready(page)
    page.evaluate("window.untouched = true")
    assert title(page) == URGENT
    page.evaluate(SWIPE, [600, 300])
    assert title(page) == ELDERLY
    expect(page.locator(".face.edited")).to_contain_text("暗访38家机构")
    page.keyboard.press("ArrowRight")
    assert title(page) == FARMING
    assert page.locator(".item h1").count() == 2
    page.keyboard.press("k")
    page.evaluate(SWIPE, [300, 330])  # too short for a swipe
    assert title(page) == ELDERLY
    assert urlsplit(page.url).path.count("-") == 4
    expect(page.locator(".full")).not_to_have_attribute("open", "")
    page.keyboard.press("Enter")
    expect(page.locator(".full .read")).to_be_visible()
    with page.expect_response("**/leader/large"):
        page.get_by_role("button", name="大字").click()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    ready(page)
    with page.expect_response("**/leader/large"):
        page.get_by_role("button", name="大字").click()
    expect(page.locator("html")).to_have_attribute("data-text", "normal")
    page.locator("details.say > summary").click()
    sound(page)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})


def test_le_01_pub_06_ink_on_a_slip_and_on_the_exact_page(leader: Visitor) -> None:
    page = leader.page
    leader.go("/leader")
    ready(page)
    page.keyboard.press("i")
    page.get_by_role("button", name="手写", exact=True).click()
    page.evaluate(DRAW, ["[data-slip-pad]", "touch"])
    page.get_by_role("button", name="撤一笔").click()
    page.get_by_role("button", name="送出批示").click()
    written = page.locator(".sent .written")
    expect(written).to_contain_text("已送出")
    page.keyboard.press("i")
    page.get_by_role("button", name="写在版面上").click()
    view = page.locator(".pages-view")
    expect(view.locator("img").first).to_have_js_property("complete", value=True)
    page.evaluate(DRAW, [".pages-view canvas", "pen"])
    view.get_by_role("button", name="送出批示").click()
    expect(page.locator(".sent .written")).to_have_count(2)
    expect(page.locator(".sent .written").nth(1)).to_contain_text("已送出")
    page.reload()
    pictures = page.locator(".written img")
    expect(pictures).to_have_count(2)
    links = [str(one.get_attribute("href")) for one in page.locator(".written:has(img) a").all()]
    drawn = [leader.context.request.get(f"{link}/ink").text() for link in links]
    lines = [len(re.findall("<path|<circle", one)) for one in drawn]
    assert lines[0] == 1, "one line of two was undone; a finger has one width"
    assert lines[1] > 2, "a pen has its pressure"
    assert [one.get_attribute("data-page") for one in pictures.all()] == ["0", "1"]
    page.locator("[data-pages]").click()
    expect(page.locator(".pages-view .leaf img")).to_have_count(2)  # the page, and the ink over it
    page.keyboard.press("Escape")


def test_le_01_pub_06_read_and_written_without_a_network_sent_once_when_it_is_back(leader: Visitor) -> None:
    page = leader.page
    leader.go("/leader")
    ready(page)
    page.wait_for_function(
        "navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready.then(() => true)"
    )
    page.wait_for_timeout(300)
    leader.context.set_offline(True)
    page.goto("/leader")
    expect(page.locator(".item h1").first).to_have_text(URGENT)
    expect(page.locator("#net")).to_contain_text("没有网络，可读到")
    page.keyboard.press("ArrowRight")
    page.locator("details.say > summary").click()
    page.locator("#f-text").fill("请消保局研究采纳。")
    page.get_by_role("button", name="送出批示").click()
    page.locator('[data-act="accept"] button').click()
    expect(page.locator(".written.waiting")).to_contain_text("连上网络后自动送出")
    expect(page.locator("#net")).to_contain_text("2 件待送出")
    page.goto("/leader")  # started anew, still without a network: it is all there
    expect(page.locator(".item h1").first).to_have_text(URGENT)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".written.waiting")).to_have_count(1)
    expect(page.locator(".dock .did")).to_contain_text("待送出")
    stored = page.evaluate(STORED)
    assert stored["rows"] > 2
    assert stored["plain"] == []
    leader.context.set_offline(False)
    expect(page.locator("#net")).not_to_contain_text("待送出")
    leader.go("/leader")
    ready(page)
    page.locator("[data-go]", has_text=ELDERLY).first.dispatch_event("click")
    expect(page.locator(".written p", has_text="请消保局研究采纳。")).to_have_count(1)
    expect(page.locator(".dock .did")).to_contain_text("已阅")
    forgive_network(leader)


STORED = """async () => {
  const found = {rows: 0, plain: []};
  const words = ["请消保局", "适老", "青岚"];
  for (const {name} of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    const base = await new Promise((good) => { opening.onsuccess = () => good(opening.result); });
    const asked = base.transaction("rows").objectStore("rows").getAll();
    const rows = await new Promise((good) => { asked.onsuccess = () => good(asked.result); });
    for (const row of rows) {
      found.rows += 1;
      const key = (v) => v instanceof CryptoKey ? String(v.extractable) : v;
      const said = JSON.stringify(row, (_, v) => v instanceof ArrayBuffer ? new TextDecoder().decode(v) : key(v));
      if (words.some((word) => said.includes(word)) || said.includes('"true"')) found.plain.push(name);
    }
    base.close();
  }
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) {
    const said = await (await caches.match(one)).clone().text();
    if (words.some((word) => said.includes(word))) found.plain.push(one.url);
  }
  return found;
}"""


def test_le_01_several_are_confirmed_in_one_act(leader: Visitor) -> None:
    page = leader.page
    leader.go("/leader")
    ready(page)
    page.locator(".drawer").click()
    waiting = page.locator(".queue [name=item]")
    count = waiting.count()
    assert count >= 2
    page.get_by_role("button", name="全选").click()
    page.get_by_role("button", name="圈阅选中").click()
    expect(page.locator(".told")).to_contain_text(f"已圈阅 {count} 件")
    page.reload()
    expect(page.locator(".queue [name=item]")).to_have_count(0)
    assert page.locator(".queue li.accepted").count() >= count


def test_le_01_what_was_kept_cannot_be_opened_once_it_has_ended(leader: Visitor) -> None:
    page = leader.page
    leader.go("/leader")
    ready(page)
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))").count("zx-pack") == 1
    leader.context.set_offline(True)
    page.goto("/leader")
    expect(page.locator(".item h1").first).to_be_visible()
    late = leader.open_tab()
    late.add_init_script(SHIFT)
    late.goto("/leader")
    expect(late.locator("main")).to_contain_text("已过期，已经清除")
    late.close()
    page.goto("/leader")
    expect(page.locator("main")).to_contain_text("没有留存的阅件")
    leader.context.set_offline(False)
    leader.go("/leader")
    ready(page)
    with page.expect_navigation():
        page.get_by_role("button", name="退出").click()
    assert page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))").count("zx-pack") == 0
    forgive_network(leader)
