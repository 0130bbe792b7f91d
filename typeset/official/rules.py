"""What an official document must keep to before it is laid out; preflight asks the same functions.

- 发文字号 (9704 7.2.5): the office's characters, the year in 〔〕, the number without 第 and leading zeros, 号.
  An order carries 第n号, minutes either of them or 第n期, or none.
- Nothing that looks like a classification is ever taken: this system carries no classified item.
"""

import re
from collections.abc import Iterator
from typing import Final

from kernel.workflow import Labelled
from typeset.official.forms import Form

_NUMBER: Final = re.compile(r"[\u4e00-\u9fa5A-Z]{1,20}〔(?:19|20)\d{2}〕[1-9]\d{0,4}号")
_ORDINAL: Final = re.compile(r"第[1-9]\d{0,4}[号期次]")
_ORDER: Final = re.compile(r"第[1-9]\d{0,4}号")


class Fault(Labelled):
    """What is wrong with a number, in the order in which it is looked for."""

    BRACKETS = "brackets", "年份要用六角括号〔〕括起来"
    ORDINAL = "ordinal", "序号前不加“第”字"
    ZEROS = "zeros", "序号不编虚位，前面不写 0"
    YEAR = "year", "年份要写全四位数字"
    END = "end", "序号后面要有“号”字"
    ORDER = "order", "令号要写成“第1号”的样子"
    SHAPE = "shape", "要写成“机关代字〔2026〕1号”的样子"


_SIGNS: Final = (
    (Fault.BRACKETS, re.compile(r"[\[\]【】()（）{}「」<>《》［］]")),
    (Fault.ORDINAL, re.compile("第")),
    (Fault.ZEROS, re.compile(r"〕\s*0")),
    (Fault.YEAR, re.compile(r"〔(?!(?:19|20)\d{2}〕)")),
    (Fault.END, re.compile(r"[^号]\Z")),
)


def number_fault(number: str, form: Form = Form.DOWNWARD) -> Fault | None:
    """What is wrong with a 发文字号, 令号 or number of minutes; None when nothing is."""
    if form is Form.ORDER:
        return None if _ORDER.fullmatch(number) else Fault.ORDER
    if _NUMBER.fullmatch(number) or (form is Form.MINUTES and _ORDINAL.fullmatch(number)):
        return None
    return next(_seen(number), Fault.SHAPE)


def _seen(number: str) -> Iterator[Fault]:
    return (fault for fault, sign in _SIGNS if sign.search(number))
