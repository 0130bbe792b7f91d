"""What counts as a marking, as a table. Patterns run over folded text (marking/normalise.py), never over raw text.

- 保守国家秘密法实施条例: a marking is level ★ term; a level followed by a star is one in any company.
- A level with a term but without a star, alone on its line, in heavy brackets, behind "密级" or beside a mark of
  urgency is a marking too, unless the words around it show that a rule or everyday speech is meant.
- `before` and `after` are the citation guards: when one fits the text next to a match, the match does not count.
  They stand on the weak rules only. The star rule has one exception: a rating, three or more stars and no term.
- 商密 (commercial secret marks) may not enter either.
- In the head of a text (`head`) a marking may be broken over lines; elsewhere it stands in one line.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Area(StrEnum):
    """Where a rule looks: one line at a time, or the first lines joined."""

    LINE = "line"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `unless` looks at the match itself; `lists`: an enumeration of different levels does not count."""

    id: str
    label: str
    reason: str
    pattern: re.Pattern[str]
    area: Area = Area.LINE
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    lists: bool = False


HEAD_LINES = 12

# ---- words ---------------------------------------------------------------------------------------------------------

_GAP_SIGNS = r" \t·•∙‧・.\-‐‒–—―−_~|/\\,、，'\"^+=★✱"
_NOT_LEVEL = "[码切度集封闭钥布植谋室织]"
_LEVEL_SHAPES = ("绝<g>密", "机<g>密", "秘<g>密")
_COMMERCIAL = "(?:普通|核心)?商<g>密"
_TERM = (
    "(?:[0-9](?:<g>[0-9]){0,2}<g>(?:年|个?<g>月|日|天|周)"
    "|长<g>期(?![一-鿿])|长<g>期(?=保密)|(?:启用|启封|解密|公布|公开|开封|拆封)前)"
)
_TERM_WORDS = "[〇一二三四五六七八九十百两廿卅壹贰叁肆伍陆柒捌玖拾]{1,4}<g>(?:年|个<g>月)"
_URGENT = "(?:特提|特急|加急|平急|急件|紧急)"
_OPEN, _CLOSE = r"\[【〔〖{\(★✱▲!", r"\]】〕〗}\)★✱▲!"

# ---- guards --------------------------------------------------------------------------------------------------------

_ORDINARY_BEFORE = re.compile(
    "(?:国家|商业|技术|工作|个人|军事|通信|投票|职业|审判|行业|企业|公司|警务|核心|经营|生产|人生|成功|内心|历史"
    "|保守|严守|保护|守护|泄露|泄漏|窃取|刺探|知悉|知道|接触|接近|涉及|属|守住|揭开|揭秘|发现|隐藏|尘封|天大"
    "|的|了|着|过|这个|那个|一个|两个|有|无|其|大|小|最高|加密|手|司|随|投|停|主|飞|有|契|时|动)$"
)
_HAN_BEFORE = re.compile("[一-鿿](?<![为属是件文按列作级料])$")
_TERM_AFTER = re.compile("^ *(?:以上|以下|以内|之内|以来|来|间|以后|之后|后|前|如一日|期限|左右|内|多|级|的保密期限)")
_CITED_AFTER = re.compile(
    "^ *(?:级?(?:的|者|以上|以下|事项|载体|标志|标识)|级? *[、,/或和与及]|级?(?:三|两|三个|两个)(?:级|种|类|档))"
)
_KIND_BEFORE = re.compile("(?:级|种|类|档|如|即|分为|包括|标有|注明|标注|字样) *$")
_RATING = re.compile("^[^★✱0-9]+★{3,5}$")


def _shape(pattern: str, *, lines: bool = False) -> re.Pattern[str]:
    """Fills <g> (what may stand between two characters) and the named words into a pattern."""
    gap = f"[{_GAP_SIGNS}{chr(10) if lines else ''}]{{0,6}}"
    words = {
        "L": f"(?:{'|'.join(_LEVEL_SHAPES)})(?!{_NOT_LEVEL})",
        "C": _COMMERCIAL,
        "T": _TERM,
        "W": _TERM_WORDS,
        "U": _URGENT,
        "O": f"[{_OPEN}]",
        "X": f"[{_CLOSE}]",
    }
    for name, words_pattern in words.items():
        pattern = pattern.replace(f"<{name}>", words_pattern)
    # Runs of blanks never give one back: a line of blanks must not cost the square of its length.
    pattern = pattern.replace(r"[ \t]*", r"[ \t]*+").replace("<g>", gap)
    return re.compile(pattern, re.MULTILINE)


_STAR = r"<L><g>(?<=★)[★✱]*(?:<g><T>|<g><W>)?|<L>[ \t·:级]*★+(?:<g><T>|<g><W>)?"
_WEAK_STAR = r"<L>[ \t]*✱[ \t✱]*(?:<T>|<W>)|^[ \t]*<L>[ \t]*✱+"
_INSIDE = r"(?:绝|机|秘)[ \t]*[★✱][ \t★✱]*密(?![码切度集封闭钥布植谋室织])"

RULES: tuple[Rule, ...] = (
    Rule("level-star", "密级★", "密级后有★，是国家秘密标志的写法", _shape(_STAR), unless=_RATING),
    Rule("star-inside", "密级夹★", "密级两字之间夹有★", _shape(_INSIDE)),
    Rule("level-asterisk", "密级*", "密级后有星号，与国家秘密标志相似", _shape(_WEAK_STAR)),
    Rule(
        "level-term",
        "密级加保密期限",
        "密级后紧接保密期限，是国家秘密标志的写法",
        _shape("<L><g><T>"),
        before=_ORDINARY_BEFORE,
        after=_TERM_AFTER,
    ),
    Rule(
        "level-term-words",
        "密级加汉字期限",
        "密级后紧接汉字书写的保密期限",
        _shape("<L><g><W>"),
        before=_HAN_BEFORE,
        after=_TERM_AFTER,
    ),
    Rule(
        "level-alone",
        "密级单独成行",
        "密级单独占一行，是首页标注的位置",
        _shape(
            r"^[ \t]*(?:#{1,6} ++|> *+)?[★✱▲ ]*+<O>*+[ \t]*(?:<L>|<C>)[ \t]*(?:级|件|文件|资料|材料)?"
            r"[ \t]*<X>*+[ \t。:]*+$"
        ),
        lists=True,
    ),
    Rule(
        "level-bracket",
        "括号内密级",
        "密级写在【】或 [] 中，是标注的写法",
        _shape(r"[\[【〔〖{][ \t]*(?:<L>|<C>)[ \t]*(?:级|件|文件)?[ \t★✱]*(?:<T>)?[ \t]*[\]】〕〗}]"),
    ),
    Rule(
        "level-paren",
        "标题括注密级",
        "行首或行末的括号里只有密级",
        _shape(r"^[ \t]*\([ \t]*<L>[ \t]*级?\)|(?<!^)\([ \t]*<L>[ \t]*级?\)[ \t]*$"),
        before=_KIND_BEFORE,
        lists=True,
    ),
    Rule(
        "label-level",
        "“密级”后填有密级",
        "“密级”一栏填写了绝密、机密、秘密或商密",
        _shape(
            r"(?:密<g>级(?:和保密期限|及保密期限|与保密期限)?|保密等级|秘密等级|保密级别|涉密等级|涉密级别)"
            r"(?:[ \t]*(?:[:=|✱\-—]|为:?|定为|是)[ \t|:]*|[ \t]{1,8})[\"“'\[【(□☑√✓✔ \t]{0,4}(?:<L>|<C>)"
        ),
        after=_CITED_AFTER,
        lists=True,
    ),
    Rule(
        "level-urgent",
        "密级与紧急程度并列",
        "密级与紧急程度写在一起，是版头标注的写法",
        _shape(r"^[ \t]*(?:[0-9]{3,6}[ \t]++)?<L><g><U>[ \t]*$|^[ \t]*<U><g><L>[ \t]*$"),
    ),
    Rule(
        "level-number",
        "密级与份号并列",
        "密级与份号写在一行，是版头标注的写法",
        _shape(
            r"^[ \t]*[0-9]{6}[ \t]++<L>[ \t]*$"
            r"|^[ \t]*<L>[ \t]++(?:第?[ \t]*[0-9]{1,6}[ \t]*号|[0-9]{6}|份号.*|编号.*)$"
        ),
    ),
    Rule("commercial-mark", "商密标志", "商业秘密标志也不得进入本系统", _shape("<C><g>(?<=[★✱])|<C>[ \t]*[▲△★✱]")),
    Rule(
        "commercial-term",
        "商密加期限",
        "商业秘密标志也不得进入本系统",
        _shape("<C><g>(?:<T>|<W>)"),
        before=_ORDINARY_BEFORE,
        after=_TERM_AFTER,
    ),
    Rule(
        "romanised",
        "拼音或英文密级",
        "用拼音或英文书写的密级标志",
        _shape(
            r"(?i:\b(?:jue|ji|mi)[ \-_']*mi|top[ \-_]*secret|\bsecret|\bconfidential)"
            r"[ \t]*(?:★|✱[ \t]*(?=[0-9])|(?=[0-9]{1,2}[ \t]*(?i:nian|years?)\b))"
        ),
    ),
    Rule("head-star", "分行的密级★", "密级标志分写在几行", _shape(_STAR, lines=True), area=Area.HEAD, unless=_RATING),
    Rule(
        "head-term",
        "分行的密级和期限",
        "密级和保密期限分写在几行",
        _shape(r"^[ \t]*<L><g>(?:<T>|<W>)[ \t]*$", lines=True),
        area=Area.HEAD,
        after=_TERM_AFTER,
    ),
    Rule(
        "head-alone",
        "分行的密级",
        "密级两字分写在两行，是版头竖排标注的写法",
        _shape(r"^[ \t]*(?:绝|机|秘)[ \t]*\n[ \t\n]{0,4}密[ \t]*$"),
        area=Area.HEAD,
    ),
)

BY_ID = {rule.id: rule for rule in RULES}
LEVELS = re.compile(r"(绝|机|秘)[ \t]*密")
LEVEL_COUNT = 3
