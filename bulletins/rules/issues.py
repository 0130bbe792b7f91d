"""Issues as values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bulletins.rules.articles import Article
from bulletins.rules.kinds import Kind, Reader
from gate.workflow import NOTHING, Standing
from kernel.workflow import Labelled


class Naming(Labelled):
    """How an issue is called."""

    NUMBERED = "numbered", "《{name}》{year}年第{number}期"
    OPEN = "open", "《{name}》（未编号）"
    CORRECTION = "correction", "本期更正{name}，内容以本期为准。"
    FILE = "file", "{name}第{number}期"


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
    planned: date | None = None
    embargo: datetime | None = None
    release_at: datetime | None = None
    release_by: UUID | None = None
    corrects: UUID | None = None
    articles: tuple[Article, ...] = ()
    readers: tuple[Reader, ...] = ()
    authors: frozenset[UUID] = frozenset()
    holds: Standing = NOTHING
    unsigned: int = 0  # steps behind it that want the signature of a device; known where it is asked for
    flawed: bool = False  # problems are left that stop nothing; known only where it is asked for
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
