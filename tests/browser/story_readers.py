"""Steps 6 to 8: read and confirmed, an instruction and its answer, adoption, archive, search, notices."""

import re

from playwright.sync_api import expect

from tests.browser.people import Visitor
from tests.browser.stage import (
    ANSWER,
    DEMAND,
    EDITOR,
    LEADER,
    OFFICER,
    RESULT,
    SAID,
    SECOND,
    STRANGER,
    TITLE,
    Stage,
    agrees,
    chips,
)


def receive(stage: Stage) -> None:
    reader = stage.house[SECOND]
    _open_delivery(stage, reader)
    expect(reader.page.locator(".head-red")).to_be_visible()
    reader.press("已阅")
    expect(reader.page.locator(".dock-done")).to_contain_text("已阅")
    editor = stage.house[EDITOR]
    editor.go(stage.paths["issue"] + "/distribution")
    row = editor.page.locator("table tr", has=editor.page.locator("th", has_text="沧浪监管局"))
    expect(row).to_contain_text("已阅")
    for column in range(3, 6):
        expect(row.locator("td").nth(column)).to_contain_text(re.compile(r"\d{2}:\d{2}"))
    other = editor.page.locator("table tr", has=editor.page.locator("th", has_text="雁岭监管局")).first
    expect(other).to_contain_text("已送达")
    agrees(other.locator(".clock"), "open")


def _open_delivery(stage: Stage, reader: Visitor) -> None:
    this = re.compile(rf"专报信息\s*第 {stage.number} 期")
    copy = reader.until("/deliveries?box=to_read", ".shelf li > a", this)
    with reader.page.expect_navigation():
        copy.click()


def instruct(stage: Stage) -> None:
    leader, editor, officer = stage.house[LEADER], stage.house[EDITOR], stage.house[OFFICER]
    _open_delivery(stage, leader)
    assert leader.page.viewport_size == {"width": 820, "height": 1180}
    if stage.script:
        leader.page.get_by_role("button", name=SAID).click()
        expect(leader.page.locator("#f-text")).to_have_value(SAID)
    else:
        leader.page.fill("#f-text", SAID)
    leader.press("批示")
    expect(leader.page.locator(".written")).to_contain_text(SAID)
    leader.follow("看办理情况")
    stage.paths["instruction"] = leader.path
    editor.take(stage.paths["instruction"])
    units = editor.page.locator("label.check", has_text=re.compile("^云麓监管局$")).locator("input")
    editor.act("转办", units=[units.get_attribute("value") or ""], text=DEMAND)
    expect(chips(editor.page)).to_contain_text("已转办")
    agrees(editor.page.locator(".side .clock").first, "answer")
    officer.take(stage.paths["instruction"])
    officer.act("报送办理情况", text=ANSWER)
    expect(officer.page.locator("main")).to_contain_text(ANSWER)
    expect(officer.page.locator("main")).not_to_contain_text(SAID)
    editor.go(stage.paths["instruction"])
    editor.act("认可答复")
    editor.act("办结", note=RESULT)
    expect(chips(editor.page)).to_contain_text("已办结")
    expect(editor.page.locator(".duty-clock")).to_contain_text("按时办结")
    leader.go(stage.paths["instruction"])
    expect(leader.page.locator("main")).to_contain_text(ANSWER)


def close(stage: Stage) -> None:
    officer, editor = stage.house[OFFICER], stage.house[EDITOR]
    officer.go(stage.paths["submission"])
    expect(chips(officer.page)).to_contain_text("已采用")
    adopted = officer.page.locator("main .note", has_text="已采用：")
    expect(adopted.first).to_contain_text("专报信息")
    expect(adopted.first).to_contain_text(re.compile(rf"刊用（《专报信息》\S+）：.*?\b{5 if stage.script else 10} 分"))
    editor.go(stage.paths["issue"])
    editor.act("归档")
    editor.go("/archive")
    with editor.page.expect_navigation():
        editor.page.locator("tbody .title").first.click()
    stage.paths["archived"] = editor.path
    expect(editor.page.locator(".note.ok")).to_contain_text("文件齐全，内容未改动，签名有效")
    _found(stage, officer, "备勘", found=True)
    _found(stage, stage.house[STRANGER], "备勘", found=False)
    for word in ("批示", TITLE):
        officer.until("/notices", "main tr", word)


def _found(stage: Stage, visitor: Visitor, text: str, *, found: bool) -> None:
    visitor.go("/")
    visitor.page.fill("#q", text)
    visitor.page.locator("#q").press("Enter")
    visitor.page.wait_for_url("**/search?*")
    hits = visitor.page.locator(f".hits a[href='{stage.paths['submission']}']")
    expect(hits).to_have_count(1 if found else 0)
    if found:
        expect(visitor.page.locator(".snippet mark").first).to_have_text(text)
    else:
        expect(visitor.page.locator("main")).to_contain_text("没有找到")
