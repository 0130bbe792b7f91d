"""What an officer's own page shows."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Share:
    """How many of one kind were sent, and how many of these were used."""

    label: str
    sent: int
    adopted: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month's figures."""

    month: date
    sent: int
    adopted: int
    returned: int
    declined: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why texts came back."""

    action: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Used:
    """A text that was used."""

    id: UUID
    title: str
    number: str
    where: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Example:
    """A text held up for all. `unit`: empty for who is not told whose it is; no `why`: it is not held up (yet)."""

    id: UUID
    title: str
    body: str
    category: str
    genre: str
    chars: int
    unit: str
    own: bool
    why: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Focus:
    """What the editors look for. `standing`: now | planned | over."""

    id: UUID
    title: str
    body: str
    first: date
    until: date
    who: str
    standing: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything of one page."""

    shares: tuple[Share, ...]
    months: tuple[Month, ...]
    reasons: tuple[Reason, ...]
    used: tuple[Used, ...]
    answered: int
    typical: timedelta | None

    @property
    def sent(self) -> int:
        """In all."""
        return sum(share.sent for share in self.shares)

    @property
    def adopted(self) -> int:
        """Of these used."""
        return sum(share.adopted for share in self.shares)

    @property
    def most(self) -> int:
        """The longest bar."""
        return max([month.sent for month in self.months] + [share.sent for share in self.shares], default=0)
