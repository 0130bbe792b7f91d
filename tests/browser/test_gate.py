"""The gate as people meet it: a refusal is understood and mended in place, a hold is answered for by two, rules are tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.people import DESK, TABLET, House, Visitor, violations
from tests.browser.stage import chips
from tests.browser.test_keyboard import Hands

pytestmark = [pytest.mark.browser, pytest.mark.requirement("SUB-11")]
OFFICER, SIGNER, OFFICE, KEEPER = "shanhai.xinxi1", "shanhai.qianfa", "shaixuan", "baomi"
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# As in test_pages: a tablet with large text has the least room; normal text there only has to fit.
SHADES = ((DESK, "large", False), (DESK, "normal", True), (TABLET, "normal", False), (TABLET, "large", True))
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MARKED = "一、基本情况\n\n截至六月末，按照机密★10年的要求，辖区完成了排查。\n\n另附秘密★6个月文件一份。"
NUMBERS = "联系人电话13812345678，身份证号11010519491231002X。"
PAPER = "我局整理了辖区上半年车险投诉情况，投诉件数同比下降 12%。"
OLD: FilePayload = {
    "name": "旧稿.doc",
    "mimeType": "application/msword",
    "buffer": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504),
}


def sound(page: Page) -> None:
    """Both sizes and both texts: nothing too wide, nothing that axe minds."""
    page.evaluate(AXE)
    for (width, height), text, look in SHADES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("(text) => { document.documentElement.dataset.text = text; }", text)
        assert page.evaluate(TOO_WIDE) <= 0, f"{width} {text}: too wide"
        wrong = violations(page, colours=(width, height) == DESK) if look else ()
        assert not wrong, f"{width} {text}: {wrong}"
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.evaluate("() => { document.documentElement.dataset.text = 'normal'; }")


def selected(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()"))


def written(page: Page) -> str:
    page.wait_for_timeout(300)
    return page.input_value("textarea[name=body]")


@pytest.fixture
def officer(house: House) -> Iterator[Visitor]:
    """At an empty form."""
    visitor = house[OFFICER]
    visitor.go("/submissions/new")
    expect(visitor.page.locator(".editor-text")).to_be_visible()
    yield visitor
    visitor.calm()


def test_a_refusal_is_mended_in_place(officer: Visitor) -> None:
    page = officer.page
    page.get_by_label("标题").fill("车险投诉情况")
    officer.write(MARKED)
    officer.press("存草稿")
    officer.forgive(422)
    panel = page.locator("#gate")
    expect(panel).to_be_focused()
    expect(panel.locator(".findings > li")).to_have_count(2)
    expect(panel).to_contain_text("一个字也没有留下")
    expect(panel.locator("mark").first).to_have_text("机密★10年")
    sound(page)
    panel.get_by_role("link", name="跳到这里").first.click()
    assert selected(page) == "机密★10年"
    page.keyboard.insert_text("有关规定")
    panel.get_by_role("link", name="跳到这里").last.click()
    assert selected(page) == "秘密★6个月"
    page.keyboard.insert_text("有关")
    assert "★" not in written(page)
    expect(page.locator(".hints li.ok")).to_contain_text("没有发现密级标志")
    panel.get_by_role("link", name="跳到这里").first.click()
    expect(panel.get_by_role("status")).to_contain_text("已经改掉")
    officer.press("存草稿")
    expect(chips(page)).to_contain_text("起草")
    expect(page.locator("article.paper")).to_contain_text("按照有关规定的要求")


def test_a_refusal_is_mended_by_the_keyboard_alone(officer: Visitor) -> None:
    page, hands = officer.page, Hands(officer.page)
    page.get_by_label("标题").fill("绝密★长期")
    officer.write(PAPER)
    with page.expect_navigation():
        page.get_by_role("button", name="存草稿", exact=True).press("Enter")
    officer.forgive(422)
    expect(page.locator("#gate")).to_be_focused()
    hands.tab_to("a[data-jump]", most=3)
    hands.key("Enter")
    expect(page.get_by_label("标题")).to_be_focused()
    hands.type("车险投诉情况")
    expect(page.get_by_label("标题")).to_have_value("车险投诉情况")
    with page.expect_navigation():
        hands.key("Enter")  # a field's Enter presses the form's first button
    assert officer.path != "/submissions/new"


@pytest.mark.requirement("SEC-09")
def test_personal_numbers_are_masked_in_the_text(officer: Visitor) -> None:
    page = officer.page
    page.get_by_label("标题").fill("人员情况")
    officer.write(NUMBERS)
    hints = page.locator(".hints")
    expect(hints).to_contain_text("138****5678")
    number = hints.locator("li", has_text="138****5678")
    number.get_by_role("button", name="跳到这里").click()
    assert selected(page) == "13812345678"
    number.get_by_role("button", name="遮盖", exact=False).first.click()
    assert r"138\*\*\*\*5678" in written(page)
    expect(page.locator(".editor-text")).to_contain_text("138****5678")
    officer.press("存草稿")
    expect(page.locator(".note.warn", has_text="个人号码")).to_contain_text("110105")
    officer.follow("去遮盖")
    expect(page.locator(".hints").get_by_role("button", name="遮盖").first).to_be_visible()


@pytest.mark.requirement("SEC-09")
def test_personal_numbers_are_masked_without_scripts(window: Browser, address: str, house: House) -> None:
    visitor = Visitor(window, address, OFFICER, script=False)
    house[OFFICER].calm()
    assert house.lend(OFFICER, visitor)
    visitor.go("/submissions/new")
    visitor.page.get_by_label("标题").fill("人员情况")
    visitor.write(f"{NUMBERS}\n\n{MARKED}")
    visitor.press("存草稿")
    expect(visitor.page.locator("#gate")).to_be_visible()
    mobile = visitor.page.locator("#personal li", has_text="138****5678")
    with visitor.page.expect_navigation():
        mobile.get_by_role("button").click()
    assert r"138\*\*\*\*5678" in visitor.page.input_value("[name=body]")
    expect(visitor.page.locator("#personal li")).to_have_count(1)
    with visitor.page.expect_navigation():
        visitor.page.locator("#personal").get_by_role("button").first.click()
    expect(visitor.page.locator("#personal")).to_have_count(0)
    assert visitor.path == "/submissions/new"
    visitor.context.close()


def test_a_hold_is_answered_for_by_two(officer: Visitor, house: House) -> None:
    page = officer.page
    page.get_by_label("标题").fill("附旧稿的情况")
    officer.write(PAPER)
    page.set_input_files("[name=files]", OLD)
    page.get_by_role("button", name="保存并送签").click()
    panel = page.locator("#gate")
    expect(panel).to_contain_text("附件“旧稿.doc”")
    expect(panel).to_contain_text("选好的 1 个附件还在")
    sound(page)
    page.get_by_role("button", name="声明并送签").click()
    expect(panel).to_contain_text("还没有勾选声明")
    page.locator("#declared").check()
    page.set_input_files("[name=files]", OLD)
    expect(page.locator("#declared")).not_to_be_checked()
    page.locator("#declared").check()
    with page.expect_navigation():
        page.get_by_role("button", name="声明并送签").click()
    officer.forgive(422)
    expect(chips(page)).to_contain_text("待签发")
    _signed(house[SIGNER], officer.path)
    officer.go(officer.path)
    officer.act("报送")
    office = house[OFFICE]
    office.go(f"/desk/{officer.path.rsplit('/', 1)[-1]}")
    expect(office.page.locator("#holds")).to_contain_text("经过人工核对")
    with office.page.expect_download() as download:
        office.page.locator(".files a").first.click()
    assert download.value.suggested_filename == "旧稿.doc"
    office.calm()


def _signed(signer: Visitor, path: str) -> None:
    signer.go(path)
    page = signer.page
    expect(page.locator("#holds")).to_contain_text("还没有放行")
    expect(page.locator("#holds").get_by_role("link", name="旧稿.doc")).to_be_visible()
    sound(page)
    page.locator(".acts details.act > summary", has_text="签发").first.click()
    panel = page.locator(".acts details.act[open]")
    panel.get_by_role("button", name="签发", exact=True).click()
    expect(chips(page)).to_contain_text("待签发")  # the browser asks for the tick
    panel.get_by_role("checkbox").check()
    with page.expect_navigation():
        panel.get_by_role("button", name="签发", exact=True).click()
    expect(chips(page)).to_contain_text("已签发")
    expect(page.locator("#holds")).to_contain_text("已放行")
    signer.calm()


def test_rules_are_tried_and_a_dangerous_change_is_refused(house: House) -> None:
    keeper = house[KEEPER]
    page = keeper.page
    keeper.go("/gate/rules")
    page.get_by_label("增加一条").select_option("off")
    expect(page.get_by_label("词语")).to_be_hidden()
    page.get_by_label("哪条规则").select_option("level-alone")
    keeper.press("演练")
    expect(page.locator("main")).to_contain_text("不能这样改")
    expect(page.locator(".samples li").first.locator("mark")).to_be_visible()
    sound(page)
    keeper.press("保存并生效")
    keeper.forgive(422)
    expect(page.locator("#refused")).to_contain_text("没有保存")
    expect(page.locator(".samples li").first).to_be_visible()
    keeper.go("/gate/rules")
    expect(page.locator("main")).to_contain_text("还没有修改过")
    keeper.calm()


def test_the_register_and_the_form_for_a_disc(house: House) -> None:
    keeper = house[KEEPER]
    keeper.go("/gate/refusals")
    expect(keeper.page.locator("tbody tr").first).to_contain_text("附件")
    keeper.go("/gate/disc-form")
    pages = keeper.page.pdf(format="A4", print_background=True).count(b"/Type /Page\n")
    assert pages == 1
    keeper.calm()
