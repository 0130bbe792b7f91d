"""How wide words stand, in characters, before any face is asked: for columns, and for what must fit a line."""

import unicodedata

_WIDE = frozenset("WFA")
_NARROW = 0.58


def width(text: str) -> float:
    """Characters of the full width; a Latin letter or digit counts somewhat more than half."""
    return sum(_character(one) for one in text)


def _character(one: str) -> float:
    if unicodedata.category(one) in {"Cf", "Cc", "Mn", "Me"}:
        return 0
    return 1.0 if unicodedata.east_asian_width(one) in _WIDE else _NARROW
