"""What a scan says.

- ALLOW means only: no marking was found. It never means "not secret".
- REFUSE names the rule and the range in the text as the author typed it.
- HOLD means: a person has to look. Either this could not be read (`reason`), or a rule found what may be a quotation
  (`rule`). Unreadable is a finding, never clean.
- A look at many parts gives every finding, in the order of the parts; `worst` is the one that decides:
  REFUSE before HOLD before ALLOW.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

EXIT_ALLOWED, EXIT_REFUSED, EXIT_HELD = 0, 3, 4
AROUND = 24  # characters of the author's own text shown on either side of what was found


class Decision(StrEnum):
    """The three answers, from mild to grave in the order of `GRAVITY`."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def label(self) -> str:
        return _DECISION_LABELS[self]


class Unreadable(StrEnum):
    """Why something could not be read to the end."""

    FORMAT = "format"
    OLD_OFFICE = "old_office"
    IMAGE = "image"
    SCAN = "scan"
    FONT = "font"
    ENCODING = "encoding"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NESTED = "nested"
    UNSAFE = "unsafe"
    MIXED = "mixed"

    @property
    def label(self) -> str:
        return _UNREADABLE_LABELS[self]

    @property
    def releasable(self) -> bool:
        """Whether two people who can see the content may answer for it; the others must be mended first."""
        return self in _RELEASABLE


class Part(StrEnum):
    """Which part of a file, or of a form, a text stood in."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"
    COMMENT = "comment"
    DELETED = "deleted"
    TEXT_BOX = "text_box"
    PROPERTY = "property"
    FILE_NAME = "file_name"
    SHEET_NAME = "sheet_name"
    HIDDEN_SHEET = "hidden_sheet"
    SPEAKER_NOTE = "speaker_note"
    ALT_TEXT = "alt_text"
    ANNOTATION = "annotation"
    FORM_FIELD = "form_field"
    OUTLINE = "outline"
    SCRIPT = "script"
    FORMULA = "formula"
    PICTURE = "picture"
    HIDDEN = "hidden"

    @property
    def label(self) -> str:
        return _PART_LABELS[self]


_DECISION_LABELS = {Decision.ALLOW: "未发现密级标志", Decision.HOLD: "须人工核对", Decision.REFUSE: "有密级标志"}

_RELEASABLE = {Unreadable.FORMAT, Unreadable.OLD_OFFICE, Unreadable.IMAGE, Unreadable.SCAN, Unreadable.FONT}

_UNREADABLE_LABELS = {
    Unreadable.FORMAT: "这种格式不能检查，请另存为 docx、xlsx、pptx、odt、pdf、ofd、txt 或 md",
    Unreadable.OLD_OFFICE: "旧版 doc、xls、ppt、wps、et、dps 格式不能检查，请另存为 docx、xlsx 或 pptx",
    Unreadable.IMAGE: "图片中的文字不能全部识别，须人工核对",
    Unreadable.SCAN: "扫描页没有文字，须人工核对；能提供带文字的版本最好",
    Unreadable.FONT: "文件用了自带字形的字体，文字不能识别，请换用常用字体后另存",
    Unreadable.ENCODING: "文字编码不能识别，请另存为 UTF-8 的文本文件",
    Unreadable.ENCRYPTED: "文件已加密，请去掉打开密码后再报",
    Unreadable.DAMAGED: "文件已损坏，请用原软件重新另存后再报",
    Unreadable.TOO_LARGE: "内容过大，或须核对之处过多，请拆分后再报",
    Unreadable.TOO_SLOW: "文件结构过于复杂，检查没有做完，请重新另存或拆分后再报",
    Unreadable.NESTED: "压缩包层数过多，请解开后逐个报送",
    Unreadable.UNSAFE: "文件中有不安全的内容（外部引用、越界路径等），请在原软件中重新另存为 docx、xlsx 或 pdf",
    Unreadable.MIXED: "文件同时是两种格式，请用原软件重新另存后再报",
}

_PART_LABELS = {
    Part.BODY: "正文",
    Part.HEADER: "页眉",
    Part.FOOTER: "页脚",
    Part.NOTE: "脚注或尾注",
    Part.COMMENT: "批注",
    Part.DELETED: "修订中已删除的文字",
    Part.TEXT_BOX: "文本框",
    Part.PROPERTY: "文件属性",
    Part.FILE_NAME: "文件名",
    Part.SHEET_NAME: "工作表名称",
    Part.HIDDEN_SHEET: "隐藏的工作表",
    Part.SPEAKER_NOTE: "演讲者备注",
    Part.ALT_TEXT: "图片说明",
    Part.ANNOTATION: "注释",
    Part.FORM_FIELD: "表单域",
    Part.OUTLINE: "目录书签",
    Part.SCRIPT: "脚本",
    Part.FORMULA: "公式",
    Part.PICTURE: "图片",
    Part.HIDDEN: "不显示的部分",
}

GRAVITY = (Decision.ALLOW, Decision.HOLD, Decision.REFUSE)


@dataclass(frozen=True, slots=True)
class Place:
    """Inside a file: names of the files on the way in (outermost first), the part, and its page, slide or sheet from 1."""

    part: Part = Part.BODY
    number: int = 0
    inside: tuple[str, ...] = field(default=(), repr=False)


WHOLE = Place()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`where` is the form's field or the file's name, `place` says more about a file.

    `start` and `end` count characters of the original text of that part; `words` is what stands there, `before` and
    `after` what stands around it (at most AROUND characters each). None of these may reach a log.
    """

    decision: Decision
    where: str
    rule: str = ""
    start: int = 0
    end: int = 0
    words: str = field(default="", repr=False)
    reason: Unreadable | None = None
    place: Place = WHOLE
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)


def held(where: str, reason: Unreadable, place: Place = WHOLE) -> Verdict:
    """The verdict on what could not be read."""
    return Verdict(Decision.HOLD, where, reason=reason, place=place)


def worst(verdicts: Iterable[Verdict], where: str) -> Verdict:
    """The gravest verdict, the first of equals; ALLOW for `where` when there is none."""
    grave = Verdict(Decision.ALLOW, where)
    for verdict in verdicts:
        if GRAVITY.index(verdict.decision) > GRAVITY.index(grave.decision):
            grave = verdict
        if grave.decision is Decision.REFUSE:
            break
    return grave
