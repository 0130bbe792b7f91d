"""Steps 1 and 2, in the reporting unit: written, checked by the gate, sent back, mended, signed, sent."""

from pathlib import Path

from playwright.sync_api import FilePayload, expect

from tests.browser.people import PASTE, Visitor
from tests.browser.stage import BODY, MARKING, NOTE, OFFICER, SIGNER, TITLE, Stage, chips, offered

WORD = (Path(__file__).parent / "assets" / "word.html").read_text(encoding="utf-8")


def write(stage: Stage) -> None:
    officer = stage.house[OFFICER]
    officer.go("/submissions")
    officer.follow("写一篇信息")
    officer.page.get_by_label("标题").fill(TITLE)
    officer.page.get_by_label("内容类别").select_option("work")
    officer.page.get_by_label("体裁").select_option("news")
    if stage.script:
        _paste_from_word(stage, officer)
    officer.write(f"{BODY}\n\n{MARKING}")
    _refused_text(stage, officer)
    officer.write(BODY)
    _refused_file(stage, officer)
    files: FilePayload = {
        "name": "理赔数据.csv",
        "mimeType": "text/csv",
        "buffer": "县区,件数\n东山,312\n".encode(),
    }
    officer.page.set_input_files("[name=files]", files)
    officer.press("存草稿")
    expect(chips(officer.page)).to_contain_text("起草")
    expect(officer.page.locator(".files")).to_contain_text("理赔数据.csv")
    stage.paths["submission"] = officer.path
    officer.act("送签")
    expect(chips(officer.page)).to_contain_text("待签发")
    assert offered(officer.page, "报送") == 0, "an unsigned text must not be able to leave"


def _paste_from_word(stage: Stage, officer: Visitor) -> None:
    page = officer.page
    expect(page.locator(".editor-text")).to_be_visible()
    page.click(".editor-text")
    page.evaluate(PASTE, [WORD, "x"])
    pasted = page.locator(".editor-text")
    for part in ("h1", "h2", "ol > li", "table"):
        expect(pasted.locator(part).first).to_be_visible()
    gauge = page.locator(".gauge")
    expect(gauge).to_contain_text("300–500 字")
    expect(gauge).to_contain_text("还差")
    expect(gauge.locator(".hints li").first).to_be_visible()
    body = page.input_value("textarea[name=body]")
    assert "## 一、基本情况" in body
    assert "1. 压实主体责任" in body
    assert "| 承保车辆" in body


def _refused_text(stage: Stage, officer: Visitor) -> None:
    officer.press("存草稿")
    officer.forgive(422)
    refusal = officer.page.locator("#gate")
    expect(refusal).to_contain_text(MARKING)
    expect(refusal).to_contain_text("刻录光盘，连同移交登记单送办公厅登记签收")
    expect(officer.page.get_by_label("标题")).to_have_value(TITLE)
    assert BODY[:60] in officer.page.input_value("textarea[name=body]"), "what was typed is kept"
    assert officer.path == "/submissions/new"


def _refused_file(stage: Stage, officer: Visitor) -> None:
    page = officer.page
    page.set_input_files("[name=files]", {"name": f"{MARKING} 附表.txt", "mimeType": "text/plain", "buffer": b"1"})
    page.get_by_role("button", name="存草稿").click()
    expect(page.locator("#gate")).to_contain_text(MARKING)
    expect(page.locator("#gate")).to_contain_text("附表.txt")
    officer.forgive(422)
    expect(page.get_by_label("标题")).to_have_value(TITLE)
    assert "无人" not in page.input_value("textarea[name=body]")
    assert BODY[:60] in page.input_value("textarea[name=body]")


def sign(stage: Stage) -> None:
    officer, signer = stage.house[OFFICER], stage.house[SIGNER]
    if stage.script:
        _send_back(stage, officer, signer)
    signer.take(stage.paths["submission"])
    signer.act("签发", note="同意报送。")
    expect(chips(signer.page)).to_contain_text("已签发")
    officer.take(stage.paths["submission"])
    officer.act("报送")
    expect(chips(officer.page)).to_contain_text("已报送")
    expect(officer.page.locator(".chips")).to_contain_text("编号")
    expect(officer.page.locator(".history")).to_contain_text("同意报送。")


def _send_back(stage: Stage, officer: Visitor, signer: Visitor) -> None:
    signer.take(stage.paths["submission"])
    signer.act("退回修改", note=NOTE)
    expect(chips(signer.page)).to_contain_text("起草")
    officer.until("/notices", "main tr", TITLE)
    officer.go(stage.paths["submission"])
    expect(officer.page.locator(".note", has_text=NOTE)).to_be_visible()
    officer.follow("修改", ".record-acts")
    officer.write(BODY.replace("部分山区", "东山、石坝两县"))
    officer.press("保存并送签")
    expect(chips(officer.page)).to_contain_text("待签发")


def send(stage: Stage, name: str, who: tuple[str, str], title: str, body: str) -> None:
    """A text of another unit, the short way; `who`: its officer and its signer."""
    writer, boss = (stage.house[login] for login in who)
    writer.go("/submissions/new")
    writer.page.get_by_label("标题").fill(title)
    writer.write(body)
    writer.press("保存并送签")
    stage.paths[name] = writer.path
    boss.go(writer.path)
    boss.act("签发")
    boss.act("报送")
    expect(chips(boss.page)).to_contain_text("已报送")
