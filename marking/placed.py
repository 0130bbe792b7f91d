"""Levels that are markings by the place where they stand: names of files, columns of a table, lines about handling.

- A name is a title page of its own: a level set off in it is a marking. A name written in a text counts by its ending.
- A level at the head of its line, parted from words that say how the paper is to be handled, is a marking.
"""

from marking import guards
from marking.rule import Reach, Rule
from marking.shapes import shape

_DECK = r"[^\w\n《》]"
PAPER = "(?:报告|通知|请示|函|纪要|方案|名单|材料|文件|简报|专报|汇报|批复|意见|总结|计划|公报|通报|决定|办法)"
_SET_OFF = r"[ \t\-‿—–.:|·/\\\[\]【】〔〕〖〗{}~+#=@★✱]"
_ENDING = r"\.(?:docx?|pdf|wps|xlsx?|et|pptx?|dps|odt|ods|ofd|txt|zip|rar|7z|jpe?g|png|tiff?)(?![a-z0-9])"
_REST = r"[^\s/\\《》。;!?,]{0,40}(?: [^\s/\\《》。;!?,]{0,20})?"
_HANDLED = r"(?:不得|不准|严禁|禁止|请勿|切勿|注意|妥善|亲启|阅后|用后|内部|专人|限<t>[0-9一-鿿]|共<t>[0-9]|第<t>[0-9])"


def _below(column: int) -> str:
    """A cell with a level, below a cell that says "密级"; up to four rows lie between."""
    cell = r"[^\n,|\t;]{0,60}+[,|\t;]"
    first = rf"^(?:{cell}){{{column}}}[^\w\n,|\t;]{{0,4}}+"
    end = r"[^\w\n,|\t;]{0,4}+(?:[,|\t;]|$)"
    return rf"{first}<B>{end}[^\n]*+\n(?:[^\n]{{0,200}}\n){{0,4}}?{first}((?:<H>|<M>)级?){end}"


PLACED: tuple[Rule, ...] = (
    Rule(
        "label-column",
        "“密级”一列填有密级",
        "表格的“密级”一列填写了绝密、机密或秘密",
        shape("|".join(_below(column) for column in range(10))),
        needs="级度",
        lists=True,
    ),
    Rule(
        "name-level",
        "文件名中的密级",
        "文件名中单独写有密级",
        shape(
            rf"(?:^{_DECK}{{0,12}}+(?:[0-9]{{1,6}}{_SET_OFF}{{1,3}}+)?|{_SET_OFF})(?:<B>{_DECK}{{0,6}}+)?(?:<H>|<M>)(?:级|件|版)?"
            rf"(?:{_SET_OFF}|$)|{PAPER}<H>$|^{_DECK}{{0,12}}+(?:<H>|<M>)(?:级|件)?(?:[(（]|<T>|<W>)"
        ),
        guards=(guards.SPACED,),
        lists=True,
        names=True,
    ),
    Rule(
        "name-in-text",
        "文中文件名的密级",
        "文中写出的文件名带有密级",
        shape(
            rf"(?:^{_DECK}{{0,12}}+|{_SET_OFF}|\()(?:<H>|<M>)(?:级|件|版)?(?:[ \t\-‿—–·\[\]()【】〔〕+#]{_REST})?{_ENDING}"
        ),
        guards=(guards.SPACED,),
        needs=".",
        lists=True,
        quotable=True,
    ),
    Rule(
        "level-handling",
        "密级和保管要求",
        "行首的密级后写有保管、传阅要求或份数",
        shape(
            rf"^[^\w\n]{{0,9}}+(?:此件|本件|本文)?(?:<H>|<M>)[级件]?[^\w\n★]{{1,6}}+{_HANDLED}[^\n]{{0,24}}$"
            r"|^[^\w\n]{0,9}+(?:<H>|<M>)[级件]?[^\w\n★]{1,4}+(?:<T>|<W>)[^\w\n]{0,4}+$"
            r"|^[^\w\n]{0,9}+(?:<H>|<M>)[ \t]{1,9}+[^\W_]{2,30}(?:政府|委员会|办公室|办公厅|局|厅)文件[^\w\n]{0,4}+$"
        ),
        lists=True,
        quotable=True,
    ),
    Rule(
        "label-alike",
        "“密级”后似有密级",
        "“密级”一栏写有与密级形近的字",
        shape(r"^[^\w\n]{0,9}+<B>[ \t]{0,4}:[^\w\n]{0,9}+(?:<H>|<M>)级?(?=[^\w\n]{0,9}$)"),
        reach=Reach.GUESS,
        needs="级度",
        guards=(guards.CITED, guards.LISTED),
    ),
)
