"""One issue twice: as it should be, and with faults planted in it over several pages."""

from dataclasses import replace
from datetime import date

from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.document import Layout

FILLER = "各单位要切实加强组织领导，压实工作责任，健全工作机制，强化督促检查，确保各项任务落到实处、取得实效。" * 4

CLEAN = (
    "根据滨政发〔2026〕18号文件要求，滨海市人力资源和社会保障局于2026年11月19日（星期四）召开会议，市长周正平出席。\n\n"
    f"{FILLER}\n\n"
    "# 一、总体情况\n\n全市工作平稳有序。各单位认真落实《信息工作办法》（试行），成效明显。\n\n"
    f"{FILLER}\n\n"
    "## （一）主要做法\n\n活动自11月1日至11月5日（共5天）开展，覆盖12个县（市、区）。\n\n"
    "## （二）主要成效\n\n国家金融监督管理总局滨海监管局表示，要把握以服务为目的的导向。\n\n"
    f"{FILLER}\n\n"
    "# 二、统计情况\n\n截至2026年2月28日，各单位报送和采用情况如下。\n\n"
    "| 单位 | 报送 | 采用 | 占比 |\n|---|--:|--:|--:|\n"
    "| 东江区 | 120 | 40 | 40% |\n| 西山区 | 80 | 35 | 35% |\n| 北城区 | 60 | 25 | 25% |\n| 合计 | 260 | 100 | 100% |\n\n"
    f"{FILLER}\n\n"
    "# 三、下一步打算\n\n1.健全机制。\n\n2.强化督查。\n\n3.总结推广。\n\n"
    f"会议强调，要“早发现、早报告”。\n\n{FILLER}\n\n王建国、周正平、李明远到会。\n"
)
# what it becomes, the check that says so, the words it names
PLANTED = (
    ("滨政发〔2026〕18号", "滨政发[2026]18号", "brackets", "[2026]18号"),
    ("滨海市人力资源和社会保障局", "滨海市人力资源社会保障局", "slips", "人力资源社会保障局"),
    ("（星期四）", "（星期五）", "weekdays", "星期五"),
    ("市长周正平", "副市长周正平", "posts", "副市长周正平"),
    ("# 一、总体情况", "# 一、总体情况。", "heading_ends", "总体情况。"),
    ("平稳有序。", "平稳有序。。", "doubled", "有序。。"),
    ("《信息工作办法》（试行）", "《信息工作办法（试行）", "unmatched", "《信息工作办法"),
    ("（共5天）", "（共8天）", "ranges", "共8天"),
    ("## （二）主要成效", "## （三）主要成效", "order", "（三）"),
    ("为目的的导向", "为导向的的目标", "repeated", "的的"),
    ("监督管理总局滨海监管局表示", "监管管理总局滨海监管局表示", "slips", "监管管理"),
    ("# 二、统计", "# 二.统计", "signs", "二."),
    ("2026年2月28日", "2026年2月30日", "impossible", "2月30日"),
    ("| 合计 | 260 |", "| 合计 | 270 |", "down", "270"),
    ("| 25% |", "| 28% |", "shares", "28%"),
    ("2.强化督查", "2、强化督查", "mixed", "2、"),
    ("会议强调，要", "会议强调,要", "half_width", "强调,要"),
    ("王建国、周正平、李明远到会。", "周正平、王建国、李明远到会。", "people_order", "周正平、王建国"),
    ("到会。\n", "到会。\n\n滨海银监局于2026年01月02日成立。\n", "former", "滨海银监局"),
    ("于2026年01月02日", "于2026年01月02日", "date_form", "2026年01月02日"),
)
FAULTS = (
    *((check, words) for *_, check, words in PLANTED),
    ("title_ends", "报送情况。"),
    ("unknown", "滨海市水利局"),
    ("issue_number", "第95期"),
    ("without_text", "有题无文"),
    ("dated", "2026年11月25日"),
    ("number_form", "第08期"),
)


def clean_document() -> Layout:
    """The issue as it should be."""
    return _issue(CLEAN).layout()


def faulty_document() -> Layout:
    """The issue with every planted fault."""
    text = CLEAN
    for right, wrong, *_ in PLANTED:
        if right not in text:
            raise AssertionError(right)
        text = text.replace(right, wrong, 1)
    text += "\n见上期简报第08期。\n"
    issue = _issue(text)
    first = replace(issue.items[0], title="三季度政务信息报送情况。", units=("滨海市水利局",))
    return replace(issue, number=95, dated=date(2026, 11, 25), items=(first, BulletinItem("此处有题无文", ""))).layout()


def _issue(text: str) -> BulletinDoc:
    item = BulletinItem("三季度政务信息报送情况", text, ("滨海市应急管理局",))
    return BulletinDoc("滨海信息", 96, "滨海市人民政府办公室", date(2026, 11, 20), (item,))
