"""Whether a text is a unit's internal journal handed in as it is (办法 第十七条: refused as a carrier).

- A journal is known by its own head: an issue number that stands on a line of its own, or is the whole title, together
  with a masthead or a journal's imprint. A file is known by its name.
- A text that cites a journal's issue in a sentence, counts phases of a project or speaks of a bulletin is no carrier:
  one sign alone never stops anything.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kernel.workflow import Labelled

_NUMBER = re.compile(r"[0-9０-９一二三四五六七八九十百〇零]{1,6}").pattern
_NAMED = re.compile("简报|动态|快报|专报|内参|通讯|要情|摘报|月刊|季刊|期刊|会刊|内刊|工作交流|情况反映").pattern
_JOURNAL = re.compile(rf"(?:{_NAMED}|参考|摘要|周报|月报|信息|情况通报)").pattern
_ISSUE = re.compile(rf"第\s*{_NUMBER}\s*期").pattern
_YEAR = re.compile(r"(?:20[0-9]{2}\s*年(?:度)?)?").pattern
_OPEN = re.compile(r"[（(〔\[【]?\s*").pattern
_SHUT = re.compile(r"\s*[）)〕\]】]?").pattern
_TOTAL = re.compile(rf"(?:[，,、]?\s*{_OPEN}总\s*(?:第\s*)?{_NUMBER}\s*期{_SHUT})?").pattern
_DATED = re.compile(r"(?:\s*20[0-9]{2}\s*年\s*[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*日)?)?").pattern
_ISSUE_LINE = re.compile(
    rf"\s*(?:[#*＊\s]*)(?:\S{{0,20}}\s+)?{_OPEN}{_YEAR}\s*{_ISSUE}{_SHUT}\s*{_TOTAL}{_SHUT}{_DATED}[*＊\s]*"
)
_MASTHEAD = re.compile(rf"[#*＊\s]*《?[\u4e00-\u9fff\s]{{1,18}}{_JOURNAL}》?[*＊\s]*")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_WHOLE_TITLE = re.compile(
    rf"\s*《?[\u4e00-\u9fff\s]{{0,24}}{_JOURNAL}》?\s*{_OPEN}{_YEAR}\s*{_ISSUE}{_SHUT}\s*{_TOTAL}\s*"
)
_FILE = re.compile(rf"(?:{_NAMED}).{{0,12}}?{_ISSUE}|{_ISSUE}.{{0,12}}?(?:{_NAMED})")
_IMPRINT = re.compile(
    r"内部资料|内部刊物|内部发行|内部参考资料|注意保存|本期(?:目录|要目|导读|责编|编辑)|责任编辑\s*[:：]"
    r"|(?:编印|主办|主编|编审)(?:单位)?\s*[:：]|准印证|(?:报|送|发)\s*[:：].{2,60}(?:各|有关)"
)
_HEAD_LINES, _LEAST = 8, 2


class Sign(Labelled):
    """What a journal was known by."""

    TITLE = "title", "标题是刊名加期号"
    ISSUE = "issue", "正文开头有单独一行的期号"
    MASTHEAD = "masthead", "正文开头有刊名"
    IMPRINT = "imprint", "有内部刊物的版记"
    FILE = "file", "附件名是刊名加期号"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Why a text looks like an internal journal, in the order it should be read."""

    signs: tuple[Sign, ...]

    @property
    def words(self) -> str:
        """The signs in words."""
        return "；".join(sign.label for sign in self.signs)


def found(title: str, body: str, names: Iterable[str] = ()) -> Carrier | None:
    """What makes a text, or a file that goes with it, an internal journal; None for anything else."""
    if _WHOLE_TITLE.fullmatch(title.strip()):
        return Carrier((Sign.TITLE,))
    if any(_FILE.search(name) for name in names):
        return Carrier((Sign.FILE,))
    head = [line.strip() for line in body.splitlines() if line.strip()][:_HEAD_LINES]
    signs = (
        (Sign.ISSUE, any(_ISSUE_LINE.fullmatch(line) for line in head)),
        (Sign.MASTHEAD, any(_MASTHEAD.fullmatch(_SPACED.sub("", line)) for line in head)),
        (Sign.IMPRINT, any(_IMPRINT.search(line) for line in (*head, *body.splitlines()[-_HEAD_LINES:]))),
    )
    seen = tuple(sign for sign, there in signs if there)
    return Carrier(seen) if Sign.ISSUE in seen and len(seen) >= _LEAST else None
