"""Characters that no face draws, and such as stand for something lost.

- A job with a character that no face has is refused by the engine; here it is named with its place.
- U+FFFD and private characters are what a conversion left over; radicals look like the character and are another one:
  neither search nor a reader's program finds the word.
"""

import re
from collections.abc import Iterator

from typeset.engine import missing
from typeset.preflight.reading import Found, Reading

_ODD = re.compile("[\ufffd\ue000-\uf8ff\u2e80-\u2fdf\U000f0000-\U0010fffd]+")


def undrawn(reading: Reading) -> Iterator[Found]:
    """Every place of a character without a glyph, adjacent ones together."""
    lacking = missing("".join(element.text for element in reading.elements), reading.context.fonts)
    if lacking:
        yield from _places(reading, re.compile(f"[{re.escape(lacking)}]+"))


def odd(reading: Reading) -> Iterator[Found]:
    """What a conversion left over."""
    yield from _places(reading, _ODD)


def _places(reading: Reading, pattern: re.Pattern[str]) -> Iterator[Found]:
    for at, element in enumerate(reading.elements):
        for found in pattern.finditer(element.text):
            codes = " ".join(f"U+{ord(one):04X}" for one in dict.fromkeys(found[0]))
            yield Found(at, found.start(), found.end(), {"characters": found[0], "codes": codes})
