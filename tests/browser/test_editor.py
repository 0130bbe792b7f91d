"""The Markdown editor in a real browser, under the service's content policy, on the gallery's form page."""

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.security_headers import POLICY

ROOT = Path(__file__).resolve().parents[2]
WORD = (Path(__file__).parent / "assets" / "word.html").read_text(encoding="utf-8")
FROM_WORD = """# 2026年上半年车险运行情况

## 一、基本情况

截至六月末，**承保车辆**812.6万辆，**同比增长**。单均保费2,836元。

### （一）主要做法

1. 压实主体责任
   - 按月监测
   - 按季通报
2. 强化行为监管

二、存在的问题

| 项目 | 六月末 |  |
| --- | --- | ---: |
|  | 数值 | 同比 |
| 承保车辆 （万辆） | 812.6 | 4.3% |

末段。"""
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(".editor-text").dispatchEvent(paste);
}"""

pytestmark = pytest.mark.browser
POSTS: list[str] = []


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files with the policy the service sends."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_POST(self) -> None:
        """As the service answers a form: 422 with the form again while the title is empty, else away to 待办."""
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8", "replace")
        POSTS.append(sent)
        if "出错的标题" in sent:
            self.send_response(500)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(Path(self.directory, "error-500.html").read_bytes())
            return
        if 'name="title"\r\n\r\n\r\n' in sent or "title=&" in sent:
            self.send_response(422)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(Path(self.directory, "form-wrong.html").read_bytes())
            return
        if self.headers.get("HX-Request"):
            self.send_response(204)
            self.send_header("HX-Redirect", "/todo.html")
        else:
            self.send_response(303)
            self.send_header("Location", "/todo.html")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery")
    subprocess.run([sys.executable, str(ROOT / "tools" / "web" / "gallery.py"), str(folder)], check=True)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def context(window: Browser) -> Iterator[BrowserContext]:
    opened = window.new_context()
    yield opened
    opened.close()


@pytest.fixture
def page(gallery: str, context: BrowserContext) -> Iterator[Page]:
    """The form page in a tab of its own, so with nothing kept; any complaint of the browser fails the test."""
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.goto(f"{gallery}/form.html")
    opened.wait_for_selector(".editor-text")
    yield opened
    opened.close()
    assert [said for said in complaints if "the server responded with a status of" not in said] == []


def empty(page: Page) -> None:
    page.click(".editor-text")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def body(page: Page) -> str:
    page.wait_for_timeout(350)
    return page.input_value("textarea[name=body]")


def test_opening_a_text_does_not_change_a_byte(page: Page) -> None:
    assert body(page) == page.evaluate("document.querySelector('textarea[name=body]').defaultValue")


def test_typing_makes_headings_bold_and_lists(page: Page) -> None:
    empty(page)
    for keys in (
        "## 一、情况",
        "Enter",
        "截至，",
        "Control+b",
        "重点。",
        "Control+b",
        "后文",
        "Enter",
        "- 第一",
        "Enter",
        "第二",
        "Tab",
    ):
        (page.keyboard.press if keys.isascii() and keys[0].isupper() else page.keyboard.type)(keys)
    assert body(page) == "## 一、情况\n\n截至，**重点**。后文\n\n- 第一\n  - 第二"


def test_a_table_is_filled_by_the_keyboard(page: Page) -> None:
    empty(page)
    page.click(".toolbtn:has-text('表格')")
    for keys in ("项目", "Tab", "数|量", "Tab", "Tab", "车", "Enter", "船", "Enter", "表后"):
        (page.keyboard.press if keys.isascii() else page.keyboard.type)(keys)
    assert body(page) == "| 项目 | 数\\|量 |  |\n| --- | --- | --- |\n| 车 |  |  |\n| 船 |  |  |\n\n表后"


def test_paste_from_word_keeps_headings_lists_and_tables(page: Page) -> None:
    empty(page)
    page.evaluate(PASTE, [WORD, "x"])
    pasted = body(page)
    assert pasted == FROM_WORD
    assert "1 张图片" in page.inner_text(".editor")
    page.click(".toolbtn:has-text('源码')")
    assert page.input_value("textarea[name=body]") == FROM_WORD
    page.click(".toolbtn:has-text('源码')")
    page.keyboard.press("Control+End")
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    assert body(page) == FROM_WORD


def test_plain_chinese_text_becomes_paragraphs(page: Page) -> None:
    empty(page)
    page.evaluate(PASTE, ["", "\u3000\u3000第一段。\n\n\u3000\u3000第二段。\r\n第三段"])
    assert body(page) == "第一段。\n\n第二段。\n\n第三段"


def test_an_input_method_composes_undisturbed(page: Page) -> None:
    empty(page)
    client = page.context.new_cdp_session(page)
    for shown in ("n", "ni", "nihao", "你好"):
        client.send(
            "Input.imeSetComposition", {"text": shown, "selectionStart": len(shown), "selectionEnd": len(shown)}
        )
        page.wait_for_timeout(250)
    client.send("Input.insertText", {"text": "你好"})
    assert body(page) == "你好"
    assert "2 字" in page.inner_text(".gauge")


def test_unsent_text_comes_back_after_a_reload_and_can_be_refused(page: Page) -> None:
    empty(page)
    page.keyboard.type("没有提交的正文")
    page.fill("[name=title]", "没有提交的标题")
    page.wait_for_timeout(700)
    page.reload()
    page.wait_for_selector(".editor-text:has-text('没有提交的正文')")
    assert page.input_value("[name=title]") == "没有提交的标题"
    page.click("text=不要，恢复原样")
    assert page.input_value("[name=title]") == ""
    assert "没有提交" not in page.inner_text(".editor-text")


def test_the_keyboard_reaches_the_tools_and_can_leave(page: Page) -> None:
    page.click(".editor-text")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.title") == "加粗"
    page.keyboard.press("Escape")
    assert "editor-text" in str(page.evaluate("document.activeElement.className"))
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "files"


def test_a_form_with_a_file_comes_back_with_the_file_still_chosen_and_is_sent_once(page: Page) -> None:
    page.evaluate("document.querySelector('form.form').noValidate = true")
    page.set_input_files("[name=files]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 4000})
    page.click("button:has-text('提交签发')")
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.evaluate("document.querySelector('[name=files]').files[0].name") == "a.txt"
    assert page.evaluate("document.querySelectorAll('.editor-text').length") == 1
    page.evaluate("document.querySelector('form.form').noValidate = true")
    page.fill("[name=title]", "题目")
    before = len(POSTS)
    page.evaluate("() => { const b = document.querySelector('button[value=submit]'); b.click(); b.click(); }")
    page.wait_for_url("**/todo.html")
    assert len(POSTS) == before + 1
    assert 'name="act"' in POSTS[-1]
    assert "submit" in POSTS[-1]
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('zx-keep'))") == []


def test_a_grave_act_is_asked_twice(page: Page) -> None:
    page.goto(page.url.replace("form.html", "states.html"))
    page.evaluate("""() => {
      const form = document.createElement("form");
      form.method = "post";
      form.action = "/void";
      form.dataset.confirm = "作废";
      form.innerHTML = '<input type="hidden" name="title" value="x"><button>作废</button>';
      document.querySelector("main").prepend(form);
    }""")
    before = len(POSTS)
    page.click("form[data-confirm] button")
    page.keyboard.press("Escape")
    assert len(POSTS) == before
    page.click("form[data-confirm] button")
    page.click("dialog .btn.danger")
    page.wait_for_url("**/todo.html")
    assert len(POSTS) == before + 1


@pytest.mark.parametrize("attached", [True, False])
def test_a_fault_of_the_service_loses_no_word(page: Page, attached: bool) -> None:
    page.evaluate("document.querySelector('form.form').noValidate = true")
    empty(page)
    page.keyboard.type("写了很久的正文")
    page.fill("[name=title]", "出错的标题")
    if attached:
        page.set_input_files("[name=files]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    page.click("button:has-text('提交签发')")
    page.wait_for_selector("form .note.error" if attached else ".mishap")
    if not attached:
        page.goto(page.url.replace("submissions/new", "form.html"))
        page.wait_for_selector(".editor-text:has-text('写了很久的正文')")
    assert page.input_value("[name=title]") == "出错的标题"
    assert "写了很久的正文" in page.inner_text(".editor-text")
