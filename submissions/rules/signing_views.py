"""What pages get to see of sign-off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from submissions.rules.signing import Capacity
from submissions.rules.views import Line


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One sign-off. `genuine`: the device's signature holds now; `fits`: the text is the one that was signed."""

    id: UUID
    at: datetime
    who: str
    capacity: Capacity
    on_behalf: str
    device: bool
    genuine: bool
    certificate: str
    holder: str
    fits: bool
    digest: str
    voided: datetime | None
    why: str

    @property
    def holds(self) -> bool:
        """Whether the text may be relied on as signed."""
        return self.voided is None and self.fits and (self.genuine or not self.device)


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Somebody is away. `now`: at this moment; `open`: the viewer may end it."""

    id: UUID
    who: str
    substitute: str
    starts: datetime
    ends: datetime
    now: bool
    open: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class About:
    """Sign-off on the record's page. `reasons`: the office's rules that make it important."""

    important: bool = False
    reasons: tuple[str, ...] = ()
    marked: bool = False
    may_mark: bool = False
    may_unmark: bool = False
    signatures: tuple[SignatureLine, ...] = ()
    absences: tuple[AbsenceLine, ...] = ()

    @property
    def last(self) -> SignatureLine | None:
        """The newest sign-off."""
        return self.signatures[0] if self.signatures else None


@dataclass(frozen=True, slots=True)
class ToSign:
    """A text that waits for a signature, to be read whole."""

    line: Line
    title: str
    body: str
    author: str
    files: tuple[tuple[UUID, str, int], ...]
    important: bool
    capacity: Capacity
    on_behalf: str
    held: int
    reason: str
    allowed: bool

    @property
    def together(self) -> bool:
        """Whether it can be signed together with others: nothing in it has to be declared."""
        return self.allowed and not self.held


@dataclass(frozen=True, slots=True)
class Asked:
    """What a device is asked to sign. `texts`: record, version, capacity, digest."""

    id: UUID
    service: str
    login: str
    unit: str
    nonce: bytes
    issued: datetime
    ends: datetime
    texts: tuple[tuple[UUID, int, str, str], ...]
    titles: tuple[str, ...]
