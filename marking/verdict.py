"""What a scan says.

- ALLOW means only: no marking was found. It never means "not secret".
- REFUSE names the rule and the range in the text as the author typed it.
- HOLD means: this could not be read. Unreadable is a finding, never clean.
- One look at many parts ends with the worst of them: REFUSE before HOLD before ALLOW.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

EXIT_ALLOWED, EXIT_REFUSED, EXIT_HELD = 0, 3, 4


class Decision(StrEnum):
    """The three answers, from mild to grave in the order of `GRAVITY`."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        return _DECISION_LABELS[self]


class Unreadable(StrEnum):
    """Why a file could not be read."""

    FORMAT = "format"
    IMAGE = "image"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    NESTED = "nested"
    NO_TEXT = "no_text"
    ENCODING = "encoding"

    @property
    def label(self) -> str:
        return _UNREADABLE_LABELS[self]


_DECISION_LABELS = {Decision.ALLOW: "未发现密级标志", Decision.HOLD: "无法读取", Decision.REFUSE: "有密级标志"}

_UNREADABLE_LABELS = {
    Unreadable.FORMAT: "格式不能读取，请另存为 docx、xlsx、pptx、odt、pdf、txt 或 md 后再报",
    Unreadable.IMAGE: "图片中的文字不能读取，请改报文字，或删去文件中的图片",
    Unreadable.ENCRYPTED: "文件已加密，请去掉打开密码后再报",
    Unreadable.DAMAGED: "文件已损坏，请用原软件重新另存后再报",
    Unreadable.TOO_LARGE: "文件展开后过大，请拆分后再报",
    Unreadable.NESTED: "压缩包层数过多，请解开后逐个报送",
    Unreadable.NO_TEXT: "页面没有文字（扫描件），请报送带文字的版本",
    Unreadable.ENCODING: "文字编码不能识别，请另存为 UTF-8 后再报",
}

GRAVITY = (Decision.ALLOW, Decision.HOLD, Decision.REFUSE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`start` and `end` count characters of the original text of `where`; `words` is what stands there."""

    decision: Decision
    where: str
    rule: str = ""
    start: int = 0
    end: int = 0
    words: str = ""
    reason: Unreadable | None = None


def held(where: str, reason: Unreadable) -> Verdict:
    """The verdict on what could not be read."""
    return Verdict(Decision.HOLD, where, reason=reason)


def worst(verdicts: Iterable[Verdict], where: str) -> Verdict:
    """The gravest verdict, the first of equals; ALLOW for `where` when there is none."""
    grave = Verdict(Decision.ALLOW, where)
    for verdict in verdicts:
        if GRAVITY.index(verdict.decision) > GRAVITY.index(grave.decision):
            grave = verdict
        if grave.decision is Decision.REFUSE:
            break
    return grave
