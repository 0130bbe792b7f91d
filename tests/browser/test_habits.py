"""What people take for granted: partial updates, large text, Back, two tabs, a session that has ended."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.people import Visitor
from tests.browser.stage import chips

pytestmark = pytest.mark.browser
OFFICER = "zixun.xinxi1"
BODY = "7月18日，资讯中心上线汛情数据看板，据平台统计，当日访问2,300次。"


@pytest.fixture(scope="module")
def visitor(window: Browser, address: str) -> Iterator[Visitor]:
    """An officer with a screenful of drafts."""
    opened = Visitor(window, address, OFFICER).sign_in()
    for number in range(1, 6):
        draft(opened, f"数据看板第{number}次更新")
    yield opened
    opened.calm()
    opened.context.close()


def draft(visitor: Visitor, title: str) -> str:
    """Keep a draft; its address."""
    visitor.go("/submissions/new")
    visitor.page.get_by_label("标题").fill(title)
    visitor.write(BODY)
    visitor.press("存草稿")
    return visitor.path


def test_filtering_sorting_and_density_replace_only_the_list(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/submissions")
    page.evaluate("window.untouched = true")
    page.get_by_label("状态").select_option("draft")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**/submissions?*state=draft*")
    page.locator("#sort-saved").click()
    page.wait_for_url("**/submissions?*sort=saved*")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("修改")
    page.locator("#density-compact").click()
    page.wait_for_url("**/submissions?*density=compact*")
    expect(page.locator("table.compact")).to_be_visible()
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    assert "state=draft" in page.url
    page.reload()
    expect(page.locator("table.compact")).to_be_visible()


def test_large_text_stays_on_from_page_to_page(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/submissions")
    size = "parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
    before = page.evaluate(size)
    visitor.press("大字")
    assert visitor.path == "/submissions"
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    assert page.evaluate(size) > before
    visitor.go("/book")
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    visitor.press("大字")
    expect(page.locator("html")).to_have_attribute("data-text", "normal")
    assert page.evaluate(size) == before


def test_back_returns_to_the_same_list_at_the_same_place(visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 1440, "height": 340})
    visitor.go("/submissions?state=draft&density=compact")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(100)
    place = page.evaluate("window.scrollY")
    assert place > 100
    with page.expect_navigation():
        page.locator("tbody .title").last.click()
    page.go_back()
    page.wait_for_function("(place) => Math.abs(window.scrollY - place) < 5", arg=place)
    assert page.url.endswith("/submissions?state=draft&density=compact")
    page.set_viewport_size({"width": 1440, "height": 900})


def discard(page: Page) -> None:
    """Back to the saved text, whether the other one came from this tab or from the service."""
    here = page.get_by_role("button", name="不要，恢复原样")
    if here.count():
        here.click()
    there = page.get_by_role("button", name="不要，回到已存的稿子")
    if there.count():
        there.click()
        with page.expect_navigation():
            page.locator("dialog").get_by_role("button", name="清除没有存的文字").click()


def test_two_tabs_the_second_is_told_and_loses_nothing(visitor: Visitor) -> None:
    record = draft(visitor, "两个窗口同时修改")
    first, second = visitor.page, visitor.open_tab()
    for tab, title in ((first, "先保存的标题"), (second, "后保存的标题")):
        tab.goto(f"{record}/edit")
        tab.get_by_label("标题").fill(title)
    with first.expect_navigation():
        first.get_by_role("button", name="存草稿").click()
    with second.expect_navigation():
        second.get_by_role("button", name="存草稿").click()
    visitor.forgive(409)
    expect(second.locator("#conflict")).to_contain_text("又存了新的一稿")
    expect(second.get_by_label("标题")).to_have_value("后保存的标题")
    second.close()
    visitor.go(record)
    expect(visitor.page.locator("h1").first).to_have_text("先保存的标题")


def test_a_button_of_a_stale_page_says_what_happened(visitor: Visitor) -> None:
    record = draft(visitor, "旧页面上的按钮")
    stale = visitor.open_tab()
    stale.goto(record)
    visitor.go(record)
    visitor.act("送签")
    with stale.expect_navigation():
        stale.locator(".acts").get_by_role("button", name="送签", exact=True).click()
    visitor.forgive(409)
    expect(stale.locator("h1")).to_have_text("情况已经变了")
    with stale.expect_navigation():
        stale.get_by_role("link", name="打开最新的页面").click()
    expect(chips(stale)).to_contain_text("待签发")
    stale.close()


def test_a_session_that_ended_keeps_what_was_typed(visitor: Visitor) -> None:
    page = visitor.page
    record = draft(visitor, "会话结束以后")
    visitor.go(f"{record}/edit")
    page.get_by_label("标题").fill("还没有保存的标题")
    other = visitor.open_tab()
    other.goto("/")
    with other.expect_navigation():
        other.get_by_role("button", name="退出").click()
    with page.expect_navigation():
        page.get_by_role("button", name="存草稿").click()
    visitor.forgive(401)
    expect(page.locator("main")).to_contain_text("登录")
    other.close()
    with page.expect_navigation():
        page.get_by_role("link", name="登录").first.click()
    page.get_by_label("登录名").fill(OFFICER)
    page.get_by_label("口令").fill("zhengxun-demo-2026")
    with page.expect_navigation():
        page.get_by_role("button", name="登录").click()
    visitor.go(f"{record}/edit")
    expect(page.get_by_label("标题")).to_have_value("还没有保存的标题")
    discard(page)


def test_words_typed_before_the_scripts_arrive_are_kept_too(visitor: Visitor) -> None:
    page = visitor.page
    record = draft(visitor, "脚本到来以前")
    held: list[Route] = []
    page.route("**/static/js/app.js*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers
    page.goto(f"{record}/edit", wait_until="commit")
    page.get_by_label("标题").fill("脚本还没有到，字已经打了")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    page.wait_for_load_state("load")
    page.unroute("**/static/js/app.js*")
    page.wait_for_timeout(600)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{visitor.address}/book")
    visitor.go(f"{record}/edit")
    expect(page.get_by_label("标题")).to_have_value("脚本还没有到，字已经打了")
    discard(page)
    expect(page.get_by_label("标题")).to_have_value("脚本到来以前")


def test_a_page_opened_without_a_session_is_reached_after_signing_in(window: Browser, address: str) -> None:
    stranger = Visitor(window, address)
    stranger.page.goto("/submissions?state=draft")
    assert stranger.path == "/sign-in"
    stranger.page.get_by_label("登录名").fill(OFFICER)
    stranger.page.get_by_label("口令").fill("zhengxun-demo-2026")
    stranger.press("登录")
    assert stranger.page.url.endswith("/submissions?state=draft")
    stranger.press("退出")
    stranger.page.goto("/submissions")
    assert stranger.path == "/sign-in"
    stranger.calm()
    stranger.context.close()


def test_a_wrong_password_is_refused_politely(window: Browser, address: str) -> None:
    stranger = Visitor(window, address)
    stranger.page.goto("/sign-in")
    stranger.page.get_by_label("登录名").fill("nobody.here")
    stranger.page.get_by_label("口令").fill("not-the-password")
    stranger.press("登录")
    expect(stranger.page.locator(".note.error")).to_be_visible()
    expect(stranger.page.get_by_label("登录名")).to_have_value("nobody.here")
    stranger.complaints.clear()
    stranger.context.close()
