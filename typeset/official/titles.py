"""Where a title breaks (9704 7.3.1): words whole, lines fitting, the lines together a trapezoid or a diamond.

- The author's own line breaks are kept; a line that is still too long is broken here.
- A break never falls inside 《》, “”, （）, 〔〕, a number or a run of Latin letters, before punctuation that may not begin
  a line, or inside a word of the list WORDS: there is no dictionary, the list holds what titles are made of.
- It falls best before the kind of document (…的｜通知 is 的通知 on the next line), after 关于, 、 and 》, and after 的.
- Of all breaks the best is taken by cost: shape first an hourglass is worst, a rectangle is poor.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

LINE: Final = 20.0  # 二号 characters; 21 fill the 版心 to its last tenth of a millimetre
MOST_LINES: Final = 8
KINDS: Final = "决议|决定|命令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|办法|规定|方案|细则"
_NARROW: Final = 0.55
_WORDS: Final = (
    "关于|政务信息|转发|印发|批转|发布|公布|做好|加强|进一步|规范|完善|推进|推动|开展|组织|实施|落实|贯彻|建立|健全|调整|成立|举办|召开|"
    "表彰|表扬|申请|请求|同意|商请|征求|报送|采用|情况|政务|信息|工作|管理|监督|检查|安全|生产|服务|经济|社会|发展|改革|建设|"
    "金融|保险|银行|证券|风险|防范|化解|处置|消费者|权益|保护|数据|统计|考核|评价|年度|季度|上半年|下半年|第一|第二|第三|第四|"
    "人民政府|办公厅|办公室|委员会|管理局|监督|监管局|监督管理|总局|分局|领导小组|单位|部门|机构|人员|干部|职工|会议|活动|"
    "专项|行动|整治|治理|应急|救援|突发事件|突发|事件|事故|防汛|抗旱|消防|交通|运输|卫生|健康|教育|文化|旅游|体育|科技|创新|"
    "资金|项目|预算|财政|税收|投资|企业|市场|行业|公司|协会|制度|机制|体系|标准|质量|能力|水平|有关|问题|事项|若干|重大|重点|"
    "中小微企业|小微企业|融资|补偿|储备|调运|保障|物资|贷款|支持|设立|申报|评选|命名|授予|变更|撤销|任免|任命|聘任|审批|备案|"
    "修订|废止|清理|公开|共享|交换|接入|运行|维护|培训|交流|学习|宣传|教育|表格|名单|名册|一览表|登记表|计划|安排|要点|分工|"
    "全市|全省|全国|全面|试点|示范|试行|暂行|实施|使用|电子|公文|传输|系统|平台|网络|档案|保密|印章|值班|报告|"
    "先进|集体|个人|通信|通讯|联络|协调|联席|常务|专题|党组|书记|市长|局长|主任|今冬|明春|春节|国庆|期间|中秋|元旦|机关|"
    "影响|反映|关注|工程|现象|存在|亟待|建议|对策|启示|进展|成效|举措|做法|经验|调研|思考|分析|研判|预警|舆情|网民|媒体|群众|居民|"
    "农村|农业|乡村|振兴|城市|社区|基层|地区|产业|就业|民生|医疗|养老|住房|供应|价格|整改|推行|切实|减轻|负担"
)
_QUOTED: Final = re.compile("《[^《》]*》|“[^“”]*”|（[^（）]*）|〔[^〔〕]*〕")
_WHOLE: Final = re.compile(rf"[0-9A-Za-z.%+-]+[年月日号个项条届次期]?|{KINDS}|{_WORDS}")
_NO_BEGIN: Final = frozenset("、，。：；？！）》〉」』”’〕】·—…%的和与及")
_NO_END: Final = frozenset("（《〈「『“‘〔【")
_BEFORE_KIND: Final = re.compile(rf"的(?:{KINDS})(?:（[^（）]*）)?\Z")
_JOINTS: Final = re.compile("关于|[、》”）]|的")
_PAIRS: Final = frozenset("和与及")
_COST: Final = {"best": 0.0, "joint": 4.0, "word": 12.0, "pair": 16.0, "quoted": 30.0, "inside": 60.0}


def lines(title: str, width: float = LINE) -> tuple[str, ...]:
    """The title's lines, as the author broke it and, where a line is too long, as the rules above do."""
    given = [line.strip() for line in title.strip().splitlines() if line.strip()]
    return tuple(each for line in given for each in _broken(line, width))


def width_of(text: str) -> float:
    """In characters, a Latin one being half a character and a little."""
    return sum(_NARROW if one.isascii() else 1.0 for one in text)


def _broken(line: str, width: float) -> Sequence[str]:
    if width_of(line) <= width:
        return (line,)
    fewest = int(-(-width_of(line) // width))
    search = _Search(line, width) if fewest <= MOST_LINES else None
    for count in range(fewest, MOST_LINES + 1):
        if search and (found := search.best(0, count, None, fell=False)):
            return [line[start:end] for start, end in pairwise((0, *found[1], len(line)))]
    return [line[at : at + int(width)] for at in range(0, len(line), int(width))]


class _Search:
    """The cheapest cuts of one line into so many; each state is looked at once."""

    def __init__(self, line: str, width: float) -> None:
        self._line, self._width = line, width
        self._places = dict(_places(line, width))
        self._known: dict[tuple[int, int, float | None, bool], tuple[float, tuple[int, ...]] | None] = {}

    def best(self, start: int, count: int, before: float | None, *, fell: bool) -> tuple[float, tuple[int, ...]] | None:
        """Cost and cuts from `start` on; `before` is the last line's width, `fell`: a line was shorter than its last."""
        key = (start, count, before, fell)
        if key not in self._known:
            self._known[key] = min(self._tries(start, count, before, fell=fell), default=None)
        return self._known[key]

    def _tries(
        self, start: int, count: int, before: float | None, *, fell: bool
    ) -> Iterator[tuple[float, tuple[int, ...]]]:
        for end in (at for at in (*self._places, len(self._line)) if at > start):
            own = width_of(self._line[start:end])
            if own > self._width:
                break
            cost = _shape(own, before, fell=fell)
            if end == len(self._line):
                if count == 1:
                    yield cost, ()
            elif count > 1 and (rest := self.best(end, count - 1, own, fell=fell or own < (before or 0.0))):
                yield cost + self._places[end] + rest[0], (end, *rest[1])


def _shape(own: float, before: float | None, *, fell: bool) -> float:
    """What a line costs beside the one above: lines of one length a little, steep steps, a waist much, stumps."""
    stump = 8.0 * max(0.0, 4.0 - own)
    if before is None:
        return stump
    step = abs(own - before)
    waist = fell and own > before
    return stump + 40.0 * waist + 2.0 * max(0.0, 2.0 - step) + 1.5 * max(0.0, step - 6.0)


def _places(line: str, width: float) -> Iterator[tuple[int, float]]:
    """Where a line may end, with what it costs. What is quoted and fits a line is never parted."""
    words = [found.span() for found in _WHOLE.finditer(line)]
    quoted = [found.span() for found in _QUOTED.finditer(line)]
    kept = [span for span in quoted if width_of(line[slice(*span)]) <= width]
    inside = {at for start, end in words + kept for at in range(start + 1, end)}
    costly = {at for start, end in quoted for at in range(start + 1, end)}
    joints = {found.end() for found in _JOINTS.finditer(line)}
    edges = {at for span in words for at in span}
    kind = found.start() if (found := _BEFORE_KIND.search(line)) else -1
    for at in range(2, len(line) - 1):
        if at in inside or line[at - 1] in _NO_END or (line[at] in _NO_BEGIN and at != kind):
            continue
        name = "best" if at == kind else "joint" if at in joints else "word" if at in edges else "inside"
        paired = _COST["pair"] * (line[at - 1] in _PAIRS)
        yield at, _COST[name] + paired + _COST["quoted"] * (at in costly)
