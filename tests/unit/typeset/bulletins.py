"""Specimens: one realistic issue of each default kind, and a realistic periodic circular."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from typeset.bulletin import BulletinDoc, BulletinItem
from typeset.circular import CircularDoc
from typeset.mastheads import MASTHEADS, masthead_named
from typeset.statistics import Column, Group, Kind, Table, Total, Value

OFFICE = "滨海市人民政府办公室"
DAY = date(2026, 11, 21)

BRIEF_TEXT = """入汛以来，东江区紧盯城市内涝风险点位，对全区46处下沉式立交、地下空间逐一建立“一点一策”台账，实行区、街道、
社区三级包保。截至11月20日，已完成积水点改造31处，占年度任务的88.6%，平均退水时间由95分钟缩短至38分钟。

# 一、建立台账，责任到点

由区水务局牵头，会同交通、住建、人防等部门开展联合排查，逐点登记排水能力、周边易积水面积和应急抽排力量。**一是明确包保人员。**
每处点位由一名区级领导、一名街道负责人和两名社区网格员共同包保，联系方式在现场公示。**二是明确响应时限。**
发布橙色以上预警后，抽排队伍30分钟内到位。

# 二、以练促战，补齐短板

组织防汛综合演练12次，参演1400余人次，检验了断电、断网条件下的指挥调度能力。针对演练中暴露的泵车调配慢、信息报送多头等问题，
修订完善预案7项，新购移动泵车4台。

# 三、下一步打算

继续推进剩余4处积水点改造，确保12月底前全部完工；将内涝风险点位信息接入城市运行管理平台，实现水位实时监测、自动预警。"""

SHORT_TEXTS = """领导动态|市应急管理局|市长主持召开安全生产调度会|11月20日下午，市长主持召开全市安全生产调度会，听取危险化学品、
燃气、建筑施工等领域隐患排查治理情况，要求对挂牌督办的17处重大隐患逐一明确责任人和完成时限，年底前全部销号。

重要信息|北城区政府、市消防救援支队|北城区发生一起居民楼火情，无人员伤亡|11月21日4时20分，北城区建设路18号居民楼3层发生火情，
过火面积约12平方米。消防救援人员4时31分到场，4时52分扑灭，疏散群众36人，无人员伤亡。起火原因正在调查。

重要信息|市气象局|寒潮蓝色预警信号生效|市气象台11月21日6时发布寒潮蓝色预警：受强冷空气影响，22日夜间至24日我市气温将下降8至10℃，
沿海阵风8级。交通、城管、民政等部门已启动响应，12处救助站24小时开放。

重要信息|市交通运输局|跨海大桥北引桥实施夜间交通管制|因伸缩缝抢修，11月21日至23日每日22时至次日5时，跨海大桥北引桥双向封闭，
车辆绕行滨海隧道。公交夜3路、夜7路临时改线。

发文情况|市政府办公室|市政府办公室印发冬季供暖保障工作方案|方案明确了能源储备、管网巡检、困难群众救助等五方面18项任务，
要求供暖投诉2小时内响应、24小时内办结。"""


def _short(section: str, units: str, title: str, text: str) -> BulletinItem:
    return BulletinItem(title, text, tuple(units.split("、")), section=section)


def _brief() -> tuple[BulletinItem, ...]:
    return (
        BulletinItem("东江区“一点一策”整治城市内涝风险点", BRIEF_TEXT, ("东江区政府办公室",)),
        BulletinItem(
            "市市场监管局推行“一企一码”监管模式切实减轻企业迎检负担", BRIEF_TEXT, ("市市场监管局", "市大数据中心")
        ),
        BulletinItem("南湾县多措并举做好秋粮收购工作", BRIEF_TEXT, ("南湾县政府办公室",)),
    )


ITEMS: dict[str, tuple[BulletinItem, ...]] = {
    "special": (
        BulletinItem("我市新能源汽车动力电池回收企业反映“三难”问题亟待关注", BRIEF_TEXT, ("市工业和信息化局",)),
    ),
    "duty": (
        BulletinItem(
            "关于“11·20”化工园区蒸汽管道泄漏事件处置情况的续报（一）",
            BRIEF_TEXT,
            ("市化工园区管委会", "市应急管理局"),
            time="11月21日8时30分",
        ),
    ),
    "brief": _brief(),
    "reference": (
        BulletinItem("中小保险机构公司治理的难点与对策", BRIEF_TEXT * 3, author="政策研究室课题组"),
        BulletinItem("农业保险精准承保的国际比较及启示", BRIEF_TEXT * 2, ("财产保险监管处",), author="陈思远　李一鸣"),
    ),
    "circulated": (BulletinItem("部分县区反映基层“一表通”推行中存在的问题和建议", BRIEF_TEXT, ("市委改革办",)),),
    "consulted": (
        BulletinItem("关于完善巨灾保险分层赔付机制的思考", BRIEF_TEXT, ("市金融发展服务中心",), author="王海燕"),
    ),
    "situation": (
        BulletinItem(
            "关于三季度政务服务“好差评”整改情况的通报",
            BRIEF_TEXT,
            foreword="市领导对这份材料作出批示，要求各单位对照检查，举一反三。现予刊发，请结合实际认真研究。",
        ),
    ),
    "daily": tuple(_short(*line.split("|")) for line in SHORT_TEXTS.split("\n\n")),
    "opinion": (
        BulletinItem("网民集中反映老旧小区加装电梯补贴发放迟缓", BRIEF_TEXT, ("市委网信办", "市住房城乡建设局")),
        BulletinItem("外地媒体关注我市渔港扩建工程对红树林的影响", BRIEF_TEXT, ("市委网信办",)),
    ),
    "circular": (BulletinItem("关于2026年三季度政务信息报送和采用情况的通报", BRIEF_TEXT),),
}


def issue(code: str, **changes: Any) -> BulletinDoc:
    """A realistic issue of a default kind."""
    kind = masthead_named(code)
    made = BulletinDoc(
        masthead=kind.name,
        number=96,
        total=1208,
        office=OFFICE,
        dated=DAY,
        items=ITEMS[code],
        reports=("省政府办公厅", "市委、市政府领导同志"),
        sends=("市委办公室", "市人大常委会办公室", "市政协办公室"),
        copies=("各县（市、区）人民政府", "市政府各部门、各直属机构"),
        print_run=80,
        editor="林知远",
        issuer="周启明",
        phone="5566 0123",
        note="日志链首 SM3 " + "3fa9c1d2" * 8,
        kind=kind,
    )
    if code == "brief":
        made = replace(made, foreword="汛期已过，防汛工作仍须常抓不懈。现将东江区等地的做法刊发，供各地学习借鉴。")
    return replace(made, **changes)


CODES = tuple(MASTHEADS)

NARRATIVE = (
    """现将2026年三季度政务信息报送和采用情况通报如下。

# 一、总体情况

三季度，各单位共报送政务信息2416条，采用587条，采用率24.3%，同比提高3.1个百分点。上级采用63条，其中国务院办公厅采用9条；
市领导批示41件次。下达约稿36期，按时完成33期。""",
    """# 二、主要特点

**一是报送质量稳步提升。**东江区、北城区、市应急管理局报送的12条信息被上级单篇采用。**二是约稿完成情况较好。**
市市场监管局、市气象局约稿按时完成率100%。**三是少数单位报送不够主动。**西山区农业农村局、高新区社会事业局本季度零报送，
石桥镇、白沙镇零采用。

# 三、下一步报送重点

请各单位围绕今冬明春保供稳价、岁末年初安全生产、2027年重点工作谋划等，及时报送有情况、有分析、有建议的信息。""",
)
ADOPTED = ("专报信息", "简报", "监管参考", "值班要情", "送阅参阅")


def columns() -> tuple[Column, ...]:
    def summed(label: str, *group: str) -> Column:
        return Column(label, group=group, total=Total.SUM)

    return (
        Column("单位", Kind.TEXT, key=True),
        summed("报送条数"),
        *(summed(name, "本级采用") for name in ADOPTED),
        summed("得分", "本级采用"),
        summed("中办", "上级采用"),
        summed("国办", "上级采用"),
        summed("得分", "上级采用"),
        summed("批示"),
        summed("扣分"),
        summed("总分"),
        Column("名次"),
    )


def rows(names: Sequence[str], seed: int = 7) -> tuple[tuple[Value, ...], ...]:
    """Plausible figures, the same every time."""
    made: list[tuple[Value, ...]] = []
    for at, name in enumerate(names):
        few = [(seed * (at + 3) * (each + 2) + at * at) % 7 for each in range(9)]
        own = Decimal(few[0] * 10 + few[1] * 3 + few[2] * 10 + few[3] * 2 + few[4] * 5) + Decimal(few[5]) / 2
        over = Decimal(few[6] * 10 + few[7] * 20)
        late = Decimal(-20) if few[8] == 6 else None
        sent = sum(few) + 8
        made.append((name, sent, *few[:5], own, few[6], few[7], over, few[8], late, own + over + (late or 0), at + 1))
    return tuple(made)


def statistics(units: int = 26) -> Table:
    """The circular's own table: units by class."""
    classes = (
        ("一类单位（县、市、区）", "县"),
        ("二类单位（市政府部门）", "局"),
        ("三类单位（直属机构、驻滨单位）", "中心"),
    )
    size = -(-units // len(classes))
    groups = tuple(
        Group(label, rows([f"{NAMES[at % 10]}{NAMES[(at // 10 + 3) % 10]}{end}" for at in range(size)], seed))
        for seed, (label, end) in enumerate(classes, 5)
    )
    return Table(
        "2026年三季度政务信息报送采用情况统计表",
        columns(),
        groups,
        measure="单位：条、件次、分",
        notes=(
            "合报信息由各单位均分得分；同一信息被多个刊物采用的累计计分。",
            "“扣分”为紧急信息迟报、约稿逾期等；名次按类分别排列。",
        ),
    )


NAMES = "东江北城西山南湾石桥"


def circular(**changes: Any) -> CircularDoc:
    """A realistic quarterly circular: narrative, a small table in it, a wide one as 附件."""
    best = tuple(
        (str(at), f"{name}区", 60 - at * 7, Decimal(412 - at * 31) / 2) for at, name in enumerate(NAMES[:5], 1)
    )
    small = Table(
        "三季度采用情况前五名",
        (Column("名次", Kind.TEXT, key=True), Column("单位", Kind.TEXT), Column("采用条数"), Column("总分")),
        (Group("", best),),
        total=False,
    )
    made = CircularDoc(
        masthead="通报",
        number=10,
        total=118,
        office=OFFICE,
        dated=DAY,
        title="关于2026年三季度政务信息报送和采用情况的通报",
        addressees=("各县（市、区）人民政府", "市政府各部门、各直属机构"),
        narrative=(NARRATIVE[0], small, NARRATIVE[1]),
        annexes=(statistics(),),
        reports=("省政府办公厅", "市委、市政府领导同志"),
        copies=("各报送单位",),
        print_run=120,
        note="日志链首 SM3 " + "3fa9c1d2" * 8,
    )
    return replace(made, **changes)
