"""When something that looks like a marking is not one, as data: what stands before it, in it, behind it.

- A guard holds when all of its parts fit; `before` and `after` see the rest of the line, as far as REACH, `above` the
  end of the line before it.
- Guards stand on rules one by one (marking/rules.py). No guard stands on a level with a star and a term, save that a
  quotation in a sentence about markings is for a person to judge.
- An enumeration is told by its shape, not by its words: other levels in the same place of neighbouring lines or of the
  same line. A marking above or below a text about markings stays a marking.
"""

import re
from dataclasses import dataclass

REACH = 60
NEIGHBOURS = 8  # lines on either side that may belong to the same enumeration
SHORT = 30  # a longer line is a sentence: what it speaks about says nothing about its neighbours
LEVEL_COUNT = 3


@dataclass(frozen=True, slots=True)
class Guard:
    """What has to fit for a match not to count; a part left out fits always."""

    before: re.Pattern[str] | None = None
    inside: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    above: re.Pattern[str] | None = None

    def holds(self, text: str, start: int, end: int) -> bool:
        return (
            (self.before is None or bool(self.before.search(line_before(text, start))))
            and (self.inside is None or bool(self.inside.search(text[start:end])))
            and (self.after is None or bool(self.after.match(line_after(text, end))))
            and (self.above is None or bool(self.above.search(line_above(text, start))))
        )


def line_before(text: str, start: int) -> str:
    """What stands before `start` on its line, as far as REACH."""
    return text[max(text.rfind("\n", 0, start) + 1, start - REACH) : start]


def line_above(text: str, start: int) -> str:
    """The end of the line above that of `start`; nothing above the first."""
    last = text.rfind("\n", 0, start)
    return text[max(text.rfind("\n", 0, max(last, 0)) + 1, last - REACH) : max(last, 0)]


def line_after(text: str, end: int) -> str:
    """What stands behind `end` on its line, as far as REACH."""
    stop = text.find("\n", end, end + REACH)
    return text[end : stop if stop >= 0 else end + REACH]


# ---- the words around ----------------------------------------------------------------------------------------------

# Behind one of these a level in Chinese characters may begin a marking in the middle of a sentence.
_BEGINS = "为属是件文按列作级料系定标印题注示归成填号"
OTHER_WORD = Guard(before=re.compile(f"[一-鿿](?<![{_BEGINS}])$"))
ORDINARY_WORD = Guard(
    before=re.compile(
        "(?:国家|商业|技术|工作|个人|军事|通信|投票|职业|审判|行业|企业|公司|警务|核心|经营|生产|人生|成功|内心|历史|家族"
        "|保守|严守|保护|守护|坚守|遵守|恪守|泄露|泄漏|透露|走漏|披露|窃取|刺探|获取|打探|套取|收集|知悉|知道|掌握|接触|接近"
        "|涉及|涉|属|守住|揭开|揭秘|揭露|揭示|解开|破解|破译|发现|隐藏|隐瞒|埋藏|深藏|尘封|天大|惊天|公开|传递|提供|出卖|贩卖"
        "|出售|倒卖|购买|买卖|非法|持有|保存|保留|交换|分享|吐露|诉说|倾诉|背后|心中|宫廷|皇家|王室|探寻|探索|寻找|留下|产生"
        "|的|了|着|过|这个|那个|一个|两个|这|那|有|无|其|大|小|最高|加密|党|军|我国|美国|重要|重大|全部|任何|所有|某些|一些|许多"
        "|手|司|随|投|停|主|飞|契|时|动|神|奥|隐|便|分|拒|隔|杜|断|谢|灭|根|中|与|和|及|或|等|被|把|将|对|向|以)$"
    )
)
TERM_GOES_ON = Guard(
    after=re.compile(
        r"[^\w\n]{0,3}(?:以上|以下|以内|之内|内|以来|来|间|以后|之后|后|终于|以前|之前|前|如一日|期限|左右|多|级|的(?!$)|度|底|初|中|末"
        r"|不|未|才|就|又|仍|都|已|再|至今|有期|有余)"
    )
)
WORDS_GO_ON = Guard(after=re.compile(r"[一-鿿](?<![期整止])"))
CITED = Guard(
    after=re.compile(
        r"[^\w\n。;!?<]{0,3}(?:级?(?:的|者|以上|以下|事项|载体|标志|标识)|级? *[、/或和与及][^\w\n]{0,3}[绝机秘内公非]"
        r"|级?(?:三|两|三个|两个)(?:级|种|类|档)"
        r"|[□○☐〇]|级?(?:国家秘密|[0-9一二三四五六七八九十两]{1,4}(?:份|件|项|个|条|人|名|起|台)))"
    )
)
LISTED = Guard(after=re.compile(r"级?(?:[^\w\n]{1,6}[绝机秘]密|[/、][^\w\n]*$)"))
STARRED = Guard(inside=re.compile(r"★[^\w★]*★[^\w★]*★"))
FORM_UNFILLED = Guard(inside=re.compile("[□☐]"), after=re.compile(r"[^\w\n]{0,6}[□☐]"))
RATING = Guard(inside=re.compile(r"^[^★]*★(?:[^\w★]*★){3,}[^\w]*$"))
RATED_WORK = Guard(
    before=re.compile(f"[一-鿿a-z0-9》”](?<![{_BEGINS}])$"), inside=re.compile(r"^[^★]*★(?:[^\w★]*★){2,}$")
)
THREE_STARS = Guard(inside=re.compile(r"^[^★]*★(?:[^\w★]*★){2}[^\w]*$"))
SLOGAN = Guard(before=ORDINARY_WORD.before, inside=re.compile(r"★[^\w]*$"), after=re.compile(r" *[一-鿿](?<!级)"))
# A point to be learned, with a star for its weight.
STRESSED = Guard(
    before=re.compile("(?:国家|商业|工作|技术|军事|保守|严守|保护|泄露|侵犯|窃取|的)$"),
    inside=re.compile("^秘[^★|]*★ *$"),
)
# A column of stars beside a column of words: what is rated or stressed stands in the cell before.
RATED_CELL = Guard(
    before=re.compile(r"[^\W_][^\w\n|]{0,3}$"),
    inside=re.compile(r"^[^★|]*\|[^★|]*★[^\w]*$"),
    after=re.compile(r"[ |]*(?:$|[一-鿿0-9])"),
)
SENTENCE_ENDS = Guard(before=ORDINARY_WORD.before, inside=re.compile(r"密[^\w]*[。;!?,、\n][^\w]*$"))
PAPERS_GO_ON = Guard(inside=re.compile("密[^\\w\\n]*(?:文件|资料|材料|事项)"), after=re.compile("[一-鿿](?<![期整止])"))
INTRODUCES = Guard(inside=re.compile(r"密[^\w\n]*(?:级|件|文件|资料|材料|事项)[^\w\n:]*:[^\w\n]*$"))
WHOLE_TITLE = Guard(before=re.compile("《[^》]{0,20}$"), after=re.compile("[^《]{0,20}》"))
# In the name of a file: a space inside ordinary words; the words of ORDINARY_WORD that a title is made of.
SPACED = Guard(
    before=re.compile(
        "(?:国家|商业|技术|工作|个人|军事|通信|行业|企业|公司|核心|经营"
        "|保守|严守|保护|守护|泄露|窃取|涉及|党和国家|的|与|和|及|或|非) +$"
    )
)
KIND = Guard(
    before=re.compile(
        "(?:级|种|类|档|如|即|分为|包括|标有|注明|标注|字样|不公开|非公开|公开|记名|方式|投票|表决|答案|选|是|为|答|做|叫|称)[^\\w\n]*$"
        "|[?？]|____|判断|下列|属于"
    )
)
SAID = Guard(
    inside=re.compile(r"[“\"「『‘][^\w\n]{0,3}(?:秘[^\n]{0,6}[。!?…~,]|[绝机]密[。!?…~,][”\"」』’])"),
)
# A sentence whose lines were cut: what stands alone on this one belongs to the last.
CUT = Guard(above=ORDINARY_WORD.before)
CUT_BEFORE = Guard(inside=re.compile(r"^[^\w\n]{0,3}[、,]"))
CUT_LIST = Guard(above=re.compile(r"[绝机秘]密[、,/]$"))
IN_WORDS = Guard(before=re.compile("[一-鿿]$"), inside=re.compile("秘"), after=re.compile("[一-鿿]"))
LINKED = Guard(after=re.compile(r"\((?:https?:|/|#|\.|[a-z])"))
OPTION = Guard(inside=re.compile(r"^[^\w\n]{0,6}[a-h][.、):]"))
LATER = Guard(after=re.compile(r"[^\w\n]{0,3}(?:ago|old|later|after|in |of )"))

# ---- a quotation in a sentence about markings ----------------------------------------------------------------------

_OPEN = "[“\"‘'「『(]"
_ABOUT = re.compile(
    r"(?:标注|标有|标明|注明|标为|写有|印有|加盖|盖有|标志|标识|字样|标记|样式|格式|形式|写法|示例|举例|规范)[^。;!?\n]{0,40}"
    rf"{_OPEN}[^\w\n]{{0,3}}$"
)
_SUCH_AS = re.compile(
    "(?:例如|比如|诸如|譬如|形如|如|形式为|格式为|样式为|标志为|标识为|写作|写成|写为|表示为|示例|样例|例)"
    f"[为是:， ]{{0,2}}{_OPEN}?$"
)
_SO_CALLED = re.compile(
    r"[^\w\n。]{0,3}(?:等?(?:字样|标志|标识|标记|印章|戳记|格式|样式|形式)|的?(?:字样|标志|标识|标记)"
    r"|(?:就?是|为|即|指|表示|意味着|常见于|多见于|见于)[^。;!?\n]{0,30}(?:字样|标志|标识|标记|写法|样式|格式|试卷|考卷))"
)


def quoted(text: str, start: int, end: int) -> bool:
    """Whether the sentence speaks about the marking instead of bearing it."""
    before = line_before(text, start)
    return bool(_ABOUT.search(before) or _SUCH_AS.search(before) or _SO_CALLED.match(line_after(text, end)))


# ---- enumerations --------------------------------------------------------------------------------------------------

_LEVEL = r"([绝机秘])[^\w\n]{0,6}密"
_ITEM = re.compile(
    rf"^[^\w\n]*(?:[0-9]{{1,2}}[.、):]|[(][一二三四五六七八九十0-9]{{1,3}}[)]|[一二三四五六七八九十a-h][.、)])?[^\w\n]*{_LEVEL}"
    r"(?:级|件|文件|资料|材料|事项)?(?:$|[^\w\n、/,]|[0-9])"
)
_ANY = re.compile(_LEVEL)
_NUMBERED = re.compile(rf"(?:[0-9][.、)]|[(][一二三四五六七八九十]{{1,3}}[)])[^\w\n]*{_LEVEL}级?")
_CELL = re.compile(rf"(?:^|[|\t,])[^\w\n]*{_LEVEL}级?[^\w\n]*(?=[|\t,]|$)")
_WITH_TERM = re.compile(
    rf"{_LEVEL}级?[^\w\n★。]{{0,8}}(?:不超过|最长|一般|为|:)?[^\w\n★]{{0,3}}"
    "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}) *(?:年|个月)"
)
_IN_LINE = re.compile(rf"(?<![一-鿿]){_LEVEL}级?(?![一-鿿★])")


def enumerated(text: str, start: int, end: int) -> bool:
    """Whether other levels stand in the same place of neighbouring lines, or beside this one on its line.

    A table that explains the levels has each of them once in cells of their own.
    """
    cells = [level for one in _around(text, start, end) for level in _CELL.findall(one)]
    if len(cells) == len(set(cells)) == LEVEL_COUNT:
        return True
    own = line_before(text, start) + text[start:end] + line_after(text, end)
    lines = [own]
    if len(own) <= SHORT:
        lines += [line for line in _around(text, start, end) if len(line) <= SHORT and len(_ANY.findall(line)) == 1]
    if len({level for one in lines for level in _ANY.findall(one)}) == 1:
        return False
    return (
        len({found[1] for one in lines if (found := _ITEM.match(one))}) > 1
        or any(len({level for one in lines for level in shape.findall(one)}) > 1 for shape in (_NUMBERED, _CELL))
        or len({level for one in lines for level in _WITH_TERM.findall(one)}) == LEVEL_COUNT
        or len(set(_IN_LINE.findall(own))) == LEVEL_COUNT
    )


def _around(text: str, start: int, end: int) -> list[str]:
    first, last = start, end
    for _ in range(NEIGHBOURS):
        first = max(text.rfind("\n", 0, max(first - 1, 0)), 0)
        stop = text.find("\n", last + 1)
        last = stop if stop >= 0 else len(text)
    return text[first:last].strip("\n").split("\n")
