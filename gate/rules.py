"""The values of the gate, apart from any storage."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.workflow import Labelled, Offer
from marking.verdict import Part, Unreadable

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
