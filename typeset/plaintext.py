"""Plain Chinese text to Markdown, and a title for it.

- Each line is a paragraph; blanks before and after it (full-width ones too) are layout and go.
- 第一章, 第一节, 一、 and （一） are headings when the line is short and does not end like a sentence.
- No character that is not blank is lost or changed: what Markdown would read as a mark is escaped, and each line is
  read back to prove it.
- The title is the first short line that is no number, date, addressee or greeting; short lines that follow it at once
  belong to it. It is taken out of the text when the text begins with it, and stays there as a heading otherwise.
"""

import re
from dataclasses import dataclass

from typeset.blocks import plain

TITLE_LENGTH, HEADING_LENGTH = 60, 40
_TITLE_WITHIN = 24
_RIGHT_OF_PAGE = 12
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_INLINE = re.compile(r"([\\`*\[<]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=[#A-Za-z]))")
_AT_START = re.compile(r"^(?:[#>~=+\-])|^\d{1,9}(?=[.)])")
_HEADINGS = (
    (re.compile(r"第[〇零一二三四五六七八九十百\d]+[编章](?:[\s　]|$)"), 1),
    (re.compile(r"第[〇零一二三四五六七八九十百\d]+节(?:[\s　]|$)"), 2),
    (re.compile(r"[一二三四五六七八九十]{1,3}、"), 1),
    (re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"), 2),
)
_SENTENCE = re.compile(r"[。；：！？，、;:!?,.]$")
_NO_TITLE = re.compile(
    r"[〔\[（(]\s*\d{4}\s*[〕\]）)]|^\d{4}\s*[年\-./]|发布日期|浏览次数|^附件|^[（(]|联系人|[:：]|^第[一1]条|^\d+$"
)


@dataclass(frozen=True, slots=True)
class Text:
    """`lifted`: the title stood first and was taken out of `markdown`."""

    title: str
    markdown: str
    lifted: bool


def from_plain(text: str) -> Text:
    """Plain text as title and Markdown."""
    lines = text.removeprefix("\ufeff").splitlines()
    first, last = _title_lines(lines)
    title = "".join(line.strip() for line in lines[first:last])
    lifted = bool(title) and not any(line.strip() for line in lines[:first])
    before, after = (
        [_paragraph(line.strip()) for line in lines[:first]],
        [_paragraph(line.strip()) for line in lines[last:]],
    )
    inside = [f"# {escaped(title)}"] if title and not lifted else []
    return Text(title, "\n\n".join(filter(None, [*before, *inside, *after])), lifted)


def heading_level(line: str) -> int:
    """The level a line has by its numbering, 0 for none."""
    if len(line) > HEADING_LENGTH or _SENTENCE.search(line):
        return 0
    return next((level for pattern, level in _HEADINGS if pattern.match(line)), 0)


def escaped(line: str) -> str:
    """Markdown that reads as exactly `line`."""
    marked = _INLINE.sub(r"\\\1", line)
    marked = _AT_START.sub(lambda found: _escape_start(found[0]), marked)
    return marked if plain(marked) == line else _PUNCTUATION.sub(r"\\\1", line)


def _escape_start(start: str) -> str:
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _paragraph(line: str) -> str:
    if not line:
        return ""
    level = heading_level(line)
    return f"{'#' * level} {escaped(line)}" if level else escaped(line)


def _title_lines(lines: list[str]) -> tuple[int, int]:
    written = [number for number, line in enumerate(lines) if line.strip()][:_TITLE_WITHIN]
    for number in written:
        if not _may_title(lines[number]):
            continue
        last = number + 1
        while last < len(lines) and _may_title(lines[last]) and last - number < len(_HEADINGS):
            last += 1
        if _is_date(lines[last : last + 2]):
            continue  # a line over a date is a signature
        if sum(len(line.strip()) for line in lines[number:last]) <= TITLE_LENGTH:
            return number, last
        return number, number + 1
    return 0, 0


def _may_title(line: str) -> bool:
    words = line.strip()
    indent = len(line) - len(line.lstrip())
    fits = 2 <= len(words) <= TITLE_LENGTH and indent < _RIGHT_OF_PAGE  # noqa: PLR2004 - one character is no title
    return fits and not (_SENTENCE.search(words) or _NO_TITLE.search(words) or heading_level(words))


def _is_date(lines: list[str]) -> bool:
    following = next((line.strip() for line in lines if line.strip()), "")
    return re.match(r"\d{4}\s*年\s*\d{1,2}\s*月", following) is not None
