"""Single parts of a document: titles, 附件说明, 抄送, items without a text, and how long a text may be.

- A title has no final punctuation but a question's; 附件说明 neither that nor 书名号 around the name (GB/T 9704-2012, 7.3.4);
  抄送 ends with a full stop (7.4.2).
- Length is counted as the office counts it (typeset.reading); every kind has its own limits (办法 附件).
"""

import re
from collections.abc import Iterator

from typeset.preflight.reading import Found, Reading
from typeset.preflight.structure import blocks
from typeset.reading import COUNTED

_COUNTED = re.compile(COUNTED)
_TITLE_END = re.compile(r"[。，；：、,;:.]$")
_ANNEX = re.compile(r"^附件\d*[：:]|^\d{1,2}[.．、]")
_ANNEX_END = re.compile(r"[。，；、,;.]$")
_STOP = "。"


def title_ends(reading: Reading) -> Iterator[Found]:
    """Titles that end like a sentence."""
    for at, element in reading.keyed("title"):
        if end := _TITLE_END.search(element.text):
            yield Found(at, end.start(), end.end(), {"found": end[0]})


def annex_note(reading: Reading) -> Iterator[Found]:
    """附件说明 with 书名号 around the whole name, or with final punctuation."""
    for line in reading.lines:
        note = line.key == "annex_note" or (line.key == "body" and re.match(r"附件\d*[：:]", line.text))
        if not note or not line.text:
            continue
        name = _ANNEX.sub("", _ANNEX.sub("", line.text.strip()).strip()).strip()
        if _ANNEX_END.search(name) or re.fullmatch("《[^《》]*》", name):
            yield Found(
                line.element, line.at, line.at + len(line.text), {"right": _ANNEX_END.sub("", name).strip("《》")}
            )


def carbon(reading: Reading) -> Iterator[Found]:
    """抄送 without its full stop."""
    for at, element in reading.keyed("carbon"):
        words = element.text.rstrip()
        if words and not words.endswith(_STOP):
            yield Found(at, max(0, len(words) - 1), len(words), {"found": words[-1]})


def without_text(reading: Reading) -> Iterator[Found]:
    """A title that is followed by no text, and a table without rows."""
    after = [element.key for element in reading.elements[1:]] + [""]
    for at, element in reading.keyed("title"):
        follows = next((key for key in after[at:] if key not in {"units", "author", "foreword", "addressee"}), "")
        if follows not in {"body", "table", "annex", "attendance"}:
            yield Found(at, 0, len(element.text))
    for table in reading.tables:
        if not any(cell.strip() for row in table.rows for cell in row):
            head = "".join(table.head[0]) if table.head else ""
            line = next((one for one in reading.lines if "\t" in one.text), reading.lines[0])
            yield Found(line.element, line.at, line.at + len(line.text), {"table": head})


def length(reading: Reading) -> Iterator[Found]:
    """Texts that are shorter or longer than their kind allows."""
    limits = reading.context.limits
    for number, (at, element) in enumerate(reading.keyed("body")):
        limit = limits[0] if len(limits) == 1 else limits[number] if number < len(limits) else None
        chars = len(_COUNTED.findall(element.text))
        if limit and (chars < limit.least or 0 < limit.most < chars):
            values = {"chars": str(chars), "least": str(limit.least), "most": str(limit.most or "")}
            yield Found(at, 0, min(len(element.text), 1), values, error=limit.strict)


def figures_without_words(reading: Reading) -> Iterator[Found]:
    """Pictures without a caption: nobody who listens or searches finds them."""
    for block in blocks(reading.layout.data, "figure"):
        if not block.get("runs"):
            at = next((at for at, _ in reading.keyed("body", "annex")), 0)
            yield Found(at, 0, 0, {"picture": str(block.get("name", ""))})
