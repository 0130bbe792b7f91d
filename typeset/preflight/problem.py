"""What a look before approval finds: a check, how grave, where, and the author's own words.

- A check is a row: its id is the key of its sentence in templates/messages.toml (preflight.<id>), where {words} and the
  values of the problem fill the gaps.
- An error is wrong whatever the author meant; a warning may be meant so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from typeset.preflight.reading import Found, Reading


class Level(StrEnum):
    """How grave a problem is."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        return _LEVEL_LABELS[self]


_LEVEL_LABELS = {Level.ERROR: "必须改", Level.WARNING: "请核对"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at; `why` names the rule it comes from."""

    id: str
    label: str
    why: str
    level: Level
    find: Callable[[Reading], Iterable[Found]]

    @property
    def code(self) -> str:
        """The key of its sentence."""
        return f"preflight.{self.id}"


@dataclass(frozen=True, slots=True)
class Problem:
    """`page` from 1, 0 when the document is not printed; `element` is the key of typeset.document.Element."""

    check: Check
    level: Level
    page: int
    element: str
    words: str
    values: Mapping[str, str]
