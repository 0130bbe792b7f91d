"""The values of this package, as the workflow, commands and pages see them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from gate.workflow import NOTHING, Standing
from kernel.workflow import Labelled


class Genre(Labelled):
    """What sort of text."""

    NEWS = "news", "动态"
    SURVEY = "survey", "综合"
    RESEARCH = "research", "调研"
    DIGEST = "digest", "要情"
    OPINION = "opinion", "舆情"
    NOTICE = "notice", "通报"


class Cadence(Labelled):
    """How often a kind comes out."""

    DAILY = "daily", "每个工作日"
    WEEKLY = "weekly", "每周"
    MONTHLY = "monthly", "每月"
    ANY = "any", "不定期"


class Event(Labelled):
    """What gives points."""

    ADOPTED = "adopted", "刊用"
    INSTRUCTION = "instruction", "领导批示"


class Naming(Labelled):
    """How an issue is called."""

    NUMBERED = "numbered", "《{name}》{year}年第{number}期"
    OPEN = "open", "《{name}》（未编号）"
    FILE = "file", "{name}第{number}期"


class HandedForm(Labelled):
    """As what a copy was given to its reader."""

    PDF = "pdf", "PDF 文件"
    PAGES = "pages", "版面图片"


class Sharing(Labelled):
    """How several units share one article's points."""

    EVEN = "even", "平均分"
    LINEAGE = "lineage", "按来源比例分"
    FULL = "full", "各得全分"


@dataclass(frozen=True, slots=True)
class Limit:
    """Characters of a genre; `strict`: outside is refused, not only warned about."""

    genre: Genre
    least: int
    most: int
    strict: bool

    def holds(self, chars: int) -> bool:
        """Whether a text of this length is inside."""
        return self.least <= chars <= self.most


@dataclass(frozen=True, slots=True)
class Reader:
    """An entry of a distribution list: exactly one of the two."""

    unit: UUID | None = None
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the score table."""

    id: UUID
    event: Event
    points: Decimal
    sharing: Sharing
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bulletin."""

    id: UUID
    version: int
    code: str
    name: str
    masthead: str
    audience: str
    cadence: Cadence
    office: str
    active: bool
    limits: tuple[Limit, ...] = ()
    readers: tuple[Reader, ...] = ()
    rules: tuple[Rule, ...] = ()

    def limit(self, genre: str) -> Limit | None:
        """The length for a genre, or None when the kind does not take it."""
        return next((limit for limit in self.limits if limit.genre == genre), None)


@dataclass(frozen=True, slots=True)
class Origin:
    """Sentence `index` of a text, and the submission it comes from (None: new); `near`: alike, not the same."""

    index: int
    digest: str
    source: UUID | None
    near: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A submission of an article and the share of the article that comes from it, in percent."""

    submission: UUID
    unit: UUID
    share: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One kept text."""

    number: int
    title: str
    body: str
    lineage: tuple[Origin, ...]
    digest: bytes
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its newest text."""

    id: UUID
    version: int
    state: str
    kind: UUID
    genre: Genre
    issue: UUID | None
    position: int
    title: str
    body: str
    chars: int
    edition: int
    created: datetime
    created_by: UUID
    sources: tuple[Source, ...] = ()
    authors: frozenset[UUID] = frozenset()
    limit: Limit | None = None
    issue_state: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue with its articles in order."""

    id: UUID
    version: int
    state: str
    kind: Kind
    compiler: UUID
    created: datetime
    year: int | None = None
    number: int | None = None
    total: int | None = None
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    digest: bytes = b""
    pdf: UUID | None = None
    pdf_digest: bytes = b""
    ofd: UUID | None = None
    ofd_digest: bytes = b""
    layout: UUID | None = None
    proofread_by: UUID | None = None
    released_at: datetime | None = None
    articles: tuple[Article, ...] = ()
    readers: tuple[Reader, ...] = ()
    authors: frozenset[UUID] = frozenset()
    holds: Standing = NOTHING
    unfit: bool = False  # preflight stops its approval; known only where it is asked for

    @property
    def name(self) -> str:
        """What people call it."""
        how = Naming.NUMBERED if self.number else Naming.OPEN
        return how.label.format(name=self.kind.name, year=self.year, number=self.number)

    @property
    def stem(self) -> str:
        """What its files are called, without the ending."""
        return Naming.FILE.label.format(name=self.kind.name, number=self.number)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient's copy."""

    id: UUID
    version: int
    state: str
    issue: UUID
    unit: UUID | None
    person: UUID | None
    created: datetime
    number: int = 0
    arrived_at: datetime | None = None
    opened_at: datetime | None = None
    opened_by: UUID | None = None
    accepted_at: datetime | None = None
    accepted_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Handed:
    """A reader's own file or pages, given to somebody: SM3 of the PDF, who, when."""

    delivery: UUID
    form: HandedForm
    digest: bytes
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """A unit that must answer an instruction."""

    unit: UUID
    answer: str = ""
    answered_by: UUID | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a leader wrote, and what became of it."""

    id: UUID
    version: int
    state: str
    issue: UUID
    article: UUID | None
    leader: UUID
    text: str
    created: datetime
    due: datetime | None = None
    routed_at: datetime | None = None
    closed_at: datetime | None = None
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A reason or opinion given with an act."""

    action: str
    text: str
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """One score line before it is stored."""

    submission: UUID
    unit: UUID
    points: Decimal
    rule: UUID
