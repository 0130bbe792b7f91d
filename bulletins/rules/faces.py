"""The face of an item: what a leader reads first, in at most three hundred characters (LE-01).

- The editor's words go first; without them it is the text's opening, cut where a sentence ends.
- Headings are no sentences: they are left out of an opening. A text that fits is shown whole.
"""

import re
from dataclasses import dataclass

from typeset.blocks import plain

MOST = 300
HEADING = 40  # a line this short without a full stop is a heading
STOPS = ("。", "！", "？", "；", "!", "?", ";", "”")
SENTENCES = re.compile(r"(?<=[。！？!?])(?![”’）])")
PAUSES = "；，、：;,:"


@dataclass(frozen=True, slots=True)
class Face:
    """What is read first. `whole`: it is all there is to read; `edited`: in the editor's own words."""

    text: str
    whole: bool = False
    edited: bool = False


def face(body: str, written: str = "") -> Face:
    """The face of a Markdown text."""
    if written:
        return Face(written, edited=True)
    lines = [line.strip() for line in plain(body).splitlines() if line.strip()]
    if sum(map(len, lines)) <= MOST:
        return Face("".join(lines), whole=True)
    told = [line for line in lines if line.endswith(STOPS) or len(line) > HEADING] or lines
    return Face(_opening("".join(told)))


def _opening(text: str) -> str:
    """As many whole sentences as fit; of a first one that is too long, as many of its parts."""
    taken = ""
    for sentence in filter(None, SENTENCES.split(text)):
        if len(taken) + len(sentence) > MOST:
            break
        taken += sentence
    if taken:
        return taken
    start = text[: MOST - 1]
    cut = max(start.rfind(pause) for pause in PAUSES)
    return (start[:cut] if cut > 0 else start) + "…"
