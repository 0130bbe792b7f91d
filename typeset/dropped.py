"""What an import of a Word document leaves out, named.

- A warning is a row: a label for the person who imports. Nothing is left out without one.
- Numbers that Word counts itself are no characters of the file: Chinese ones, and those of numbered headings, are
  named; plain decimal lists come in as lists.
"""

import re
from collections import Counter
from enum import StrEnum
from typing import Final

from defusedxml.minidom import parseString


class Dropped(StrEnum):
    """What an import left out or may have changed."""

    CHANGES = "changes"
    COMMENTS = "comments"
    HEADERS = "headers"
    IMAGES = "images"
    MERGED = "merged"
    NUMBERS = "numbers"
    TEXT = "text"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    Dropped.CHANGES: "修订痕迹未导入，按接受全部修订后的文字导入",
    Dropped.COMMENTS: "批注未导入",
    Dropped.HEADERS: "页眉、页脚未导入",
    Dropped.IMAGES: "图片未导入，请作为附件上传",
    Dropped.MERGED: "表格中合并的单元格已拆开，请对照原文检查",
    Dropped.NUMBERS: "由 Word 自动编的序号（如“一、”）未导入，请对照原文补上",
    Dropped.TEXT: "部分文字（如文本框）未导入，请对照原文检查",
}
_DOCUMENT: Final = "word/document.xml"
_CHANGED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)[ >]")
_MERGED = re.compile(rb"<w:(?:gridSpan|vMerge)[ />]")
_COUNTED = re.compile(rb"<w:numPr[ >]")
# In numbering.xml: a format of Chinese numbers, or words around the number (第%1章).
_CHINESE = re.compile(rb'<w:numFmt w:val="(?:chinese|ideograph|japanese|taiwanese)|<w:lvlText w:val="\xe7\xac\xac%')
_STYLE = re.compile(rb"<w:style .*?</w:style>", re.DOTALL)
_OUTLINED = re.compile(rb"<w:outlineLvl[ >]")


def dropped(parts: dict[str, bytes], kept: str, *, figures: bool) -> tuple[Dropped, ...]:
    """What of these parts is not in the words `kept`; `figures`: whether the caller took the pictures."""
    document = parts[_DOCUMENT]
    said = {
        Dropped.CHANGES: _CHANGED.search(document) is not None,
        Dropped.COMMENTS: _any_typed(parts, r"word/comments\.xml"),
        Dropped.HEADERS: _any_typed(parts, r"word/(?:header|footer)\d*\.xml"),
        Dropped.IMAGES: not figures and any(name.startswith("word/media/") for name in parts),
        Dropped.MERGED: _MERGED.search(document) is not None,
        Dropped.NUMBERS: _numbers(parts),
        Dropped.TEXT: bool(Counter(_typed(document)) - Counter("".join(kept.split()))),
    }
    return tuple(sorted(kind for kind, found in said.items() if found))


def _numbers(parts: dict[str, bytes]) -> bool:
    styles = _STYLE.findall(parts.get("word/styles.xml", b""))
    headings = any(_COUNTED.search(style) and _OUTLINED.search(style) for style in styles)
    used = headings or _COUNTED.search(parts[_DOCUMENT]) is not None
    return headings or (used and _CHINESE.search(parts.get("word/numbering.xml", b"")) is not None)


def _any_typed(parts: dict[str, bytes], name: str) -> bool:
    return any(_typed(body) for part, body in parts.items() if re.fullmatch(name, part))


def _typed(body: bytes) -> str:
    """The characters that are not blank in a part's text runs."""
    document = parseString(body, forbid_dtd=True)
    runs = document.getElementsByTagName("w:t")
    text = "".join(node.data for run in runs for node in run.childNodes if node.nodeType == node.TEXT_NODE)
    document.unlink()
    return "".join(text.split())
