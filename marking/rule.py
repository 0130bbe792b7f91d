"""A row of the rule table, and how far a rule reaches.

- `guards` are the citation guards (marking/guards.py): when one holds, the match does not count. A rule that may be
  `quoted` gives a hold where the sentence speaks about markings.
- `reach` says how a text may have to be read for the rule to see it: the surer the rule, the further.
- A rule with `needs` is not tried on a text with none of these characters.
- A group in a pattern is what the rule finds; what stands around it is only looked at.
"""

import re
from dataclasses import dataclass
from enum import Enum

from marking.guards import Guard
from marking.normalise import Reading
from marking.verdict import Decision


class Reach(Enum):
    """The readings a rule is used on."""

    PAGE = frozenset((Reading.DRAWN, Reading.DECODED, Reading.JOINED, Reading.MIRRORED))
    TEXT = PAGE | {Reading.SOURCE}
    GUESS = TEXT | {Reading.GUESSED}
    ALL = GUESS | {Reading.COLUMNS}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `lists`: one of an enumeration of levels does not count; `own`: a phrase, which needs no level.

    `names`: only over names of files and sheets, which are short and stand for a title page.
    """

    id: str
    label: str
    reason: str
    pattern: re.Pattern[str]
    verdict: Decision = Decision.REFUSE
    guards: tuple[Guard, ...] = ()
    reach: Reach = Reach.TEXT
    needs: str = ""
    lists: bool = False
    quotable: bool = False
    own: bool = False
    names: bool = False
