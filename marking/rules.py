"""What counts as a marking, as a table. Patterns run over folded text (marking/normalise.py), never over raw text.

- 保守国家秘密法实施条例: a marking is level ★ term; a level followed by a star is one in any company.
- A level with a term but without a star, alone on its line, in heavy brackets, behind "密级" or beside a mark of
  urgency is a marking too, unless the words around it show that a rule or everyday speech is meant.
- 商密 (commercial secret marks) may not enter either; their rules can be switched off together.
- Columns and guards: marking/rule.py, marking/guards.py. What may be a marking or none is held: marking/doubts.py.
"""

import re

from marking import guards
from marking.doubts import DOUBTS
from marking.guards import Guard
from marking.placed import PAPER, PLACED
from marking.rule import Reach, Rule
from marking.shapes import shape

_STARS, _DIGITS = "★", "0123456789年月期久前日天周oil〇○◯x"
_DECK = r"[^\w\n《》]"  # what may stand around a level that is alone on its line
_NUMBER = r"(?:[0-9]{1,2}[.、):]|[(][一二三四五六七八九十0-9]{1,3}[)]|[一二三四五六七八九十]{1,3}[、.])?"
_ALONE = (
    rf"^{_DECK}{{0,40}}+{_NUMBER}{_DECK}{{0,40}}+(?:(?:<X>|<T>{_DECK}{{0,3}}+)?<K><A>(?:{_DECK}{{1,3}}+<E>)?"
    rf"|(?:绝<t>密<t>|机<t>密<t>|秘<t>密<t>){{2,9}}){_DECK}{{0,40}}+$"
)
_CHECKED = r"(?:[☑√✓✔■☒✅✕✗]|\[x\]|\([x√✓]\))"
_STAR_REASON = "密级后有★，是国家秘密标志的写法"
_COMMERCIAL_REASON = "商业秘密标志也不得进入本系统"

REFUSALS: tuple[Rule, ...] = (
    Rule(
        "level-star",
        "密级★",
        _STAR_REASON,
        shape(
            r"(?:<H>|<M>|<F>)<A>(?:<n><S>(?:<t>(?:<T>|<W>|长<t>期))?|[^\w★]{0,40}+<S>[^\w]{0,12}+(?:<T>|<W>|<Z>)"
            r"|[^\w\n★》]{0,40}+<S>(?![^\w\n]{0,3}[一-鿿])|[^\w★》]{0,40}+<S>(?=[^\w\n|]{0,9}(?:$|\|)))"
        ),
        guards=(
            guards.RATING,
            guards.RATED_WORK,
            guards.THREE_STARS,
            guards.SLOGAN,
            guards.STRESSED,
            guards.RATED_CELL,
            guards.SENTENCE_ENDS,
        ),
        reach=Reach.ALL,
        needs=_STARS,
        quotable=True,
    ),
    Rule(
        "star-inside",
        "密级夹★",
        "密级两字之间夹有★",
        shape(
            r"(?:[绝机秘])[^\w★]{0,9}+★{1,2}[^\w★]{0,9}+密(?![码切度集封闭钥布植谋室织云林])(?:<n><S>)?(?:<n>(?:<T>|<W>))?"
        ),
        guards=(Guard(before=re.compile("[手司飞主相耳待洗投停随时契有动拒杜隔神奥隐便]$")),),
        reach=Reach.GUESS,
        needs=_STARS,
        quotable=True,
    ),
    Rule(
        "level-asterisk",
        "密级*",
        "密级后有星号，与国家秘密标志相似",
        shape(
            r"(?:<H>|<M>)<A>[^\w\n。;!?,、]{0,9}?✱[^\w\n。;!?,、]{0,12}+(?:<T>|<W>)|^[^\w\n]{0,12}+(?:<H>|<M>)[ \t]*+✱[ \t✱]*+$"
        ),
        guards=(guards.TERM_GOES_ON,),
        reach=Reach.GUESS,
        needs="✱",
        quotable=True,
    ),
    Rule(
        "level-term",
        "密级加保密期限",
        "密级后紧接保密期限，是国家秘密标志的写法",
        shape(
            r"(?:<H>|<M>)<A>(?:<n><T>|[^\w\n]{0,3}+"
            r"(?:五角星|五星|星号|星标|星|star)[^\w\n]{0,3}+(?:<T>|<W>)"
            r"|[^\w\n。;!?,、:()\[\]《》“”‘’\"'|\t/\-…—.]{1,9}(?<! )<D>)"
        ),
        guards=(
            guards.OTHER_WORD,
            guards.ORDINARY_WORD,
            guards.TERM_GOES_ON,
            guards.PAPERS_GO_ON,
            guards.WHOLE_TITLE,
        ),
        reach=Reach.GUESS,
        needs=_DIGITS,
        lists=True,
        quotable=True,
    ),
    Rule(
        "level-term-words",
        "密级加汉字期限",
        "密级后紧接汉字书写的保密期限",
        shape(r"(?:<H>|<M>)<A><n><W>"),
        guards=(guards.OTHER_WORD, guards.ORDINARY_WORD, guards.TERM_GOES_ON, guards.WORDS_GO_ON, guards.WHOLE_TITLE),
        reach=Reach.GUESS,
        needs="年月",
        lists=True,
        quotable=True,
    ),
    Rule(
        "level-period",
        "密级和保密期限",
        "密级后写明保密期限，是国家秘密标志的内容",
        shape(r"(?:<H>|<M>)<A>[^\w\n。;!?]{0,9}+(?:保密)?期限?[^\w\n]{0,6}+[为是]?[^\w\n]{0,6}+(?:<T>|<W>)"),
        guards=(guards.OTHER_WORD, guards.ORDINARY_WORD, guards.TERM_GOES_ON),
        lists=True,
        quotable=True,
    ),
    Rule(
        "level-alone",
        "密级单独成行",
        "密级单独占一行，是首页标注的位置",
        shape(_ALONE),
        guards=(guards.SAID, guards.STARRED, guards.INTRODUCES, guards.CUT, guards.CUT_BEFORE, guards.CUT_LIST),
        reach=Reach.PAGE,
        lists=True,
    ),
    Rule(
        "level-bracket",
        "括号内密级",
        "密级写在【】或 [] 中，是标注的写法",
        shape(
            r"(?:[\[【〔〖{〈][^\w\n]{0,6}+|<)(?:<H>|<M>)<A>[^\w\n\]】〕〗}>〉]{0,9}+(?:<T>|<W>)?[^\w\n\]】〕〗}>〉]{0,6}+[\]】〕〗}>〉]"
            r"|^[^\w\n「『]{0,3}+[「『][^\w\n]{0,3}+(?:<H>|<M>)<A>[^\w\n」』]{0,3}+[」』](?=[^\w\n。,;!?、]{0,3}[一-鿿])"
        ),
        guards=(guards.IN_WORDS, guards.LINKED),
        lists=True,
        quotable=True,
    ),
    Rule(
        "level-paren",
        "标题括注密级",
        "行首或行末的括号里只有密级",
        shape(
            r"^[^\w\n(]{0,9}+\([^\w\n]{0,12}+<H>级?[^\w\n()]{0,12}+\)|(?<!^)\([^\w\n]{0,12}+<H>级?[^\w\n()]{0,12}+\)[ \t]*$"
        ),
        guards=(guards.KIND,),
        lists=True,
    ),
    Rule(
        "label-level",
        "“密级”后填有密级",
        "“密级”一栏填写了绝密、机密或秘密",
        shape(
            r"<B>[^\w\n。;!?,、]{1,16}+(?:<X>?<H>|<M>|<P>|<E>)|^[^\w\n]{0,9}+(?:文件|本件)?<B>(?:定?为|是|属于?|系)[^\w\n]{0,3}+(?:<H>|<M>)"
            r"|(?:^|[,;])[^\w\n]{0,9}+<B>[^\w\n]{0,9}+(?:<H>|<M>)<A>[^\w\n]{0,9}+$"
            r"|(?:^|[,;{])[^\w\n]{0,9}+<L>[^\w\n:|\t]{0,3}+[:\t][^\w\n。;!?★]{0,9}+(?:<X>?<H>|<M>|<P>|<E>)(?=级?(?![^\W_])|级?[0-9])"
        ),
        guards=(guards.CITED, guards.FORM_UNFILLED, guards.LISTED),
        needs="级等度别定cl",
        quotable=True,
    ),
    Rule(
        "label-checked",
        "“密级”一栏勾选了密级",
        "“密级”一栏勾选了绝密、机密或秘密",
        shape(
            rf"<B>[^\n。]{{0,30}}?(?:{_CHECKED}[^\w\n]{{0,2}}<H>|<H>级?[^\w\n□☐]{{0,2}}{_CHECKED}(?![)\]]?[一-鿿](?<![绝机秘])))"
        ),
        needs="级",
    ),
    Rule(
        "level-urgent",
        "密级与紧急程度并列",
        "密级与紧急程度写在一起，是版头标注的写法",
        shape(
            r"^[^\w\n]{0,9}+(?:[0-9]{3,6}[^\w\n]{1,9}+)?(?:<H>|<M>)<A><n><U>[^\w\n]{0,9}+$|^[^\w\n]{0,9}+<U>[^\w\n]{0,9}+(?:<H>|<M>)[^\w\n]{0,9}+$"
        ),
        needs="急提",
    ),
    Rule(
        "level-number",
        "密级与份号并列",
        "密级与份号、发文字号写在一行，是版头标注的写法",
        shape(
            r"^[^\w\n]{0,9}+(?:n<l>o<l>|份<l>号<l>|编<l>号<l>|第<l>)?[0-9](?:[^\w\n★]{0,9}+[0-9]){2,7}[号份]?[^\w\n]{1,16}+(?:<H>|<M>)[^\w\n]{0,9}+$"
            r"|^[^\w\n]{0,9}+(?:[0-9]{6}(?:<H>|<M>)|(?:<H>|<M>)[0-9]{6})[^\w\n]{0,9}+$"
            r"|^[^\w\n]{0,9}+(?:<H>|<M>)[^\w\n]{1,30}+(?:第?[ \t]*+[0-9]{1,6}[ \t]*+号|[0-9]{6}\b|[份编]号.{0,30}"
            r"|\S{1,16}〔[0-9]{4}〕[0-9]{1,4}号)$"
        ),
        needs="0123456789份编",
    ),
    Rule(
        "level-heading",
        "标题前后的密级",
        "标题前后写有密级",
        shape(
            rf"^[^\w\n]{{0,9}}+<H>[ \t\-‿:—|·/]{{1,9}}+关于|^[^\n。;!?]{{2,40}}{PAPER}[ \t\-‿—|·/]{{1,9}}+<H>[^\w\n]{{0,9}}+$"
        ),
        lists=True,
    ),
    Rule(
        "star-first",
        "★在密级前",
        "★、密级和期限写在一起，是国家秘密标志的内容",
        shape(
            r"★[^\w\n★]{0,9}+(?:(?:普<l>通|核<l>心)?商<l>业)?(?:<H>|<M>|<C>)<A><n>(?:<T>|<W>)"
            r"|(?:<T>|<W>)[^\w\n★]{0,9}+★[^\w\n★]{0,9}+(?:<H>|<M>)(?![一-鿿])|★<t>(?:<T>|<W>)[^\w\n。;!?,、]{1,9}+(?:<H>|<M>)[^\w\n]{0,9}+$"
        ),
        guards=(guards.TERM_GOES_ON, guards.WORDS_GO_ON),
        reach=Reach.GUESS,
        needs=_STARS,
        quotable=True,
    ),
    Rule(
        "commercial-mark",
        "商密标志",
        _COMMERCIAL_REASON,
        shape(
            r"<C><A>[^\w★▲]{0,40}+[★▲][★▲ ]*+[^\w]{0,12}+(?:<T>|<W>)|<C><A>[^\w\n★。;!?,、▲]{0,12}+[★▲]"
            r"|<C><A>[^\w★▲]{0,12}+[★▲](?![^\w\n]{0,3}[一-鿿])|商<g>业<g>秘<g>密[ \t]*+▲<t>(?:<T>|<W>)"
            r"|<C><A>[ \t]*+✱(?:[^\w\n]{0,6}+(?:<T>|<W>)|$)"
            r"|(?:(?:普<l>通|核<l>心)<g>)?(?:商<g>业<g>秘|商)[^\w★▲]{0,9}+[★▲]{1,3}[^\w★▲]{0,9}+密(?:<t>[★▲]{0,3}<t>(?:<T>|<W>))?"
        ),
        reach=Reach.GUESS,
        needs="★▲✱",
        quotable=True,
    ),
    Rule(
        "commercial-term",
        "商密加期限",
        _COMMERCIAL_REASON,
        shape("<C><n>(?:<T>|<W>)"),
        guards=(guards.ORDINARY_WORD, guards.TERM_GOES_ON),
        needs=_DIGITS,
        quotable=True,
    ),
    Rule(
        "commercial-alone",
        "商密单独标注",
        _COMMERCIAL_REASON,
        shape(
            rf"^{_DECK}{{0,40}}+{_NUMBER}{_DECK}{{0,40}}+<C>(?:级|件|文件|资料|材料)?{_DECK}{{0,40}}+$"
            r"|[\[【〔〖][ \t]*+<C>(?:级|件|文件)?[ \t]*+[\]】〕〗]|<B>[^\w\n。;!?,、]{1,16}+<C>"
        ),
        guards=(guards.CITED,),
        reach=Reach.TEXT,
        needs="商",
        quotable=True,
    ),
    Rule(
        "romanised",
        "拼音或英文密级",
        "用拼音或英文书写的密级标志",
        shape(
            r"(?:<P>|<E>)(?:<n>|[^\w★]{0,9}+(?=★(?![^\w\n]{0,3}[一-鿿])))(?:<S>(?:<t>(?:<T>|<W>))?|✱<t>(?:<T>|<W>))|(?:<P>|<E>)[^\w★]{0,40}+<S>[^\w]{0,12}+(?:<T>|<W>)|<P><n>[0-9]{1,2}<t>nian(?![a-z])"
        ),
        guards=(guards.RATING, guards.RATED_WORK, guards.THREE_STARS, guards.RATED_CELL),
        reach=Reach.ALL,
        needs="★✱n",
        quotable=True,
    ),
)

RULES = REFUSALS + PLACED + DOUBTS
BY_ID = {rule.id: rule for rule in RULES}
