"""The pages of an issue before it is printed, in a browser: beside the work, within a moment, without losing a word."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.requirement("PUB-01")]
EDITOR, KIND = "bianji2", "监管参考"  # the demo's issue that is still being compiled
DRAWN = """() => {
  const pages = [...document.querySelectorAll("#proof img")];
  return pages.length > 0 && pages.every((one) => one.naturalWidth > 600);
}"""
TYPED = "还没有保存的一句话，只看版面。"


@pytest.fixture(scope="module")
def editor(window: Browser, address: str) -> Iterator[Visitor]:
    opened = Visitor(window, address, EDITOR).sign_in()
    yield opened
    opened.calm()
    opened.context.close()


@pytest.fixture(scope="module")
def issue(editor: Visitor) -> str:
    """The address of the issue that waits."""
    editor.go("/issues?state=compiling")
    href = editor.page.locator("main a[href^='/issues/']", has_text=KIND).first.get_attribute("href")
    assert href
    return href


def test_the_pages_come_by_themselves_and_the_words_stay_readable(editor: Visitor, issue: str) -> None:
    page = editor.page
    editor.go(issue)
    page.wait_for_function(DRAWN)
    expect(page.locator("#proof [role=status]")).to_contain_text("与将要印发的版面一致")
    assert page.locator("#proof img").first.get_attribute("alt")
    words = page.locator("details.words")
    expect(words.locator("article")).not_to_be_visible()
    words.locator("summary").click()
    expect(words.locator("article")).to_contain_text("新能源车")


def test_a_look_at_the_pages_while_writing_keeps_what_was_typed_and_saves_nothing(editor: Visitor, issue: str) -> None:
    page = editor.page
    editor.go(issue)
    article = page.locator(".compose .title").first.get_attribute("href")
    assert article
    with page.expect_navigation():
        page.locator(f"form[action='{article}/take_out'] button").click()
    editor.go(article)
    kept = page.locator("h2#to-title").inner_text()
    page.evaluate("window.untouched = true")
    page.locator(".editor-text").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(TYPED)
    page.get_by_role("button", name="看版面").click()
    page.wait_for_function(DRAWN)
    assert page.evaluate("window.untouched"), "the page was loaded anew"
    expect(page.locator(".editor-text")).to_contain_text(TYPED)
    first = page.locator("#proof img").first.get_attribute("src")
    page.keyboard.press("Escape")
    page.locator(".editor-text").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(TYPED * 3)
    page.get_by_role("button", name="看版面").click()
    page.wait_for_function("(before) => document.querySelector('#proof img')?.src !== before", arg=first)
    expect(page.get_by_role("button", name="保存文字")).to_be_enabled()
    page.on("dialog", lambda asked: asked.accept())
    editor.go(article)
    assert page.locator("h2#to-title").inner_text() == kept, "nothing was saved"


def test_control_the_issue_without_its_article_has_no_pages(editor: Visitor, issue: str) -> None:
    page = editor.page
    editor.go(issue)
    assert page.locator("#proof").count() == 0
    place = page.locator("form[action$='/place'] button").first
    with page.expect_navigation():
        place.click()
    page.wait_for_function(DRAWN)
