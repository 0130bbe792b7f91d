"""What is held for two people, as a table: too much like a marking to pass, not enough of one to refuse.

- The rules of marking/rules.py are tried first; a hold never stands on words that are refused.
- QUOTED and NESTED have no pattern of their own: the scanner names them.
"""

from marking import guards
from marking.rule import Reach, Rule
from marking.shapes import shape
from marking.verdict import Decision

HOLD = Decision.HOLD
QUOTED = "quoted-marking"
NESTED = "nested-markup"

_STARS, _DIGITS = "★", "0123456789年月期久前日天周oil〇x"
_THIS = "(?:本件|此件|本文|本文件|此文|此文件|该件|本材料|此材料|本报告|本资料)(?:的?密级)?"

DOUBTS: tuple[Rule, ...] = (
    Rule(
        "slogan-star",
        "“秘密”后有★",
        "“秘密”后有★，可能是标语，也可能是国家秘密标志",
        shape(r"(?:<H>|<M>)<A><n>★(?!★)|《<H>》[ \t]*+★{1,2}(?!★)"),
        verdict=HOLD,
        guards=(guards.RATED_CELL,),
        needs=_STARS,
    ),
    Rule(
        "three-stars",
        "密级后有三个以上★",
        "密级单独成行并有三个以上★，可能是评分，也可能是国家秘密标志",
        shape(
            r"^[^\w\n《]{0,9}+(?:<H>|<M>|<P>|<E>)[^\w\n★》]{0,9}+★(?:[^\w\n]{0,3}★){2,20}[^\w\n]{0,9}+$|(?<![一-鿿a-z])<H>★★★(?!★)"
        ),
        verdict=HOLD,
        needs=_STARS,
    ),
    Rule(
        "level-term-doubt",
        "词语中的密级和期限",
        "密级后紧接期限，可能是国家秘密标志",
        shape(r"(?<=[一-鿿])(?:<H>|<M>)<A><n><T>"),
        verdict=HOLD,
        guards=(guards.ORDINARY_WORD, guards.TERM_GOES_ON, guards.WHOLE_TITLE),
        needs=_DIGITS,
        lists=True,
    ),
    Rule(
        "level-asterisk-doubt",
        "密级后的星号",
        "密级后有星号，可能是注释号，也可能是国家秘密标志",
        shape(r"(?<![一-鿿])[绝机]<g>密[ \t]*+✱(?!✱)|(?<=[为属系])[绝机]<g>密[ \t]*+✱"),
        verdict=HOLD,
        reach=Reach.PAGE,
        needs="✱",
    ),
    Rule(
        "level-cell",
        "表格中的密级",
        "表格的一格里只有密级",
        shape(
            r"(?:^[ \t]*\||[|\t])[^\w\n|\t]{0,12}+<H>级?[^\w\n|\t]{0,12}+(?:[|\t]|$)|^[^\w\n|\t]{0,12}+<H>级?[^\w\n|\t]{0,12}+\t"
        ),
        verdict=HOLD,
        reach=Reach.PAGE,
        needs="|\t",
        lists=True,
    ),
    Rule(
        "level-option",
        "选项中的密级",
        "选项里只有密级",
        shape(r"^[^\w\n]{0,9}+[a-h][.、):][^\w\n]{0,9}+[绝机]<g>密级?[^\w\n]{0,9}+$"),
        verdict=HOLD,
        guards=(guards.OPTION,),
        lists=True,
    ),
    Rule(
        "level-declared",
        "文中自称密级",
        "文中说明本件属于绝密、机密或秘密",
        shape(
            rf"{_THIS}[ \t]*+(?:已)?(?:被)?(?:定?为|属于?|系|是|列为)[^\w\n]{{0,3}}+<H>(?:级|件|文件|材料|资料)?(?=$|[^\w\n])"
        ),
        verdict=HOLD,
        guards=(guards.CITED,),
        lists=True,
    ),
    Rule(
        "romanised-doubt",
        "疑似拼音或英文密级",
        "像是用拼音或英文书写的密级",
        shape(
            r"^[^\w\n《★]{0,12}+(?:<P>|<E>)[^\w\n》★]{0,12}+(?:(?:<T>|<W>)[^\w\n]{0,12}+)?$|<P><t>(?:<T>|<W>)"
            r"|(?<![a-z])(?:j<l>m|m<l>m)<t>★<t>(?:<T>|<W>)|(?<!\w)密<t>★<t>(?:<T>|<W>)"
        ),
        verdict=HOLD,
        guards=(guards.LATER,),
        reach=Reach.PAGE,
    ),
    Rule(
        "name-romanised",
        "文件名中疑似拼音或英文密级",
        "文件名中像是用拼音或英文写有密级",
        shape(r"(?<![^\W_])(?:(?:jue|ji)[ \-‿]?mi|top[ \-‿]?secret|confidential)(?![a-z])"),
        verdict=HOLD,
        names=True,
    ),
    Rule(
        QUOTED,
        "引用的密级标志",
        "文中引用或举例写出了完整的国家秘密标志，须人工核对",
        shape(r"(?!)"),
        verdict=HOLD,
    ),
    Rule(
        NESTED,
        "标记嵌套过深",
        "文中的网页标记或转义嵌套过深，不能看清全文，须人工核对",
        shape(r"(?!)"),
        verdict=HOLD,
    ),
)
