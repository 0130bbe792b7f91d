"""Tables of issues. A number in a kind and year stands once: a unique index."""

from piccolo.columns import UUID, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


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
    planned = Date(null=True)
    embargo = Timestamptz(null=True)
    release_at = Timestamptz(null=True)
    release_by = UUID(null=True)
    corrects = UUID(null=True)
    kind_edition = Integer(null=True)
    created = Timestamptz()


class IssueAuthor(Table, tablename="issue_author"):
    """Someone who compiled at the issue. Primary key (issue, person)."""

    issue = UUID(primary_key=True)
    person = UUID()


class IssueReader(Table, tablename="issue_reader"):
    """The list of one issue as its approval froze it. `via`: the group; `added`: by which widening. Primary key (issue, seq)."""

    issue = UUID(primary_key=True)
    seq = Integer()
    unit = UUID(null=True)
    person = UUID(null=True)
    via = UUID(null=True, default=None)
    added = UUID(null=True, default=None)


class IssueEnding(Table, tablename="issue_ending"):
    """Why an issue was made void, recalled or corrected. Written once."""

    id = UUID(primary_key=True)
    issue = UUID(index=True)
    operation = Text()
    reason = Text()
    by = UUID()
    at = Timestamptz()


TABLES = (Issue, IssueAuthor, IssueReader, IssueEnding)
