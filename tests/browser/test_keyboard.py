"""The keyboard alone: every stop can be seen, and the work can be done."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Visitor
from tests.browser.service import PASSWORD
from tests.browser.stage import chips

pytestmark = pytest.mark.browser
LOGIN = "peixun.xinxi1"
TITLE = "培训院汛期安全课程上线"
# Where the focus is: its name, whether a ring is drawn round it, whether something covers it (WCAG 2.4.7 and 2.4.11).
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return {name: "", ring: true, seen: true};
  const drawn = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const box = at.getBoundingClientRect();
  const spots = [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].map(([x, y]) =>
    document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
  return {
    name: (at.getAttribute("aria-label") || at.textContent || at.name || at.tagName).trim().slice(0, 40),
    ring: drawn(getComputedStyle(at)) || Boolean(at.closest(".editor") && drawn(getComputedStyle(at.closest(".editor")))),
    seen: spots.some((spot) => spot && (at.contains(spot) || spot.contains(at) || spot.closest("label")?.control === at)),
  };
}"""


class Hands:
    """Someone who has no mouse; every stop of the Tab key is looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def look(self) -> str:
        """The name of what has the focus; it must be visible."""
        stop = self.page.evaluate(FOCUS)
        assert stop["ring"], f"no visible focus on {stop['name']!r} of {self.page.url}"
        assert stop["seen"], f"{stop['name']!r} of {self.page.url} is covered while it has the focus"
        return str(stop["name"])

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def tab_to(self, selector: str, most: int = 60) -> None:
        """Tab until the element has the focus."""
        for _ in range(most):
            self.key("Tab")
            self.look()
            if self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached with the Tab key on {self.page.url}")


@pytest.fixture(scope="module")
def visitor(window: Browser, address: str) -> Iterator[Visitor]:
    opened = Visitor(window, address)
    yield opened
    opened.calm()
    opened.context.close()


@pytest.fixture
def hands(visitor: Visitor) -> Hands:
    return Hands(visitor.page)


def test_sign_in(visitor: Visitor, hands: Hands) -> None:
    visitor.page.goto("/sign-in")
    expect(visitor.page.get_by_label("登录名")).to_be_focused()
    hands.look()
    hands.type(LOGIN)
    hands.tab_to("[name=password]")
    hands.type(PASSWORD)
    with visitor.page.expect_navigation():
        hands.key("Enter")
    expect(visitor.page.locator("h1")).to_have_text("待办")


def test_the_first_stop_leads_past_the_frame(visitor: Visitor, hands: Hands) -> None:
    visitor.go("/")
    hands.key("Tab")
    assert hands.look() == "跳到正文"
    hands.key("Enter")
    expect(visitor.page.locator("#main")).to_be_focused()


def test_every_stop_of_the_frame_is_visible(visitor: Visitor, hands: Hands) -> None:
    visitor.go("/")
    hands.tab_to(".rail a[href='/book']")
    visitor.go("/submissions/new")
    hands.tab_to("button[value=draft]")


def test_a_slash_goes_to_the_search(visitor: Visitor, hands: Hands) -> None:
    visitor.go("/")
    hands.key("/")
    expect(visitor.page.locator("#q")).to_be_focused()
    hands.look()
    hands.type("汛期")
    with visitor.page.expect_navigation():
        hands.key("Enter")
    expect(visitor.page.locator("h1")).to_contain_text("搜索")


def test_write_and_send_a_draft(visitor: Visitor, hands: Hands) -> None:
    page = visitor.page
    visitor.go("/")
    hands.key("g")
    with page.expect_navigation():
        hands.key("2")
    hands.tab_to("a[href='/submissions/new']")
    with page.expect_navigation():
        hands.key("Enter")
    hands.tab_to("[name=title]")
    hands.type(TITLE)
    hands.tab_to(".editor-text")
    hands.key("Control+b")
    page.keyboard.type("7月18日")
    hands.key("Control+b")
    hands.type("，培训院上线汛期安全课程，全辖1,200人参加，据教务处统计，合格率98%。")
    hands.key("Escape")
    hands.tab_to("button[value=draft]")
    with page.expect_navigation():
        hands.key("Enter")
    expect(chips(page)).to_contain_text("起草")
    assert page.locator("article.read strong").first.inner_text() == "7月18日"
    hands.tab_to(".acts form[action$='/request_sign'] button")
    with page.expect_navigation():
        hands.key("Enter")
    expect(chips(page)).to_contain_text("待签发")


def test_a_panel_opens_takes_the_focus_and_closes(visitor: Visitor, hands: Hands) -> None:
    page = visitor.page
    hands.tab_to(".acts details.act > summary")
    hands.key("Enter")
    expect(page.locator("details.act[open] textarea")).to_be_focused()
    hands.look()
    hands.key("Escape")
    expect(page.locator("details.act[open]")).to_have_count(0)
    expect(page.locator(".acts details.act > summary").first).to_be_focused()


def test_rows_are_walked_with_j_and_k_and_help_is_a_key_away(visitor: Visitor, hands: Hands) -> None:
    page = visitor.page
    visitor.go("/submissions")
    hands.key("j")
    assert hands.look() == TITLE
    hands.key("Shift+?")
    expect(page.locator("dialog")).to_be_visible()
    hands.look()
    hands.key("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    hands.key("j")
    with page.expect_navigation():
        hands.key("Enter")
    expect(page.locator("h1").first).to_have_text(TITLE)
