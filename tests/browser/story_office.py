"""Steps 3 to 5, in the general office: screened, made into an article, approved, typeset, proofread, released."""

import re

from playwright.sync_api import expect

from tests.browser.people import Visitor, fill
from tests.browser.stage import (
    BODY,
    DECLINED_TITLE,
    DIRECTOR,
    EDITOR,
    PROOFREADER,
    RETURNED_TITLE,
    SCREENER,
    SECOND,
    SECOND_BODY,
    SECOND_SIGNER,
    SECOND_TITLE,
    Stage,
    agrees,
    chips,
    offered,
)  # fmt: skip
from tests.browser.story_unit import send


def screen(stage: Stage) -> None:
    if stage.script:
        send(stage, "second", (SECOND, SECOND_SIGNER), SECOND_TITLE, SECOND_BODY)
        send(stage, "returned", (SECOND, SECOND_SIGNER), RETURNED_TITLE, SECOND_BODY[:60])
        send(stage, "declined", (SECOND, SECOND_SIGNER), DECLINED_TITLE, "7月22日，沧浪监管局举办职工趣味运动会。")
    screener = stage.house[SCREENER]
    screener.go("/desk")
    with screener.page.expect_navigation():
        screener.page.locator(f".title[href='{stage.on_desk('submission')}']").click()
    screener.act("初筛通过")
    if stage.script:
        screener.go(stage.on_desk("second"))
        screener.act("初筛通过")
        _return_and_decline(stage, screener)
    screener.go(stage.paths["submission"])
    expect(chips(screener.page)).to_contain_text("已初筛")


def _return_and_decline(stage: Stage, screener: Visitor) -> None:
    screener.go(stage.on_desk("returned"))
    options = screener.page.locator("[name=code] option")
    code = options.nth(1).get_attribute("value") or ""
    reason = (options.nth(1).text_content() or "").strip()
    screener.act("退回", code=code, note="第二段没有数据，请补充培训人次。")
    officer = stage.house[SECOND]
    officer.go(stage.paths["returned"])
    expect(chips(officer.page)).to_contain_text("退回")
    told = officer.page.locator("main .note", has_text=f"退回：{reason}")
    expect(told).to_contain_text("请补充培训人次")
    assert offered(officer.page, "修改") == 1, "a return can be acted on"
    screener.go(stage.on_desk("declined"))
    panel = screener.page.locator("details.act", has=screener.page.locator("summary", has_text="不采用"))
    why = panel.locator("[name=code] option").nth(1).get_attribute("value") or ""
    screener.act("不采用", code=why, note="属内部活动，不具参考价值。")
    officer.go(stage.paths["declined"])
    expect(chips(officer.page)).to_contain_text("不采用")
    expect(officer.page.locator("main")).to_contain_text("不具参考价值")


def edit(stage: Stage) -> None:
    editor = stage.house[EDITOR]
    editor.go("/articles")
    sources = [name for name in ("submission", "second") if name in stage.paths]
    for name in sources:
        editor.page.locator(f"[name=source][value='{stage.id(name)}']").check()
    editor.press("选用勾选的来稿")
    target = editor.page.get_by_label("编入哪种刊物")
    choice = target.locator("option", has_text=re.compile("专报信息.*动态")).get_attribute("value")
    target.select_option(choice)
    editor.press("选用")
    stage.paths["article"] = editor.path
    page = editor.page
    expect(page.locator("main")).to_contain_text(f"来稿 · {len(sources)} 篇")
    agrees(page.locator(".benchbar .clock"), "verification")
    editor.act("核实无误")
    page.get_by_label("标题").fill("云麓、沧浪农险查勘理赔提速")
    editor.write(BODY.replace("取得", "").replace("已支付赔款", "共支付赔款") + "\n\n" + SECOND_BODY)
    editor.press("保存文字")
    agrees(page.locator(".benchbar .clock"), "editing")
    difference = page.locator("section[aria-labelledby=diff-title] .diff")
    expect(difference.locator("ins").first).to_be_visible()
    expect(difference.locator("del").first).to_be_visible()
    editor.follow("与上一稿比较")
    expect(page.locator(".diff ins").first).to_be_visible()
    editor.go(stage.paths["article"])
    editor.act("完成加工")
    expect(chips(page)).to_contain_text("已加工")
    _open_issue(stage, editor)


def _open_issue(stage: Stage, editor: Visitor) -> None:
    editor.go("/issues")
    page = editor.page
    page.locator("details.act > summary", has_text="编一期").click()
    kind = page.locator(".panel [name=kind]")
    fill(kind, kind.locator("option", has_text="专报信息").first.get_attribute("value") or "")
    editor.press("开始编排")
    stage.paths["issue"] = editor.path
    article = stage.paths["article"]
    with page.expect_navigation():
        page.locator(f"form[action='{article}/place'] button").click()
    expect(page.locator(".compose")).to_contain_text("云麓、沧浪农险查勘理赔提速")


def approve(stage: Stage) -> None:
    editor, director = stage.house[EDITOR], stage.house[DIRECTOR]
    editor.go(stage.paths["issue"])
    editor.act("送审")
    assert offered(editor.page, "签批") == 0, "an editor does not approve"
    director.take(stage.paths["issue"])
    director.act("签批")
    expect(chips(director.page)).to_contain_text("已签批")
    numbered = re.search(r"第(\d+)期", director.page.locator("h1").first.inner_text())
    assert numbered, "approval gives the issue its number"
    stage.number = int(numbered[1])
    editor.go(stage.paths["issue"])
    editor.act("排版")
    expect(chips(editor.page)).to_contain_text("已排版")
    _printed(stage, editor)
    proofreader = stage.house[PROOFREADER]
    proofreader.go("/editing")
    waiting = proofreader.page.locator("main tr", has=proofreader.page.locator(f"a[href='{stage.paths['issue']}']"))
    agrees(waiting.locator(".clock"), "proofreading")
    proofreader.go(stage.paths["issue"])
    proofreader.act("校对无误")
    expect(chips(proofreader.page)).to_contain_text("已校对")
    editor.go(stage.paths["issue"])
    editor.act("印发")
    expect(chips(editor.page)).to_contain_text("已印发")


def _printed(stage: Stage, editor: Visitor) -> None:
    sheet = editor.page.locator(".pages img").first
    sheet.scroll_into_view_if_needed()
    if stage.script:
        editor.page.wait_for_function("() => document.querySelector('.pages img').naturalWidth > 400")
    answer = editor.context.request.get(f"{stage.house.address}{stage.paths['issue']}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
