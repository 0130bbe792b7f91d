"""Every page in both sizes and in large text: accessible, nothing cut off, nothing raw, no link that leads nowhere.

On the tablet axe asks what depends on the room; every rule again where the frame is seen first, in tables that a tablet
shows as lists, and everywhere with ZHENGXUN_TEST_LONG=1.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import tour
from tests.browser.people import DESK, TABLET, House, Visitor, violations
from tests.browser.story import Story

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# Size, text, and whether axe runs: a tablet with large text has the least room; normal text there only has to fit.
SHADES = ((DESK, "large", False), (DESK, "normal", True), (TABLET, "normal", False), (TABLET, "large", True))
# Together they reach every kind of page; the others' pages are among theirs.
ROLES = ("yunlu.xinxi1", "bianji1", "zhuren", "lingdao1", *tour.OUTSIDE)
RAW = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}|\bNone\b|\bundefined\b|\bNaN\b|[{}]{2}|\b(?:flash|topic|words|hint)\.[a-z_]+"
    r"|\b(?:draft|to_sign|signed_off|submitted|screened|adopted|returned|declined|released|routed|registered)\b"
)
# They show an administrator the program's own names, and the numbers of keys that another system is set up with.
TECHNICAL = {"/admin/outbox", "/admin/channels"}
ROOM = ("target-size", "scrollable-region-focusable")
WHOLE_ON_A_TABLET = {"/", "/sign-in", "/nowhere", "/leader", "/issues/plan"}
LONG = os.environ.get("ZHENGXUN_TEST_LONG") == "1"
ONE_OPEN = "(place) => document.querySelectorAll('details.act').forEach((each, at) => { each.open = at === place; })"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SEEN: Counter[str] = Counter()
LEAST = 80  # kinds of page; fewer would mean that links were lost


def faults(page: Page, stop: tour.Stop) -> list[str]:
    """What is wrong with the page that is open."""
    found = [] if stop.status == 200 else [f"answers {stop.status}"]
    page.evaluate(AXE)
    for (width, height), text, look in SHADES:
        if page.viewport_size != {"width": width, "height": height}:
            page.set_viewport_size({"width": width, "height": height})
        page.evaluate("(text) => { document.documentElement.dataset.text = text; }", text)
        found += [f"{width} {text}: {wide} px too wide" for wide in [page.evaluate(TOO_WIDE)] if wide > 0]
        desk = (width, height) == DESK
        only = () if desk or LONG or stop.kind in WHOLE_ON_A_TABLET else ROOM
        wrongs = violations(page, colours=desk, only=only) if look else ()
        found += [f"{width} {text}: {wrong['id']}: {wrong['at']}" for wrong in wrongs]
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.evaluate("() => { document.documentElement.dataset.text = 'normal'; }")
    for place in range(page.locator("details.act").count()):
        page.evaluate(ONE_OPEN, place)
        found += [f"panel: {wrong['id']}: {wrong['at']}" for wrong in violations(page, "details.act[open]")]
    raw = RAW.search(page.locator("main").inner_text())
    if raw and stop.kind not in TECHNICAL:
        found.append(f"raw: {raw[0]!r}")
    return [f"{stop.path}: {fault}" for fault in found]


@pytest.mark.parametrize("login", ROLES)
def test_every_page_of_a_role(login: str, house: House, story: Story) -> None:
    story.upto(8)
    visitor = house[login]
    for kind in tour.EACH:
        SEEN.pop(kind, None)
    found = [fault for stop in tour.walk(visitor, SEEN) for fault in faults(visitor.page, stop)]
    assert found == []
    visitor.calm()


def test_so_many_kinds_of_pages_were_seen(house: House) -> None:
    assert len(SEEN) >= LEAST, sorted(SEEN)
    assert {kind.partition("?")[0] for kind in SEEN} >= set(tour.OFFICE)


def test_the_journal_is_written_in_words(house: House, story: Story) -> None:
    story.upto(8)
    auditor = house["shenji"]
    auditor.go("/admin/journal")
    for _ in range(4):
        for cell in (4, 5):
            said = " ".join(auditor.page.locator(f"#list tbody tr > :nth-child({cell})").all_inner_texts())
            assert re.findall("[a-z_]{3,}", said) == []
        auditor.page.locator("#page-next").click()
        auditor.page.wait_for_url("**/admin/journal?*after=*")
        auditor.go(auditor.page.url.removeprefix(house.address))


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere"])
def test_pages_for_somebody_not_signed_in(path: str, window: Browser, address: str) -> None:
    stranger = Visitor(window, address)
    answer = stranger.page.goto(path)
    assert answer
    assert faults(stranger.page, tour.Stop(path, path, 200)) == []
    stranger.context.close()


def test_error_pages_help(house: House) -> None:
    officer = house["yunlu.xinxi1"]
    for path, status, says in (("/desk", 403, "权限"), ("/nowhere", 404, "没有找到")):
        answer = officer.page.goto(path)
        assert answer
        assert answer.status == status
        assert says in officer.page.inner_text("main")
        assert faults(officer.page, tour.Stop(path, path, 200)) == []
        officer.forgive(status)


def test_axe_sees_planted_violations(house: House) -> None:
    officer = house["yunlu.xinxi1"]
    officer.go("/")
    officer.page.evaluate(
        """() => {
          const picture = document.createElement("img");
          picture.src = "/static/icons.svg";
          const pale = document.createElement("p");
          pale.textContent = "看不清的字";
          pale.style.color = "#ddd";
          const nameless = document.createElement("button");
          const small = ["一", "二"].map((said) => {
            const button = document.createElement("button");
            button.textContent = said;
            button.style.cssText = "all: unset; display: inline-block; width: 9px; height: 9px; overflow: hidden";
            return button;
          });
          document.querySelector("main").append(picture, pale, nameless, ...small);
        }"""
    )
    officer.page.evaluate(AXE)
    assert {wrong["id"] for wrong in violations(officer.page, only=ROOM)} == {"target-size"}
    assert {"image-alt", "color-contrast", "button-name"} <= {wrong["id"] for wrong in violations(officer.page)}


def test_the_watch_sees_planted_offences(window: Browser, address: str) -> None:
    """Control: an outside request, a script error and an inline style are each complained about."""
    visitor = Visitor(window, address)
    visitor.page.goto("/sign-in")
    visitor.calm()
    visitor.page.evaluate(
        """() => {
          const picture = document.createElement("img");
          picture.src = "http://127.0.0.1:9/outside.png";
          document.body.append(picture);
          const inline = document.createElement("script");
          inline.textContent = "window.planted = true";
          document.body.append(inline);
          setTimeout(() => { throw new Error("planted"); });
        }"""
    )
    visitor.page.wait_for_timeout(300)
    said = " ".join(visitor.complaints)
    assert "policy: script-src-elem" in said
    assert "policy: img-src" in said
    assert "script: planted" in said
    assert visitor.page.evaluate("window.planted") is None
    visitor.page.evaluate("fetch('http://localhost:9/', {mode: 'no-cors'}).catch(() => 0)")
    visitor.page.wait_for_timeout(300)
    assert "policy: connect-src" in " ".join(visitor.complaints)
    visitor.context.close()


def test_a_request_to_another_host_is_noticed(window: Browser, address: str) -> None:
    visitor = Visitor(window, address)
    visitor.page.goto(address.replace("127.0.0.1", "localhost") + "/sign-in")
    assert any(said.startswith("outside: ") for said in visitor.complaints)
    visitor.context.close()
