"""Leaders who have no account: who they are on a day, by the office's dated list (PUB-06).

- Their id is made from their code, so that it stays while post and rank change.
- An instruction is theirs as they were on the day of its writing. One written before the office listed them has their
  first row: papers come days after they were written, and a table of the office never begins in the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

SPACE = UUID("5f0f6a52-7f5b-4b0e-8d6e-2f8f1a6a2c11")
LATELY = timedelta(days=366)  # how long after the end of their post a paper of theirs may still be registered


@dataclass(frozen=True, slots=True)
class OutsideLeader:
    """A row of the list."""

    code: str
    label: str
    post: str
    rank: str
    place: int
    valid_from: date
    valid_until: date | None

    @property
    def id(self) -> UUID:
        """Who it is, in whatever post."""
        return uuid5(SPACE, self.code)

    @property
    def called(self) -> str:
        """Post and name, as they are addressed."""
        return f"{self.post}{self.label}"


def on(rows: Sequence[OutsideLeader], id: UUID, day: date) -> OutsideLeader | None:
    """Who this is on a day; before their first row they are what it says. None for somebody who is not in the list."""
    own = sorted((row for row in rows if row.id == id), key=lambda row: row.valid_from)
    return next((row for row in reversed(own) if row.valid_from <= day), next(iter(own), None))


def current(rows: Sequence[OutsideLeader], today: date) -> list[OutsideLeader]:
    """Those a paper can be registered of, each as they are today or were last, in the list's order."""
    found = [row for id in {row.id for row in rows} if (row := on(rows, id, today)) and row.valid_from <= today]
    kept = [row for row in found if row.valid_until is None or today - row.valid_until < LATELY]
    return sorted(kept, key=lambda row: (row.place, row.code))
