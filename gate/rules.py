"""The values of the gate, apart from any storage.

- A rule set that an older program wrote may name rules this one no longer has: those edits fall away, the others hold.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.workflow import Labelled, Offer
from marking.rehearsal import Rehearsal
from marking.rulebook import BadEdit, Edit, Rulebook, edited, from_json
from marking.verdict import Decision, Part, Unreadable

FILE = "file"  # the place of everything about a file: its name may itself be the marked text


@dataclass(frozen=True, slots=True)
class Item:
    """A hold as its workflow sees it. `kind` and `record`: what it stands in; `content`: SM3 of the file, if it is one."""

    id: UUID
    version: int
    state: str
    kind: str
    record: UUID
    unit: UUID
    place: str
    part: str
    number: int
    rule: str
    digest: bytes
    content: bytes
    declared_by: UUID
    declared_at: datetime
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    carried: UUID | None = None


@dataclass(frozen=True, slots=True)
class HoldLine:
    """A hold as pages show it. `place`: the form's field or FILE; `content`: SM3 of the file, empty for a text."""

    id: UUID
    version: int
    record: UUID
    state: Labelled
    place: str
    part: Part
    number: int
    rule: str
    reason: Unreadable | None
    digest: bytes
    content: bytes
    declared_by: str
    declared_at: datetime
    decided_by: str
    decided_at: datetime | None
    offers: tuple[Offer, ...]

    @property
    def waits(self) -> bool:
        """Whether the second person has not decided."""
        return self.decided_at is None


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rehearsal found, in numbers: the sample, and what the change does to it."""

    markings: int
    ordinary: int
    softened: int
    refused_now: int
    held_now: int

    @classmethod
    def of(cls, found: Rehearsal) -> "Tried":
        """The numbers of a rehearsal."""
        return cls(
            found.markings, found.ordinary, len(found.softened), len(found.refused_now), len(found.held_now)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule of the table as it stands: `on`, and the verdict in force."""

    id: str
    label: str
    reason: str
    verdict: Decision
    on: bool
    own: bool


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A rule set in the history."""

    number: int
    at: datetime
    who: str
    edits: tuple[Edit, ...]
    tried: Tried


def book_of(edits: str, number: int) -> Rulebook:
    """The rule set as stored, without what this program does not know."""
    fitting = list(from_json(edits))
    while True:
        try:
            return edited(fitting, number)
        except BadEdit as bad:
            if not bad.number:
                raise
            del fitting[bad.number - 1]
