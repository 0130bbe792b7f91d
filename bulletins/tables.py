"""The tables of this package.

- Titles, texts, notes and answers are sealed under the record's own key; kinds, limits and rules are settings in clear.
- Versions, notes, score lines and lineage are written once: the service's role may not change or delete them.
- An article stands in one issue at most (one column), a number in a kind and year once (unique index).
"""

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table


class BulletinKind(Table, tablename="bulletin_kind"):
    """A kind of bulletin: a row, not code (PUB-02)."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    code = Text(unique=True)
    name = Text()
    masthead = Text()
    audience = Text()
    cadence = Text()
    office = Text()
    seq = SmallInt()
    active = Boolean(default=True)
    created = Timestamptz()


class BulletinLimit(Table, tablename="bulletin_limit"):
    """A genre the kind takes, and its length in characters. Primary key (kind, genre)."""

    kind = UUID(primary_key=True)
    genre = Text()
    least = Integer()
    most = Integer()
    strict = Boolean()


class BulletinReader(Table, tablename="bulletin_reader"):
    """One entry of a kind's distribution list: a unit or a person. Primary key (kind, seq)."""

    kind = UUID(primary_key=True)
    seq = Integer()
    unit = UUID(null=True)
    person = UUID(null=True)


class ScoreRule(Table, tablename="score_rule"):
    """Points for an event at a kind, with the days it is in force. Only `until` is ever changed, and only from null."""

    id = UUID(primary_key=True)
    kind = UUID()
    event = Text()
    points = Numeric(digits=(8, 2))
    sharing = Text()
    since = Date()
    until = Date(null=True)


class QuickPhrase(Table, tablename="quick_phrase"):
    """A phrase leaders often write."""

    id = UUID(primary_key=True)
    seq = SmallInt()
    text = Text()


class Article(Table, tablename="article"):
    """A text made from submissions. See workflow/article.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    kind = UUID()
    genre = Text()
    issue = UUID(null=True, index=True)
    position = Integer(default=0)
    edition = Integer(default=1)
    chars = Integer()
    created_by = UUID()
    verified_by = UUID(null=True)
    edited_by = UUID(null=True)
    created = Timestamptz()
    published = Timestamptz(null=True)


class ArticleEdition(Table, tablename="article_edition"):
    """One kept text of an article. Primary key (article, number)."""

    article = UUID(primary_key=True)
    number = Integer()
    title_sealed = Bytea()
    body_sealed = Bytea()
    lineage_sealed = Bytea()
    digest = Bytea()
    by = UUID()
    at = Timestamptz()


class ArticleSource(Table, tablename="article_source"):
    """A submission the article is made from; `share` percent of the newest text. Primary key (article, submission)."""

    article = UUID(primary_key=True)
    submission = UUID(index=True)
    unit = UUID()
    seq = SmallInt()
    share = SmallInt()


class Issue(Table, tablename="issue"):
    """One number of a bulletin. See workflow/issue.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    kind = UUID()
    year = Integer(null=True)
    number = Integer(null=True)
    total = Integer(null=True)
    compiler = UUID()
    approved_by = UUID(null=True)
    approved_at = Timestamptz(null=True)
    digest = Bytea(null=True)
    pdf = UUID(null=True)
    pdf_digest = Bytea(null=True)
    layout = UUID(null=True)
    ofd = UUID(null=True)
    ofd_digest = Bytea(null=True)
    proofread_by = UUID(null=True)
    released_at = Timestamptz(null=True)
    created = Timestamptz()


class IssueAuthor(Table, tablename="issue_author"):
    """Someone who compiled at the issue. Primary key (issue, person)."""

    issue = UUID(primary_key=True)
    person = UUID()


class IssueReader(Table, tablename="issue_reader"):
    """The distribution list of one issue, taken from the kind's and perhaps narrowed. Primary key (issue, seq)."""

    issue = UUID(primary_key=True)
    seq = Integer()
    unit = UUID(null=True)
    person = UUID(null=True)


class Delivery(Table, tablename="delivery"):
    """One recipient's copy of an issue. See workflow/delivery.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    issue = UUID()
    number = Integer()
    unit = UUID(null=True, index=True)
    person = UUID(null=True, index=True)
    arrived_at = Timestamptz(null=True)
    opened_at = Timestamptz(null=True)
    opened_by = UUID(null=True)
    accepted_at = Timestamptz(null=True)
    accepted_by = UUID(null=True)
    created = Timestamptz()


class DeliveryCopy(Table, tablename="delivery_copy"):
    """A reader's own file or pages, given: which bytes, to whom, when. Written once."""

    id = UUID(primary_key=True)
    delivery = UUID(index=True)
    form = Text()
    digest = Bytea(index=True)
    by = UUID()
    at = Timestamptz()


class Instruction(Table, tablename="instruction"):
    """What a leader wrote on an item. See workflow/instruction.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    issue = UUID()
    article = UUID(null=True, index=True)
    leader = UUID()
    text_sealed = Bytea()
    due = Timestamptz(null=True)
    routed_at = Timestamptz(null=True)
    routed_by = UUID(null=True)
    closed_at = Timestamptz(null=True)
    created = Timestamptz()


class InstructionTarget(Table, tablename="instruction_target"):
    """A unit that must answer, and its answer. Primary key (instruction, unit)."""

    instruction = UUID(primary_key=True)
    unit = UUID(index=True)
    answer_sealed = Bytea(null=True)
    answered_by = UUID(null=True)
    answered_at = Timestamptz(null=True)


class BulletinNote(Table, tablename="bulletin_note"):
    """A reason or opinion given with an act; `record` owns the key."""

    id = UUID(primary_key=True)
    record = UUID(index=True)
    action = Text()
    text_sealed = Bytea()
    by = UUID()
    at = Timestamptz()


class ScoreLine(Table, tablename="score_line"):
    """Points given once, by one rule, for one event; never rewritten."""

    id = UUID(primary_key=True)
    submission = UUID()
    unit = UUID(index=True)
    issue = UUID()
    article = UUID()
    rule = UUID()
    points = Numeric(digits=(8, 2))
    at = Timestamptz()


TABLES = (
    BulletinKind, BulletinLimit, BulletinReader, ScoreRule, QuickPhrase, Article, ArticleEdition, ArticleSource, Issue,
    IssueAuthor, IssueReader, Delivery, DeliveryCopy, Instruction, InstructionTarget, BulletinNote, ScoreLine,
)  # fmt: skip
# Rows that the migrations put in: settings of the office, kept when tests empty the database.
SEEDED = ("bulletin_kind", "bulletin_limit", "score_rule", "quick_phrase")
