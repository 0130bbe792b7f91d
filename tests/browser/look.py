"""Pictures of every page, for looking at.

    python -m tests.browser.look FOLDER           starts a service, plays the main job, then visits as every role
    python -m tests.browser.look FOLDER bianji1   that person's pages only

- Two sizes: a desk (1440 × 900) and a tablet (820 × 1180), the whole page each; `large` in the name: with large text.
- ZHENGXUN_TEST_SERVICE names a service that runs already; its house is taken as it is.
"""

import os
import re
import sys
from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import people, service, tour
from tests.browser.people import DESK, TABLET, House, Visitor, picture
from tests.browser.story import Story
from tools import browser

SIZES = {"desk": DESK, "tablet": TABLET}
# What can be done there differs from role to role; of other kinds of page two are enough.
EACH = (*tour.EACH, "/desk/{id}", "/articles/{id}", "/instructions/{id}")
LARGE = {"/", "/submissions/{id}", "/deliveries/{id}", "/desk", "/articles/{id}"}


def main(folder: Path, logins: list[str]) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with service.starting() as coming, people.chromium(browser.ensure()) as window:
        address = coming.ready()
        if not os.environ.get("ZHENGXUN_TEST_SERVICE"):
            house = House(window, address)
            Story(house).upto(7)  # not archived yet: its pages still show what can be done
            house.close()
        if not logins:
            nobody(window, address, folder)
        seen: Counter[str] = Counter()
        for login in logins or tour.ROLES:
            visitor = Visitor(window, address, login).sign_in()
            pages(visitor, folder, seen)
            visitor.context.close()


def pages(visitor: Visitor, folder: Path, seen: Counter[str]) -> None:
    """Everything this person can open that was not seen often enough."""
    for kind in EACH:
        seen.pop(kind, None)
    for stop in tour.walk(visitor, seen, most=2):
        name = re.sub(r"\W+", "-", stop.kind.replace("{id}", "one")).strip("-") or "home"
        number = seen[stop.kind]
        stem = f"{visitor.login}-{name}-{number}"
        print(stem, stop.path, stop.status, flush=True)
        take(visitor, folder, stem, large=stop.kind in LARGE and number == 1)


def take(visitor: Visitor, folder: Path, stem: str, *, large: bool) -> None:
    """The page in every size."""
    page = visitor.page
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        picture(page, folder / f"{stem}-{size}.png")
        if large:
            page.evaluate("document.documentElement.dataset.text = 'large'")
            picture(page, folder / f"{stem}-{size}-large.png")
            page.evaluate("document.documentElement.dataset.text = 'normal'")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def nobody(window: Browser, address: str, folder: Path) -> None:
    """What is shown to somebody who is not signed in, and to somebody who may not."""
    stranger = Visitor(window, address)
    for path, name in (("/sign-in", "sign-in"), ("/nowhere", "not-found")):
        stranger.page.goto(path)
        take(stranger, folder, f"nobody-{name}", large=False)
    stranger.context.close()
    officer = Visitor(window, address, tour.ROLES[0]).sign_in()
    for path, name in (("/desk", "forbidden"), ("/nowhere", "not-found")):
        officer.page.goto(path)
        take(officer, folder, f"{officer.login}-error-{name}", large=False)
    officer.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
