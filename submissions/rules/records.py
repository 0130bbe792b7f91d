"""The values of a submission, apart from any storage.

- Codes stand for the office's lists; words are looked up when shown.
- What a list may hold is decided by its Scope, never by its filter.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from gate.workflow import NOTHING, Standing
from submissions.rules.signing import NOBODY_AWAY, SignStanding

KIND = "submission"
MOST_FILES, LARGEST_FILE = 10, 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Item:
    """A submission as its workflow sees it: no content."""

    id: UUID
    unit: UUID
    author: UUID
    state: str
    version: int
    chars: int = 0
    digest: bytes = b""
    signed_digest: bytes = b""
    number: str = ""
    holds: Standing = NOTHING
    signing: SignStanding = NOBODY_AWAY
    through: UUID | None = None  # the parent unit that passes it on
    route: UUID | None = None  # the parent unit it would go to if it were sent now; None: straight to the office
    goes_first: bool = False  # may be sent before it is signed
    debt: UUID | None = None  # the signature that is owed for what was sent

    @property
    def signed(self) -> bool:
        """Whether the sign-off fits the text that stands there now."""
        return bool(self.signed_digest) and self.signed_digest == self.digest


@dataclass(frozen=True, slots=True)
class Details:
    """What the officer chooses. Codes of the tables, never words."""

    category: str
    urgency: str
    genre: str
    learned: datetime | None = None
    release: datetime | None = None
    level: str = ""  # of an emergency


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a move: a code of the office's lists, the sentence that is meant, words."""

    code: str = ""
    passage: str = ""
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.code or self.passage or self.note)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What bulletins says with `adopt`: where a submission was used, and its score line."""

    issue: UUID
    issue_label: str
    article: UUID
    points: Decimal = Decimal(0)
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Genre:
    """The length a genre asks for; 0 = no bound."""

    code: str
    label: str
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at. `code`: key into messages.toml; `words` stand in the text between `start` and `end`."""

    code: str
    words: str = ""
    start: int = 0
    end: int = 0
    least: int = 0
    most: int = 0
    chars: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list the office keeps."""

    code: str
    label: str
    help: str = ""
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Lists:
    """The choices of the forms."""

    categories: tuple[Choice, ...]
    urgencies: tuple[Choice, ...]
    genres: tuple[Choice, ...]
    return_codes: tuple[Choice, ...]
    decline_codes: tuple[Choice, ...]
    levels: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a viewer may see: everything of `unit`, what goes `through` a unit, and (`office`) what units have sent."""

    unit: UUID | None = None
    office: bool = False
    through: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list's filter, order and place. `beyond`: (moment, id) of the row the page starts after.

    `since`, `until`: bounds of the moment of sending. `late_at`: only what fell due before this moment.
    """

    states: tuple[str, ...] = ()
    category: str = ""
    urgency: str = ""
    genre: str = ""
    unit: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    late_at: datetime | None = None
    ids: tuple[UUID, ...] | None = None
    text: str = ""
    sort: str = "created"
    ascending: bool = False
    beyond: tuple[datetime, UUID] | None = None
    backwards: bool = False
    limit: int = 21
