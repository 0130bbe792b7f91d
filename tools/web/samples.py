"""Sample data of the gallery. Places, people and figures are invented."""

from dataclasses import dataclass
from types import SimpleNamespace as Bag
from typing import Any

from markupsafe import Markup


def frame() -> dict[str, Any]:
    """What kernel.web gives to every page."""
    entries = [("/", "待办", "list-todo", 12), ("/submissions", "报送", "send", 0), ("/articles", "编辑台", "pen-line", 7), ("/issues", "刊物", "newspaper", 0),
               ("/instructions", "批示", "stamp", 2), ("/figures", "统计", "chart-column", 0), ("/people", "通讯录", "contact-round", 0), ("/admin", "管理", "settings", 0)]
    nav = [Bag(href=h, label=label, icon=icon, count=n, current=h == "/", apart=h == "/admin") for h, label, icon, n in entries]
    return {"me": Bag(name="信息员乙", unit="某省监管局办公室", notices=3, newest="", presses=False), "nav": nav, "csrf": "token", "flash": [], "drill": False, "large": False, "path": "/", "back": "/submissions"}


@dataclass(frozen=True, slots=True)
class Ask:
    """As kernel.workflow.Ask."""

    name: str
    label: str
    kind: str = "note"
    required: bool = True
    options: str = ""


def offer(action: str, label: str, tone: str = "plain", reason: str = "", asks: tuple[Ask, ...] = ()) -> Bag:
    """As kernel.workflow.Offer."""
    return Bag(action=action, label=label, tone=tone, enabled=not reason, reason=reason, asks=asks)


def clock(tone: str, words: str, percent: int, pauses: tuple[Any, ...] = (), marks: tuple[Any, ...] = ()) -> Bag:
    """As clock.html wants it."""
    return Bag(tone=tone, words=words, percent=percent, pauses=list(pauses), marks=list(marks))


WEEKEND = Bag(start=24, width=30, why="8月1日至2日 周末")
MARKS = (Bag(at=None, label="知悉", text="7月31日（周五）15:00"), Bag(at=70, label="按时截止", text="8月4日（周二）15:00", why="2 个工作日，周末不计"), Bag(at=100, label="停止受理", text="8月6日（周四）17:30"))
DUE = clock("yellow", "还有 1 个工作日 3 小时", 58, (WEEKEND,), MARKS)
OFFERS = [
    offer("return", "退回修改", asks=(Ask("reason", "退回原因", "choice", options="reasons"), Ask("note", "需要改什么"))),
    offer("forward", "转报", reason="主要负责人签发之后才能转报。"),
    offer("sign_off", "签发", "primary"),
]
CHOICES = {"reasons": [("facts", "要素不全"), ("source", "数据无出处"), ("dup", "与已报重复")]}
LINE = ["起草", "签发", "报送", "初筛", "采用", "归档"]
STEPS = [Bag(state=f"s{i}", label=text, status="done" if i < 1 else "now" if i == 1 else "todo") for i, text in enumerate(LINE)]
STOOD = {"s0": {"who": "信息员乙", "since": "8月3日 09:12"}, "s1": {"who": "局长", "since": "已 40 分钟"}}
TEXT = Markup(
    "<h1>关于车险综合改革实施情况的报告</h1><p>今年以来，我局认真落实车险综合改革部署，辖区车险保费充足度、服务效率和消费者满意度稳步提升。<mark>据统计，有关公司综合成本率明显下降。</mark></p>"
    "<h2>一、基本情况</h2><p>截至六月末，辖区车险承保车辆 812.6 万辆，同比增长 4.3%；单均保费 2,836 元，同比下降 6.1%，改革红利持续释放。</p>"
    "<h2>二、主要做法</h2><p>一是压实主体责任，建立按月监测、按季通报机制；二是强化行为监管，对 7 家机构开展现场检查；三是优化理赔服务，线上化理赔占比达到 91.7%。</p>"
    "<table><thead><tr><th>项目</th><th>六月末</th><th>同比</th></tr></thead><tbody><tr><td>承保车辆（万辆）</td><td>812.6</td><td>4.3%</td></tr><tr><td>单均保费（元）</td><td>2,836</td><td>-6.1%</td></tr></tbody></table>"
    "<h2>三、存在的问题</h2><p>部分机构费用管控不到位，新能源车承保意愿不足，个别地区案均赔款上升较快。</p>"
)
HISTORY = [
    Bag(when="8月3日 09:12", who="信息员乙", unit="", label="提交签发", note=""),
    Bag(when="8月3日 08:55", who="信息员乙", unit="", label="修改，改动 126 字", note="", segments=[("same", "截至"), ("del", "六"), ("ins", "6"), ("same", "月末，"), ("ins", "某省"), ("del", "辖区"), ("same", "承保车辆 812.6 万辆")]),
    Bag(when="8月2日 18:30", who="科长丙", unit="综合科", label="退回修改", note="“有关公司”请写明是哪几家，数据注明来源。"),
    Bag(when="8月2日 17:40", who="信息员乙", unit="", label="起草", note=""),
]
SEEN = [Bag(name="局长", unit="某省监管局", when="8月3日 09:30", how="打开"), Bag(name="科长丙", unit="综合科", when="8月2日 18:20", how="打开、下载附件")]
FILES = [Bag(name="附件1 车险改革数据表.xlsx", href="#", size="86 KB", kind="Excel 表格", note="密级标识检查通过"), Bag(name="附件2 现场检查情况.docx", href="#", size="1.2 MB", kind="Word 文档", note="")]
KNOWN = [("报送单位", "某省监管局"), ("类别", "综合类"), ("联系人", "信息员乙 0571-8888 0000"), ("签发人", "局长"), ("约稿", "")]


def work(title: str, detail: str, state: tuple[str, str], unit: str, c: Bag, label: str) -> Bag:
    """One row of the work list."""
    return Bag(title=title, href="#", detail=detail, state=state[0], state_tone=state[1], unit=unit, clock=c, act=Bag(label=label, href="#"))


GROUPS = [
    Bag(tone="red", label="已超时", rows=[work("某市分局：台风灾害保险应对续报二", "突发事件 · 初报于 8月3日 07:20", ("待初筛", "red"), "某市监管分局", clock("red", "超时 35 分钟", 100), "筛选")]),
    Bag(tone="yellow", label="今天到时", rows=[
        work("领导在保险业服务乡村振兴调研时的批示要求", "批示类 · 知悉于 8月1日 16:10，2 个工作日", ("待核实", "yellow"), "某省监管局", clock("yellow", "还有 2 小时 10 分", 82, (Bag(start=30, width=26, why="周末"),)), "核实"),
        work("《值班要情》第 152 期", "6 条 · 每条不超过 300 字", ("编排中", "blue"), "值班处", clock("yellow", "17:00 前印发", 64), "继续编排"),
        work("车险综合改革成效与问题（合并 3 家单位）", "综合类 · 2,431 字，限 2,000–3,000", ("文字加工", "blue"), "办公厅", clock("blue", "今日内", 40), "编辑")]),
    Bag(tone="blue", label="以后", rows=[
        work("农业保险电子化承保理赔试点经验", "经验类 · 1,986 字", ("待初筛", ""), "某财产保险公司", clock("blue", "8月6日（周四）", 18), "筛选"),
        work("银保渠道销售行为整治阶段性进展", "动态类 · 468 字", ("待初筛", ""), "某省行业协会", clock("none", "不计时", 0), "筛选")]),
]
COLUMNS = [Bag(key="title", label="标题", sort=True), Bag(key="unit", label="单位", sort=True), Bag(key="state", label="状态", sort=False), Bag(key="length", label="字数", sort=True, num=True), Bag(key="due", label="时限", sort=True)]
ITEMS = [Bag(title=w.title, detail=w.detail, unit=w.unit, state=w.state, tone=w.state_tone, length="2,214", clock=w.clock) for _ in range(3) for g in GROUPS for w in g.rows]
SIDE = [*(Bag(state=f"s{i}", label=t, status="todo") for i, t in enumerate(LINE)), Bag(state="returned", label="退回修改", status="side")]
CLOCKS = [DUE, clock("red", "超时 35 分钟", 100, (), MARKS), clock("blue", "还有 6 天", 18, (WEEKEND,), MARKS), clock("done", "按时办结，提前 2 小时", 85, (), MARKS), clock("none", "不计时", 0)]
WRONG = {"title": "请填写。", "category": "请从列出的选项中选择。"}
BODY = "## 一、基本情况\n\n截至六月末，辖区车险承保车辆 **812.6 万辆**，同比增长 4.3%。\n\n1. 压实主体责任\n2. 强化行为监管\n\n| 项目 | 六月末 |\n| --- | --- |\n| 承保车辆 | 812.6 |\n"
CATEGORIES = [("", "请选择"), ("general", "综合类"), ("event", "突发事件")]
RECORD = {"offers": OFFERS, "choices": CHOICES, "errors": {}, "values": {}, "opened": "", "steps": STEPS, "stood": STOOD, "text": TEXT, "attached": FILES, "rows": HISTORY, "seen": SEEN, "due": DUE, "known": KNOWN}
LIST = {"columns": COLUMNS, "items": ITEMS, "query": {"state": "submitted", "sort": "-due"}}

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "todo": ("todo.html", {"groups": GROUPS}),
    "todo-empty": ("todo.html", {"groups": []}),
    "record": ("record.html.j2", RECORD),
    "record-open": ("record.html.j2", RECORD | {"opened": "return", "errors": {"note": "请写明理由。"}, "values": {"reason": "facts"}}),
    "list": ("list.html", LIST),
    "list-compact": ("list.html", LIST | {"query": {"sort": "unit", "density": "compact"}}),
    "list-empty": ("list.html", LIST | {"items": []}),
    "form": ("form.html", {"errors": {}, "body": BODY, "categories": CATEGORIES}),
    "form-wrong": ("form.html", {"errors": WRONG, "body": BODY, "categories": CATEGORIES}),
    "leader": ("leader.html", {}),
    "states": ("states.html", {"clocks": CLOCKS, "side_steps": SIDE, "offers": OFFERS, "choices": CHOICES}),
} | {
    f"error-{s}": (
        "errors/error.html" if s != 401 else "errors/error_signed_out.html",
        {"status_code": s, "code": "", "text": "在您打开页面之后，别人办理或修改了这一件，您的这一步没有执行。", "step": "请打开最新的页面再决定。", "fields": {}},
    )
    for s in (401, 403, 404, 409, 422, 500)
} | {"error-bare": ("errors/error_bare.html", {"status_code": 503, "text": "需要的部件暂时没有应答，没有执行这一步。", "step": "请过几分钟再试；急事请先电话报告。"})}
