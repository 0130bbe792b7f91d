"""An emergency at 23:40 on 30 September, the leader out of reach, signed on the first working day: its real dates.

The service lives on drill time (app/drill.py); seven days of National Day lie between the text and its signature.
ZHENGXUN_TEST_DRILL names a service that runs already, ZHENGXUN_TEST_DRILL_CLOCK its file (for work on the test).
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import service
from tests.browser.people import House, Visitor, picture

pytestmark = [pytest.mark.requirement("SUB-06"), pytest.mark.requirement("SUB-09")]
DUTY, OFFICER, HEAD, OTHER, SCREENER = "zhiban", "canglang.xinxi1", "canglang.qianfa", "yanling.xinxi1", "shaixuan"
BEGINS = "2026-09-30T23:40:00+08:00"
WORDS = "沧浪市东山化工园区一仓库起火\n23:40 起火，消防已到场，涉及 3 家财险公司承保的厂房和存货，暂无人员伤亡。"
BODY = (
    "9月30日23时40分，沧浪市东山化工园区一仓库起火，消防部门23时48分到场。经初步核查，起火仓库及存货由3家财险公司承保，"
    "保险金额合计1.2亿元，暂无人员伤亡。沧浪监管局已启动应急预案，督促承保机构连夜派员查勘。续报情况将及时报送。"
)
REASON = "庄亦寒副局长在返程航班上，23:52、00:10 两次致电未接，已发短信；局内其他领导均在外地。"


@dataclass(slots=True)
class Night:
    """The house, and its clock."""

    house: House
    clock: Path
    call: str = ""
    record: str = ""
    debt: str = ""

    def at(self, moment: str) -> None:
        """It is later now; who was signed in long ago signs in again, and no page is left open for days."""
        self.house.rest()
        self.clock.write_text(f"2026-{moment}:00+08:00\n", encoding="ascii")

    def __getitem__(self, login: str) -> Visitor:
        visitor = self.house[login]
        visitor.context.clear_cookies()
        visitor.enter()
        return visitor


@pytest.fixture(scope="module")
def night(window: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    known, file = os.environ.get("ZHENGXUN_TEST_DRILL"), os.environ.get("ZHENGXUN_TEST_DRILL_CLOCK")
    clock = Path(file) if file else tmp_path_factory.mktemp("drill") / "clock"
    clock.write_text(BEGINS, encoding="ascii")
    if known:
        yield Night(House(window, known), clock)
        return
    with service.starting(ZHENGXUN_CLOCK=str(clock), ZHENGXUN_WEB_PROCESSES="1") as coming:
        made = Night(House(window, coming.ready()), clock)
        yield made
        made.house.close()


def look(visitor: Visitor, name: str) -> None:
    """Keep what somebody looks at, at both widths, when asked to."""
    if folder := os.environ.get("ZHENGXUN_TEST_PICTURES"):
        for width, height in ((1440, 900), (820, 1180)):
            visitor.page.set_viewport_size({"width": width, "height": height})
            picture(visitor.page, Path(folder) / f"emergency-{name}-{width}.png")
        visitor.page.set_viewport_size({"width": 1440, "height": 900})


def test_the_call_is_noted_at_ten_to_midnight(night: Night) -> None:
    night.at("09-30T23:50")
    duty = night[DUTY]
    duty.go("/phone/new")
    expect(duty.page.locator(".drillbar")).to_contain_text("演练时间 2026 年 9 月 30 日 23:5")
    page = duty.page
    page.get_by_label("来电单位").select_option(label="沧浪监管局")
    page.get_by_label("事件级别").select_option("2")
    page.get_by_label("单位获知时间").fill("2026-09-30T23:40")
    page.get_by_label("来电人").fill("沧浪监管局值班员 穆清和 010-55500001")
    page.get_by_label("报告内容").fill(WORDS)
    look(duty, "phone-new")
    duty.press("登记")
    night.call = duty.path
    expect(page.locator(".chips").first).to_contain_text("待补文字")
    expect(page.locator(".chips").first).not_to_contain_text("迟报")
    expect(page.locator(".scale")).to_contain_text("00:40")
    look(duty, "phone")
    duty.go("/phone")
    look(duty, "phone-notes")
    duty.calm()


def test_the_text_leaves_unsigned_at_half_past_midnight(night: Night) -> None:
    officer = night[OFFICER]
    officer.until("/", ".worklist", "沧浪市东山化工园区一仓库起火")
    officer.go(night.call)
    officer.press("写文字报告")
    expect(officer.page.get_by_label("突发事件级别")).to_have_value("2")
    expect(officer.page.get_by_label("标题")).to_have_value("沧浪市东山化工园区一仓库起火")
    officer.write(BODY)
    officer.press("保存并送签")
    night.record = officer.path
    night.at("10-01T00:30")
    officer = night[OFFICER]
    officer.go(night.record)
    officer.act("先报后签", note=REASON)
    expect(officer.page.locator(".head .chips").first).to_contain_text("已报送")
    owed = officer.page.locator(".note", has_text="先报后签 · 待补签")
    expect(owed).to_contain_text(REASON)
    look(officer, "record")
    with officer.page.expect_navigation():
        owed.get_by_role("link", name="去补签、看详情").click()
    night.debt = officer.path
    scale = officer.page.locator(".side .scale").first
    expect(scale).to_contain_text("10 月 8 日 24:00")
    expect(scale).to_contain_text("国庆节")
    expect(scale).to_contain_text("下一个工作日内补签")
    assert officer.page.locator(".record-acts .acts").count() == 0, "who sent it does not sign it"
    look(officer, "debt-officer")
    officer.go(night.call)
    expect(officer.page.locator(".chips").first).to_contain_text("文字已报")
    expect(officer.page.locator(".chips").first).not_to_contain_text("迟报")
    officer.calm()


def test_the_office_sees_the_text_the_event_and_the_debt(night: Night) -> None:
    screener = night[SCREENER]
    screener.go(f"/desk/{night.record.rsplit('/', 1)[-1]}")
    expect(screener.page.locator(".note", has_text="先报后签 · 待补签")).to_contain_text(REASON)
    screener.go("/debts")
    row = screener.page.locator("tbody tr", has_text="沧浪市东山化工园区一仓库起火")
    expect(row).to_contain_text("沧浪监管局")
    look(screener, "debts")
    screener.go("/events")
    with screener.page.expect_navigation():
        screener.page.locator("tbody .title", has_text="沧浪市东山化工园区一仓库起火").click()
    expect(screener.page.locator(".chain li")).to_have_count(1)
    expect(screener.page.locator(".side")).to_contain_text("下一次续报")
    expect(screener.page.locator(".side")).to_contain_text(re.compile("06:3"))
    look(screener, "event")
    other = night[OTHER]
    other.go("/debts")
    expect(other.page.locator("main")).to_contain_text("没有待补签的信息")
    assert other.page.goto(night.debt).status == 404  # type: ignore[union-attr]
    other.forgive(404)


def test_a_follow_up_tells_progress_only_and_stands_in_the_chain(night: Night) -> None:
    night.at("10-01T05:00")
    officer = night[OFFICER]
    officer.go("/events")
    with officer.page.expect_navigation():
        officer.page.locator("tbody .title", has_text="沧浪市东山化工园区一仓库起火").click()
    event = officer.path
    officer.press("写续报")
    expect(officer.page.get_by_label("标题")).to_have_value("沧浪市东山化工园区一仓库起火（续报一）")
    officer.write("截至10月1日5时，明火已扑灭，无人员伤亡。3家承保机构已完成首次查勘，初步估损约1,800万元。")
    officer.press("存草稿")
    officer.act("先报后签", note=REASON)
    officer.go(event)
    expect(officer.page.locator(".chain li")).to_have_count(2)
    expect(officer.page.locator(".chain li").nth(1)).to_contain_text("续报一")
    assert officer.page.locator(".chain details[open]").count() == 1, "the reports before are folded"
    look(officer, "chain")
    officer.go("/events")
    look(officer, "events")


def test_nobody_is_reminded_while_the_office_is_closed(night: Night) -> None:
    night.at("10-07T22:00")
    head = night[HEAD]
    head.go("/notices")
    page = head.page.locator("main")
    expect(page).to_contain_text("有一篇先报后签的信息等您补签")
    for words in ("没有补签，时限", "到期没有补签", "逾期没有补签"):
        expect(page).not_to_contain_text(words)
    other = night[OTHER]
    other.go("/notices")
    expect(other.page.locator("main")).not_to_contain_text("补签")


def test_the_head_signs_on_the_first_working_day_and_both_sides_see_it(night: Night) -> None:
    night.at("10-08T09:10")
    head = night[HEAD]
    head.go("/")
    head.page.locator(f".worklist .title[href='{night.debt}']").first.wait_for()
    look(head, "todo")
    head.go(night.debt)
    expect(head.page.locator(".read")).to_contain_text("9月30日23时40分")
    look(head, "debt-head")
    head.act("补签", note="情况属实，同意。")
    expect(head.page.locator(".chips").first).to_contain_text("已补签")
    expect(head.page.locator(".chips").first).not_to_contain_text("逾期")
    look(head, "debt-paid")
    screener = night[SCREENER]
    screener.go(f"/desk/{night.record.rsplit('/', 1)[-1]}")
    expect(screener.page.locator(".note", has_text="先报后签 · 已补签")).to_contain_text("情况属实，同意。")
    expect(screener.page.locator(".history")).to_contain_text("补签")
    screener.until("/notices", "main tr", "先报后签的信息已补签")
    officer = night[OFFICER]
    officer.go(night.record)
    expect(officer.page.locator(".note", has_text="先报后签 · 已补签")).to_be_visible()
    night.house.calm()
