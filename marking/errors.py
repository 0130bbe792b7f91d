"""Why the gate refused: two reasons, each a Refusal with its sentence in templates/messages.toml.

- `facts` carry the rule id or the reason only: they may reach a log.
- The words found and the place stay in attributes, for the page of the person who typed them, and go no further.
"""

from kernel.errors import Refusal
from marking.verdict import Unreadable


class MarkingFound(Refusal):
    """A classification marking stands in a text, a title, a file name or a file. Nothing was stored."""

    code = "marking_found"
    status = 422

    def __init__(self, *, rule: str, where: str, start: int, end: int, words: str) -> None:
        super().__init__(rule=rule)
        self.rule = rule
        self.where = where
        self.start = start
        self.end = end
        self.words = words


class CannotRead(Refusal):
    """A file cannot be read to the end, so it cannot be called clean. Nothing was stored."""

    code = "cannot_read"
    status = 422

    def __init__(self, *, where: str, reason: Unreadable) -> None:
        super().__init__(reason=reason.value, kind=reason.label)
        self.where = where
        self.reason = reason
