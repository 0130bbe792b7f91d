"""Writing without loss: two tabs, no network, a session that ends, a large attachment that is broken off (SUB-13)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.people import House, Visitor
from tests.browser.service import PASSWORD
from tests.browser.stage import chips
from tests.browser.test_gate import sound

pytestmark = [pytest.mark.browser, pytest.mark.requirement("SUB-13")]
WRITER = "shanhai.xinxi1"
KEPT = re.compile(r"已自动保存 \d\d:\d\d")
LINE = "逐行的附表，没有标志。\n"
TABLE: FilePayload = {"name": "附表.txt", "mimeType": "text/plain", "buffer": (LINE * 100_000).encode()}


@pytest.fixture
def writer(house: House) -> Iterator[Visitor]:
    """At a form that was just opened, with nothing begun before."""
    visitor = house[WRITER]
    visitor.go("/submissions/new")
    expect(visitor.page.locator(".editor-text")).to_be_visible()
    yield visitor
    visitor.calm()


def kept(page: Page) -> Locator:
    return page.locator("[data-saved]")


def typed(page: Page, text: str) -> None:
    page.click(".editor-text")
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def begun(page: Page, title: str, text: str) -> str:
    """A text that was begun and kept; its address."""
    page.locator("#f-title").fill(title)
    typed(page, text)
    expect(kept(page)).to_have_text(KEPT)
    return page.url


def saved(visitor: Visitor) -> None:
    visitor.press("存草稿")
    expect(chips(visitor.page)).to_contain_text("起草")


def test_what_was_typed_is_there_in_another_tab_and_two_tabs_are_shown_both_texts(writer: Visitor) -> None:
    page = writer.page
    address = begun(page, "两个标签页", "甲页先写的。")
    other = writer.open_tab()
    other.goto(address)
    expect(other.locator(".editor-text")).to_have_text("甲页先写的。")
    expect(other.locator(".note.info", has_text="自动保存的文字")).to_be_visible()
    typed(other, "乙页接着写。")
    expect(kept(other)).to_have_text(KEPT)
    typed(page, "甲页也写。")
    panel = page.locator("#conflict")
    expect(panel).to_contain_text("另一个标签页里也写了")
    expect(panel.locator(".diff del")).to_contain_text("乙页接着")
    writer.forgive(409)
    page.evaluate("window.scrollTo(0, 0)")
    sound(page)
    panel.get_by_role("button", name="用这个标签页的文字").click()
    expect(kept(page)).to_have_text(KEPT)
    typed(other, "乙页又写。")
    expect(other.locator("#conflict")).to_be_visible()
    writer.forgive(409)
    with other.expect_navigation():
        other.locator("#conflict").get_by_role("link", name="用另一个标签页的文字").click()
    expect(other.locator(".editor-text")).to_have_text("甲页先写的。甲页也写。")
    other.close()
    saved(writer)
    expect(page.locator("article.paper")).to_contain_text("甲页先写的。甲页也写。")


def test_nothing_is_lost_while_the_network_is_away_or_the_session_has_ended(writer: Visitor) -> None:
    page = writer.page
    address = begun(page, "断网和过期", "先写一句。")
    writer.context.set_offline(True)
    typed(page, "断网时写的。")
    expect(kept(page)).to_contain_text("没有连上服务")
    writer.context.set_offline(False)
    expect(kept(page)).to_have_text(KEPT)
    writer.complaints = [said for said in writer.complaints if "ERR_INTERNET_DISCONNECTED" not in said]
    writer.context.clear_cookies()
    typed(page, "过期后写的。")
    expect(kept(page)).to_contain_text("登录已过期")
    writer.forgive(401)
    with writer.context.expect_page() as opened:
        kept(page).get_by_role("link", name="重新登录").click()
    door = opened.value
    door.get_by_label("登录名").fill(WRITER)
    door.get_by_label("口令").fill(PASSWORD)
    door.get_by_role("button", name="登录").click()
    expect(door.locator(".editor-text")).to_have_text("先写一句。断网时写的。")
    door.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(kept(page)).to_have_text(KEPT)
    page.goto(address)
    expect(page.locator(".editor-text")).to_have_text("先写一句。断网时写的。过期后写的。")
    saved(writer)


def test_what_never_reached_the_service_comes_back_from_this_tab(writer: Visitor) -> None:
    page = writer.page
    begun(page, "没来得及", "存过的。")
    page.route("**/submissions/draft", lambda route: route.abort())
    typed(page, "没存上的。")
    expect(kept(page)).to_contain_text("没有连上服务")
    page.reload()
    expect(page.locator(".note.info", has_text="已取回")).to_be_visible()
    expect(page.locator(".editor-text")).to_have_text("存过的。没存上的。")
    page.unroute("**/submissions/draft")
    typed(page, "又写。")
    expect(kept(page)).to_have_text(KEPT)
    writer.complaints = [said for said in writer.complaints if "ERR_FAILED" not in said]
    saved(writer)


def test_a_large_attachment_goes_on_where_it_was_broken_off(writer: Visitor) -> None:
    page = writer.page
    begun(page, "大附件", "见附表。")
    pieces: list[str] = []

    def count(route: Route) -> None:
        if route.request.method == "PUT":
            pieces.append(route.request.url)
        if route.request.method == "PUT" and len(pieces) == 4:
            route.abort()
        else:
            route.continue_()

    page.route("**/submissions/uploads/**", count)
    page.set_input_files("[name=files]", TABLE)
    line = page.locator(".uploads li")
    expect(line).to_contain_text("没有连上服务")
    page.reload()
    expect(line).to_contain_text("没有传完")
    page.unroute("**/submissions/uploads/**")
    page.route("**/submissions/uploads/**", count)
    done = len(pieces)
    page.set_input_files("[name=files]", TABLE)
    expect(line).to_have_count(1)
    expect(line).to_contain_text("检查通过")
    total = -(-len(TABLE["buffer"]) // (512 * 1024))
    assert done == 4
    assert len(pieces) - done == total - 3, "three pieces were there"
    writer.complaints = [said for said in writer.complaints if "ERR_FAILED" not in said]
    saved(writer)
    expect(page.locator(".files")).to_contain_text("附表.txt")


def test_an_outline_a_hint_and_a_tick_help_before_it_is_sent(writer: Visitor) -> None:
    page = writer.page
    page.locator("#f-title").fill("提纲和要求")
    page.get_by_label("内容类别").select_option("emergency")
    expect(page.get_by_text("写明已采取的措施和下一步打算")).to_be_visible()
    expect(page.get_by_text("批示、讲话照原文引用")).to_be_hidden()
    typed(page, "有关公司赔付。")
    writer.press("套用提纲")
    expect(page.locator(".editor-text h2").first).to_have_text("一、事件情况")
    expect(page.locator(".editor-text .found.soft")).to_have_text("有关公司")
    page.get_by_label("数字核对过").check()
    page.evaluate("window.scrollTo(0, 0)")
    sound(page)
    page.locator(".hints li", has_text="没有留联系电话").get_by_role("button", name="去补写").click()
    expect(page.locator("#f-contact")).to_be_focused()
    page.locator("#f-learned").fill("2026-11-01T08:00")
    saved(writer)
    expect(page.locator(".side")).to_contain_text("勾了 1 条")
