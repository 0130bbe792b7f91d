"""Makes the pictures of the guides from the demo organisation: `python -m tools.pictures` → docs/zh/pictures/*.png.

- A demo service of its own, the same browser as the tests; everyone in the pictures is of the demo.
- Seen at 1,440 × 900, kept at 1,000 wide and in few colours: a picture stays below LARGEST.
- Which page, whose, and what is open: the rows of SHOTS. A record is named by the link that leads to it.
- `--address` takes the pictures of a service that runs already.
"""

import argparse
import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import people, service
from tests.browser.people import House
from tools import browser

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "zh" / "pictures"
WIDTH: Final = 1000
COLOURS: Final = 160
LARGEST: Final = 120 * 1024


def _nothing(page: Page) -> None:
    """The page as it opens."""
    page.wait_for_timeout(300)  # scripts draw the editor and the hints


def _open(selector: str) -> Callable[[Page], None]:
    """With something opened by a click."""

    def opened(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_timeout(300)

    return opened


def _lying(page: Page) -> None:
    """On a tablet that lies on its long side."""
    page.set_viewport_size({"width": 1180, "height": 820})
    page.wait_for_timeout(1500)  # the pack is made


def _inked(page: Page) -> None:
    """With a slip that somebody is writing on."""
    _lying(page)
    page.keyboard.press("i")
    page.locator('[data-way-of="ink"]').click()
    box = page.locator("[data-slip-pad]").bounding_box()
    if box is None:
        raise RuntimeError("no slip to write on")
    for line in range(4):
        x, y = box["x"] + 90 + 110 * line, box["y"] + 90
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(24):
            page.mouse.move(x + step * 3.4, y + (18 if line % 2 else 34) * math.sin(step / 3.2 + line) + step)
        page.mouse.up()


def _first(selector: str) -> Callable[[Page], None]:
    """The record that the first link of this kind leads to."""

    def followed(page: Page) -> None:
        with page.expect_navigation():
            page.locator(selector).first.click()

    return followed


def _shown(selector: str, top: str = "") -> Callable[[Page], None]:
    """The record that the first link of this kind leads to, from a part of its page on."""

    def shown(page: Page) -> None:
        _first(selector)(page)
        if top:
            page.wait_for_timeout(900)  # the pages of an issue come when they are looked at
            page.locator(top).evaluate("(found) => found.scrollIntoView()")
        page.wait_for_timeout(900)

    return shown


def _answered(page: Page) -> None:
    """A question that one unit has answered, on a tablet that lies."""
    page.set_viewport_size({"width": 1180, "height": 820})
    _first("tbody th a.title:has-text('经验可否推广')")(page)


def _chosen(name: str, label: str) -> Callable[[Page], None]:
    """What a list shows of one kind."""

    def chosen(page: Page) -> None:
        page.locator(f"main select[name={name}]").select_option(label=label)
        page.get_by_role("button", name="筛选", exact=True).click()
        page.wait_for_timeout(1500)  # the list comes without a navigation

    return chosen


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    name: str
    login: str
    path: str
    then: Callable[[Page], None] = _nothing


SHOTS: Final = (
    Shot("officer-todo", "yunlu.xinxi1", "/"),
    Shot("officer-write", "yunlu.xinxi1", "/submissions/new"),
    Shot("officer-record", "yunlu.xinxi1", "/submissions?state=signed_off", _first("td a.title, th a.title")),
    Shot("officer-list", "yunlu.xinxi1", "/submissions"),
    Shot("officer-task", "yunlu.xinxi1", "/assignments", _first("th a.title")),
    Shot("signer-list", "yunlu.qianfa", "/sign", _open("details.sign-text > summary")),
    Shot("signer-absence", "yunlu.qianfa", "/sign/absence"),
    Shot("duty-desk", "zhiban", "/desk"),
    Shot("duty-phone", "zhiban", "/phone/new"),
    Shot("duty-event", "zhiban", "/events", _first("th a.title")),
    Shot("duty-debt", "zhiban", "/debts", _first("th a.title")),
    Shot("duty-discs", "zhiban", "/discs"),
    Shot("leader-desk", "lingdao1", "/leader", _lying),
    Shot("leader-ink", "lingdao1", "/leader", _inked),
    Shot("leader-answers", "lingdao1", "/instructions", _answered),
    Shot("office-silent", "bianji1", "/silent"),
    Shot("office-steps", "bianji1", "/editing"),
    Shot("office-bench", "bianji1", "/articles", _shown("main a:has-text('沧浪农房保险扩面提质')", "#sentences")),
    Shot("office-plan", "bianji1", "/issues/plan"),
    Shot("approver-steps", "zhuren", "/issues", _shown("main tr:has-text('送阅信息') a.title", "#steps-title")),
    Shot("approver-numbers", "zhuren", "/numbers", _chosen("kind", "送阅信息")),
    Shot("staff-ledger", "bianji1", "/instructions"),
    Shot(
        "staff-duties",
        "bianji1",
        "/instructions",
        _shown("tbody th a.title:has-text('经验可否推广')", "#answers-title"),
    ),
    Shot("staff-paper", "bianji1", "/instructions", _shown("tbody th a.title:has-text('抓紧落实')")),
)


def small(picture: bytes) -> bytes:
    """The same picture at WIDTH in few colours."""
    seen = Image.open(io.BytesIO(picture)).convert("RGB")
    seen = seen.resize((WIDTH, round(seen.height * WIDTH / seen.width)), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    seen.quantize(COLOURS, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def take(window: Browser, address: str) -> None:
    """Every picture, over the old ones."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    house = House(window, address)
    for shot in SHOTS:
        page = house[shot.login].page
        house[shot.login].go(shot.path)
        shot.then(page)
        made = small(page.screenshot(animations="disabled"))
        if len(made) > LARGEST:
            raise SystemExit(f"{shot.name}: {len(made)} bytes, more than {LARGEST}")
        (FOLDER / f"{shot.name}.png").write_bytes(made)
        print(f"{shot.name}.png {len(made) // 1024} KB")
    house.close()


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="", help="a demo service that runs already")
    address = parser.parse_args().address
    with people.chromium(browser.ensure()) as window:
        if address:
            take(window, address)
            return
        with service.starting() as coming:
            take(window, coming.ready())


if __name__ == "__main__":
    main()
