"""People of the demo organisation at their browsers.

- Each has a browser context of their own, and stays signed in for the whole run.
- Whatever a browser complains about is kept: a script error, anything on the console, a violation of the content policy,
  a request to another host. `Visitor.calm` demands that there is nothing; an answer that was refused on purpose is forgiven
  by name.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.browser.service import PASSWORD

DESK = (1440, 900)
TABLET = (820, 1180)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--lang=zh-CN",
]
PATIENCE = 15_000  # milliseconds; the machine may be busy
POLICY_WATCH = """document.addEventListener("securitypolicyviolation",
  (event) => console.error("policy: " + event.effectiveDirective + " " + event.blockedURI));"""
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(".editor-text").dispatchEvent(paste);
}"""

RUN_AXE = """async ([tags, only, within, colours]) => {
  const rules = only.length ? {} : {"color-contrast": {enabled: colours}};
  const runOnly = only.length ? {type: "rule", values: only} : {type: "tag", values: tags};
  const options = {runOnly, rules, resultTypes: ["violations"]};
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);  // a changed size or text is laid out first
  const said = (node) => node.target.join(" ") + ": " + node.failureSummary;
  const result = await axe.run(within || document, options);
  return result.violations.map((wrong) => ({id: wrong.id, at: wrong.nodes.slice(0, 3).map(said)}));
}"""


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """One browser for the whole run."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """One person's browser."""

    def __init__(
        self, browser: Browser, address: str, login: str = "", *, size: tuple[int, int] = DESK, script: bool = True
    ) -> None:
        self.address, self.login, self.script = address, login, script
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=address, viewport={"width": size[0], "height": size[1]}, java_script_enabled=script,
            locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce",
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE)
        self.context.on("request", self._request)
        self.context.add_init_script(POLICY_WATCH)
        self.page = self.open_tab()

    def open_tab(self) -> Page:
        """Another tab of the same person."""
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return page

    def sign_in(self) -> "Visitor":
        """With the password that the demo prints."""
        self.page.goto("/sign-in")
        self.page.get_by_label("登录名").fill(self.login)
        self.page.get_by_label("口令").fill(PASSWORD)
        self.press("登录")
        expect(self.page.locator("h1")).to_have_text("待办")
        return self

    def enter(self) -> None:
        """The same without looking at the page: one post, as the form sends it."""
        said: dict[str, str | float | bool] = {"login": self.login, "password": PASSWORD, "next": "/"}
        answer = self.context.request.post("/sign-in", form=said, max_redirects=0)
        assert answer.status == 303, f"{self.login}: sign-in answers {answer.status}"

    def until(self, path: str, selector: str, text: str | re.Pattern[str]) -> Locator:
        """Open a page again and again until something is there that the job loop makes a moment later."""
        wanted = self.page.locator(selector, has_text=text).first
        for _ in range(60):
            self.go(path)
            if wanted.count():
                return wanted
            self.page.wait_for_timeout(250)
        raise AssertionError(f"{self.login}: no {text!r} on {path}")

    def go(self, path: str) -> Response:
        """Open a page of the service; it must be there."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{self.login}: {path} answers {answer.status}"
        return answer

    def press(self, name: str, within: str = "body") -> None:
        """Click a button of exactly this name and wait for the page that comes."""
        button = self.page.locator(within).get_by_role("button", name=name, exact=True)
        with self.page.expect_navigation():
            button.click()

    def follow(self, name: str, within: str = "body") -> None:
        """Click a link whose name holds these words and wait for its page."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("link", name=name).first.click()

    def take(self, path: str) -> None:
        """From 待办 to the record that waits there."""
        self.go("/todo")
        with self.page.expect_navigation():
            self.page.locator(f".worklist .title[href='{path}']").click()

    def act(self, label: str, **said: str | list[str]) -> None:
        """Move the record: the button of this label, with what it asks for."""
        summary = self.page.locator(".acts details.act > summary", has_text=re.compile(rf"^\s*{label}\s*$"))
        if not summary.count():
            self.press(label, ".acts")
            return
        summary.click()
        panel = self.page.locator(".acts details.act[open]")
        for name, value in said.items():
            fill(panel.locator(f"[name={name}]"), value)
        with self.page.expect_navigation():
            panel.get_by_role("button", name=label, exact=True).click()

    def write(self, text: str) -> None:
        """Put a body into the form, in the editor or, without scripts, in the plain field."""
        if not self.script:
            self.page.fill("textarea[name=body]", text)
            return
        self.page.click(".editor-text")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.evaluate(PASTE, ["", text])

    def forgive(self, status: int) -> None:
        """The browser's own line about an answer that was meant to be refused."""
        line = f"status of {status} "
        assert any(line in said for said in self.complaints) or not self.script, f"no {status} was answered"
        self.complaints = [said for said in self.complaints if line not in said]

    def calm(self) -> None:
        """Nothing was complained about so far."""
        assert self.complaints == [], f"{self.login}: {self.complaints}"

    @property
    def path(self) -> str:
        """Where this person is."""
        return urlsplit(self.page.url).path

    def _request(self, request: Request) -> None:
        wanted = urlsplit(request.url)
        if wanted.scheme not in {"data", "blob"} and f"{wanted.scheme}://{wanted.netloc}" != self.address:
            self.complaints.append(f"outside: {request.url}")

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(f"console: {said.text} ({urlsplit(said.location['url']).path})")


class House:
    """Everyone's browsers, opened when first asked for."""

    def __init__(self, browser: Browser, address: str, *, script: bool = True, lender: "House | None" = None) -> None:
        self.browser, self.address, self.script, self.lender = browser, address, script, lender
        self._known: dict[str, Visitor] = {}

    def __getitem__(self, login: str) -> Visitor:
        # The first to come signs in as people do; the others are let in quickly, or with a session lent to them.
        if login not in self._known:
            size = TABLET if login.startswith("lingdao") else DESK
            visitor = Visitor(self.browser, self.address, login, size=size, script=self.script)
            lent = self.lender is not None and bool(self._known) and self.lender.lend(login, visitor)
            if not lent and self._known:
                visitor.enter()
            elif not lent:
                visitor.sign_in()
            self._known[login] = visitor
        return self._known[login]

    def lend(self, login: str, other: Visitor) -> bool:
        """Let another browser use this person's session; no when this person never came."""
        if login not in self._known:
            return False
        for kept in self._known[login].context.cookies(self.address):
            other.context.add_cookies([{"name": kept["name"], "value": kept["value"], "url": self.address}])
        return True

    def calm(self) -> None:
        """Nobody's browser complained."""
        for visitor in self._known.values():
            visitor.calm()

    def rest(self) -> None:
        """Everyone leaves the page they were looking at, with nothing to complain about."""
        for visitor in self._known.values():
            visitor.calm()
            visitor.page.goto("about:blank")

    def pictures(self, folder: Path, name: str) -> None:
        """What everyone is looking at."""
        for login, visitor in self._known.items():
            picture(visitor.page, folder / f"{name}-{login}.png")

    def close(self) -> None:
        """Everyone leaves."""
        for visitor in self._known.values():
            visitor.context.close()


def fill(field: Locator, value: str | list[str]) -> None:
    """Fill a field of whatever kind."""
    kind = field.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
    if kind == "select":
        field.select_option(value)
    elif kind == "checkbox":
        for box in field.all():
            box.set_checked(box.get_attribute("value") in value)
    else:
        field.fill(str(value))


def picture(page: Page, path: Path) -> None:
    """A picture of the whole page."""
    page.screenshot(path=path, full_page=True, animations="disabled")


def violations(
    page: Page, within: str = "", *, colours: bool = True, only: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """What axe, already on the page, finds against WCAG 2.0, 2.1 and 2.2, levels A and AA.

    Contrast takes most of its time; `colours` leaves it out where the same page was looked at before. `only`: these rules.
    """
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, [tags, list(only), within, colours])
    return found
