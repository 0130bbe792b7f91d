"""The main job in eight steps, played by people of the demo organisation in their browsers.

- A step clicks and types as its person would, and checks what that person then sees.
- `upto(n)` plays what has not been played yet, so every test can ask for the house in the state it needs.
- With `script` off the same people do the same work with plain forms; the checks of what only scripts do are left out.
"""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.people import PASTE, House, Visitor, fill

WORD = (Path(__file__).parent / "assets" / "word.html").read_text(encoding="utf-8")
OFFICER, SIGNER = "yunlu.xinxi1", "yunlu.qianfa"
SECOND, SECOND_SIGNER = "canglang.xinxi1", "canglang.qianfa"
THIRD, THIRD_SIGNER = "guizhou.xinxi1", "guizhou.qianfa"
STRANGER = "qingxi.xinxi1"
SCREENER, EDITOR, DIRECTOR, PROOFREADER, LEADER = "shaixuan", "bianji1", "zhuren", "jiaodui", "lingdao1"
TITLE = "云麓汛期农业保险快速理赔取得实效"
SECOND_TITLE = "沧浪水稻保险查勘用上无人机"
RETURNED_TITLE = "沧浪保险机构开展防灾培训"
DECLINED_TITLE = "归舟人寿举办司庆活动"
BODY = (
    "7月18日，云麓市遭遇强降雨，全市12个县区农田受灾4.6万亩。据云麓监管局统计，截至7月25日，辖内保险机构接到农险报案1,286件，"
    "已支付赔款2,130万元，结案率81%，户均赔付1.66万元。\n\n主要做法：一是提前备勘，汛前对低洼地块逐户登记，灾后免报案查勘。"
    "二是先行预付，对绝收地块按保额五成预付，三日内到账。三是数据共享，与农业农村、气象部门共用遥感影像，查勘时间由七天缩短到两天。"
    "\n\n存在的问题：部分山区通信中断，电子查勘不能实时上传；个别险种条款对“积水时长”约定不清，引起争议十九起，已全部由调解组织受理。"
    "\n\n下一步，云麓监管局将督促机构在八月底前完成全部赔付，并提出修订示范条款的建议。联系人：叶疏桐，010-55500001。"
)
SECOND_BODY = (
    "7月20日以来，沧浪监管局组织辖内机构用无人机查勘水稻受灾情况，累计飞行210架次，核定损失面积8,300亩，查勘效率提高四倍。"
    "据机构报送，已赔付640万元，惠及农户1,920户，农户满意率达到98%。"
)
MARKING = "机密★10年"
NOTE = "“部分山区”请写明县名，其余同意。"
SAID = "做法很好，可总结推广。"
ANSWER = "已会同农业农村部门总结三条经验，于8月10日前印发全市推广。"


class Story:
    """What has happened so far, and the addresses of its records."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.script = house.script
        self.played = 0
        self.paths: dict[str, str] = {}
        self.steps: tuple[Callable[[], None], ...] = (
            self.write, self.sign, self.screen, self.edit, self.approve, self.receive, self.instruct, self.close,
        )  # fmt: skip

    def upto(self, step: int) -> "Story":
        """Play the steps up to this one."""
        while self.played < step:
            self.played += 1
            self.steps[self.played - 1]()
            self.house.calm()
        return self

    # 1. An officer writes; the gate stands in its place.

    def write(self) -> None:
        officer = self.house[OFFICER]
        officer.go("/submissions")
        officer.follow("写一篇信息")
        officer.page.get_by_label("标题").fill(TITLE)
        officer.page.get_by_label("内容类别").select_option("work")
        officer.page.get_by_label("体裁").select_option("news")
        if self.script:
            self._paste_from_word(officer)
        officer.write(f"{BODY}\n\n{MARKING}")
        self._refused_text(officer)
        officer.write(BODY)
        self._refused_file(officer)
        files: FilePayload = {
            "name": "理赔数据.csv",
            "mimeType": "text/csv",
            "buffer": "县区,件数\n东山,312\n".encode(),
        }
        officer.page.set_input_files("[name=files]", files)
        officer.press("存草稿")
        expect(chips(officer.page)).to_contain_text("起草")
        expect(officer.page.locator(".files")).to_contain_text("理赔数据.csv")
        self.paths["submission"] = officer.path
        officer.act("送签")
        expect(chips(officer.page)).to_contain_text("待签发")
        assert offered(officer.page, "报送") == 0, "an unsigned text must not be able to leave"

    def _paste_from_word(self, officer: Visitor) -> None:
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

    def _refused_text(self, officer: Visitor) -> None:
        officer.press("存草稿")
        officer.forgive(422)
        refusal = officer.page.locator("#gate")
        expect(refusal).to_contain_text(MARKING)
        expect(refusal).to_contain_text("刻录光盘，送办公厅信息调研处登记签收")
        expect(officer.page.get_by_label("标题")).to_have_value(TITLE)
        assert BODY[:60] in officer.page.input_value("textarea[name=body]"), "what was typed is kept"
        assert officer.path == "/submissions/new"

    def _refused_file(self, officer: Visitor) -> None:
        page = officer.page
        page.set_input_files("[name=files]", {"name": f"{MARKING} 附表.txt", "mimeType": "text/plain", "buffer": b"1"})
        page.get_by_role("button", name="存草稿").click()
        expect(page.locator("#gate")).to_contain_text(MARKING)
        expect(page.locator("#gate")).to_contain_text("附表.txt")
        officer.forgive(422)
        expect(page.get_by_label("标题")).to_have_value(TITLE)
        assert "无人" not in page.input_value("textarea[name=body]")
        assert BODY[:60] in page.input_value("textarea[name=body]")

    # 2. The signer sends back, the officer mends, the signer signs, the text leaves.

    def sign(self) -> None:
        officer, signer = self.house[OFFICER], self.house[SIGNER]
        signer.take(self.paths["submission"])
        signer.act("退回修改", note=NOTE)
        expect(chips(signer.page)).to_contain_text("起草")
        officer.go("/notices")
        expect(officer.page.locator("main")).to_contain_text(TITLE)
        officer.go(self.paths["submission"])
        expect(officer.page.locator(".note", has_text=NOTE)).to_be_visible()
        officer.follow("修改", ".record-acts")
        officer.write(BODY.replace("部分山区", "东山、石坝两县"))
        officer.press("保存并送签")
        expect(chips(officer.page)).to_contain_text("待签发")
        signer.go(self.paths["submission"])
        signer.act("签发", note="同意报送。")
        expect(chips(signer.page)).to_contain_text("已签发")
        officer.take(self.paths["submission"])
        officer.act("报送")
        expect(chips(officer.page)).to_contain_text("已报送")
        expect(officer.page.locator(".chips")).to_contain_text("编号")
        expect(officer.page.locator(".history")).to_contain_text("同意报送。")

    def send(self, name: str, title: str, body: str, officer: str, signer: str) -> None:
        """Another unit's text, the short way."""
        writer, boss = self.house[officer], self.house[signer]
        writer.go("/submissions/new")
        writer.page.get_by_label("标题").fill(title)
        writer.write(body)
        writer.press("保存并送签")
        self.paths[name] = writer.path
        boss.go(writer.path)
        boss.act("签发")
        boss.act("报送")
        expect(chips(boss.page)).to_contain_text("已报送")

    # 3. The office accepts, returns, declines.

    def screen(self) -> None:
        self.send("second", SECOND_TITLE, SECOND_BODY, SECOND, SECOND_SIGNER)
        if self.script:
            self.send("returned", RETURNED_TITLE, SECOND_BODY[:60], SECOND, SECOND_SIGNER)
            self.send("declined", DECLINED_TITLE, "7月22日，归舟人寿举办司庆活动。", THIRD, THIRD_SIGNER)
        screener = self.house[SCREENER]
        screener.go("/desk")
        with screener.page.expect_navigation():
            screener.page.locator(f".title[href='{self._on_desk('submission')}']").click()
        screener.act("初筛通过")
        screener.go(self._on_desk("second"))
        screener.act("初筛通过")
        if self.script:
            self._return_and_decline(screener)
        screener.go(self.paths["submission"])
        expect(chips(screener.page)).to_contain_text("已初筛")

    def _return_and_decline(self, screener: Visitor) -> None:
        screener.go(self._on_desk("returned"))
        options = screener.page.locator("[name=code] option")
        code = options.nth(1).get_attribute("value") or ""
        reason = (options.nth(1).text_content() or "").strip()
        screener.act("退回", code=code, note="第二段没有数据，请补充培训人次。")
        officer = self.house[SECOND]
        officer.go(self.paths["returned"])
        expect(chips(officer.page)).to_contain_text("退回")
        told = officer.page.locator("main .note", has_text=f"退回：{reason}")
        expect(told).to_contain_text("请补充培训人次")
        assert offered(officer.page, "修改") == 1, "a return can be acted on"
        screener.go(self._on_desk("declined"))
        screener.act("不采用", note="属内部活动，不具参考价值。")
        third = self.house[THIRD]
        third.go(self.paths["declined"])
        expect(chips(third.page)).to_contain_text("不采用")
        expect(third.page.locator("main")).to_contain_text("不具参考价值")

    # 4. An editor makes one article from two submissions and places it.

    def edit(self) -> None:
        editor = self.house[EDITOR]
        editor.go("/articles")
        for name in ("submission", "second"):
            editor.page.locator(f"[name=source][value='{self._id(name)}']").check()
        editor.press("选用勾选的来稿")
        target = editor.page.get_by_label("编入哪种刊物")
        choice = target.locator("option", has_text=re.compile("专报信息.*动态")).get_attribute("value")
        target.select_option(choice)
        editor.press("选用")
        self.paths["article"] = editor.path
        page = editor.page
        expect(page.locator("main")).to_contain_text("来稿 · 2 篇")
        editor.act("核实无误")
        page.get_by_label("标题").fill("云麓、沧浪农险查勘理赔提速")
        editor.write(BODY.replace("取得", "").replace("已支付赔款", "共支付赔款") + "\n\n" + SECOND_BODY)
        editor.press("保存文字")
        difference = page.locator(".diff").first
        expect(difference.locator("ins").first).to_be_visible()
        expect(difference.locator("del").first).to_be_visible()
        editor.follow("与上一稿比较")
        expect(page.locator(".diff ins").first).to_be_visible()
        editor.go(self.paths["article"])
        editor.act("完成加工")
        expect(chips(page)).to_contain_text("已加工")
        self._open_issue(editor)

    def _open_issue(self, editor: Visitor) -> None:
        editor.go("/issues")
        page = editor.page
        page.locator("details.act > summary", has_text="编一期").click()
        kind = page.locator(".panel [name=kind]")
        fill(kind, kind.locator("option", has_text="专报信息").first.get_attribute("value") or "")
        editor.press("开始编排")
        self.paths["issue"] = editor.path
        article = self.paths["article"]
        with page.expect_navigation():
            page.locator(f"form[action='{article}/place'] button").click()
        expect(page.locator(".compose")).to_contain_text("云麓、沧浪农险查勘理赔提速")

    # 5. Someone else approves; number, PDF, proofreader, release.

    def approve(self) -> None:
        editor, director = self.house[EDITOR], self.house[DIRECTOR]
        editor.go(self.paths["issue"])
        editor.act("送审")
        assert offered(editor.page, "签批") == 0, "an editor does not approve"
        director.take(self.paths["issue"])
        director.act("签批")
        expect(chips(director.page)).to_contain_text("已签批")
        expect(director.page.locator("h1").first).to_have_text(re.compile(r"第\s*\d+\s*期"))
        editor.go(self.paths["issue"])
        editor.act("排版")
        expect(chips(editor.page)).to_contain_text("已排版")
        self._printed(editor)
        proofreader = self.house[PROOFREADER]
        proofreader.go(self.paths["issue"])
        proofreader.act("校对无误")
        expect(chips(proofreader.page)).to_contain_text("已校对")
        editor.go(self.paths["issue"])
        editor.act("印发")
        expect(chips(editor.page)).to_contain_text("已印发")

    def _printed(self, editor: Visitor) -> None:
        sheet = editor.page.locator(".pages img").first
        sheet.scroll_into_view_if_needed()
        if self.script:
            editor.page.wait_for_function("() => document.querySelector('.pages img').naturalWidth > 400")
        answer = editor.context.request.get(f"{self.house.address}{self.paths['issue']}/pdf")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF-")

    # 6. Recipients get it: arrived, opened, confirmed.

    def receive(self) -> None:
        reader = self.house[SECOND]
        self._open_delivery(reader)
        expect(reader.page.locator(".head-red")).to_be_visible()
        reader.press("已阅")
        expect(reader.page.locator(".dock-done")).to_contain_text("已阅")
        editor = self.house[EDITOR]
        editor.go(self.paths["issue"])
        row = editor.page.locator("table tr", has=editor.page.locator("th", has_text="沧浪监管局"))
        expect(row).to_contain_text("已确认")
        for column in range(1, 4):
            expect(row.locator("td").nth(column)).to_contain_text(re.compile(r"\d{2}:\d{2}"))
        other = editor.page.locator("table tr", has=editor.page.locator("th", has_text="雁岭监管局")).first
        expect(other).to_contain_text("已送达")

    def _open_delivery(self, reader: Visitor) -> None:
        name = re.compile(r"专报信息")
        for _ in range(40):  # the copies are made by the job loop, a moment after the release
            reader.go("/deliveries?unread=1")
            if reader.page.locator(".shelf a", has_text=name).count():
                break
            reader.page.wait_for_timeout(250)
        with reader.page.expect_navigation():
            reader.page.locator(".shelf li > a").first.click()

    # 7. A leader writes; it is routed, answered, closed.

    def instruct(self) -> None:
        leader, editor, officer = self.house[LEADER], self.house[EDITOR], self.house[OFFICER]
        self._open_delivery(leader)
        assert leader.page.viewport_size == {"width": 820, "height": 1180}
        if self.script:
            leader.page.get_by_role("button", name=SAID).click()
            expect(leader.page.locator("#f-text")).to_have_value(SAID)
        else:
            leader.page.fill("#f-text", SAID)
        leader.press("批示")
        expect(leader.page.locator(".written")).to_contain_text(SAID)
        leader.follow("看办理情况")
        self.paths["instruction"] = leader.path
        editor.take(self.paths["instruction"])
        units = editor.page.locator("label.check", has_text=re.compile("^云麓监管局$")).locator("input")
        editor.act("转办", units=[units.get_attribute("value") or ""])
        expect(chips(editor.page)).to_contain_text("已转办")
        officer.take(self.paths["instruction"])
        officer.act("报送办理情况", text=ANSWER)
        expect(officer.page.locator("main")).to_contain_text(ANSWER)
        editor.go(self.paths["instruction"])
        editor.act("办结")
        expect(chips(editor.page)).to_contain_text("已办结")
        leader.go(self.paths["instruction"])
        expect(leader.page.locator("main")).to_contain_text(ANSWER)

    # 8. The unit sees what became of its text; the issue goes to the archive.

    def close(self) -> None:
        officer, editor = self.house[OFFICER], self.house[EDITOR]
        officer.go(self.paths["submission"])
        expect(chips(officer.page)).to_contain_text("已采用")
        adopted = officer.page.locator("main .note", has_text="已采用：")
        expect(adopted.first).to_contain_text("专报信息")
        expect(adopted.first).to_contain_text(re.compile(r"计 5 分（规则：刊用 10 · \S+）"))
        editor.go(self.paths["issue"])
        editor.act("归档")
        editor.go("/archive")
        with editor.page.expect_navigation():
            editor.page.locator("tbody .title").first.click()
        self.paths["archived"] = editor.path
        expect(editor.page.locator(".note.ok")).to_contain_text("文件齐全，内容未改动，签名有效")
        self._found(officer, "备勘", found=True)
        self._found(self.house[STRANGER], "备勘", found=False)
        officer.go("/notices")
        for word in (SAID[:4], TITLE[:6]):
            expect(officer.page.locator("main table")).to_contain_text(word)

    def _found(self, visitor: Visitor, text: str, *, found: bool) -> None:
        visitor.go("/")
        visitor.page.fill("#q", text)
        visitor.page.locator("#q").press("Enter")
        visitor.page.wait_for_url("**/search?*")
        hits = visitor.page.locator(f".hits a[href='{self.paths['submission']}']")
        expect(hits).to_have_count(1 if found else 0)
        if found:
            expect(visitor.page.locator(".snippet mark").first).to_have_text(text)
        else:
            expect(visitor.page.locator("main")).to_contain_text("没有找到")

    def _id(self, name: str) -> str:
        return self.paths[name].rsplit("/", 1)[-1]

    def _on_desk(self, name: str) -> str:
        return f"/desk/{self._id(name)}"


def chips(page: Page) -> Locator:
    """Where the record stands."""
    return page.locator(".head .chips").first


def offered(page: Page, label: str) -> int:
    """How many acts of exactly this name the page offers."""
    named = page.locator(".acts").get_by_text(label, exact=True)
    return int(named.count())
