"""Tables of distribution: groups, lists of kinds, audiences, terms. Rows hold from a moment to a moment and are never rewritten."""

from piccolo.columns import UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class ReaderGroup(Table, tablename="reader_group"):
    """A group of readers: office data."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    name = Text()
    sort = Text()
    place = Integer()
    valid_from = Timestamptz()
    valid_until = Timestamptz(null=True, default=None)


class ReaderMember(Table, tablename="reader_member"):
    """Somebody in a group. `about`: the unit a leader is in charge of, none for all."""

    id = UUID(primary_key=True)
    grp = UUID()
    place = Integer()
    unit = UUID(null=True, default=None)
    person = UUID(null=True, default=None)
    about = UUID(null=True, default=None)
    valid_from = Timestamptz()
    valid_until = Timestamptz(null=True, default=None)
    by = UUID()
    ended_by = UUID(null=True, default=None)


class KindReader(Table, tablename="kind_reader"):
    """An entry of a kind's list: a group, a unit or a person."""

    id = UUID(primary_key=True)
    kind = UUID()
    place = Integer()
    grp = UUID(null=True, default=None)
    unit = UUID(null=True, default=None)
    person = UUID(null=True, default=None)
    valid_from = Timestamptz()
    valid_until = Timestamptz(null=True, default=None)
    by = UUID()
    ended_by = UUID(null=True, default=None)


class KindAudience(Table, tablename="kind_audience"):
    """For whom a kind is meant: everybody on its list, 送阅, 参阅."""

    id = UUID(primary_key=True)
    kind = UUID()
    audience = Text()
    valid_from = Timestamptz()
    valid_until = Timestamptz(null=True, default=None)


class AudienceSort(Table, tablename="audience_sort"):
    """A sort of readers that an audience takes. Primary key (audience, sort, valid_from)."""

    audience = Text(primary_key=True)
    sort = Text()
    valid_from = Timestamptz()
    valid_until = Timestamptz(null=True, default=None)


class IssueCut(Table, tablename="issue_cut"):
    """Somebody of the list an issue is not sent to; undone when they are put back."""

    id = UUID(primary_key=True)
    issue = UUID()
    unit = UUID(null=True, default=None)
    person = UUID(null=True, default=None)
    by = UUID()
    at = Timestamptz()
    undone_by = UUID(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)


class IssueList(Table, tablename="issue_list"):
    """The head of an issue's frozen list, and how many of its copies stand where: a kept tally."""

    issue = UUID(primary_key=True)
    audience = Text()
    size = Integer()
    frozen_at = Timestamptz()
    frozen_by = UUID()
    queued = Integer(default=0)
    arrived = Integer(default=0)
    opened = Integer(default=0)
    accepted = Integer(default=0)
    closed = Integer(default=0)
    taken_back = Integer(default=0)


class IssueListGroup(Table, tablename="issue_list_group"):
    """How many units of a frozen list came through a group. Primary key (issue, grp)."""

    issue = UUID(primary_key=True)
    grp = UUID()
    number = Integer()


class Widening(Table, tablename="widening"):
    """Further readers asked for. See workflow/widening.py. `late`: after the release."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    issue = UUID()
    late = Boolean()
    asked_by = UUID()
    asked = Timestamptz()
    decided_by = UUID(null=True, default=None)
    decided = Timestamptz(null=True, default=None)


class WideningReader(Table, tablename="widening_reader"):
    """One of the further readers. Primary key (widening, seq)."""

    widening = UUID(primary_key=True)
    seq = Integer()
    unit = UUID(null=True, default=None)
    person = UUID(null=True, default=None)


class DeliveryTerm(Table, tablename="delivery_term"):
    """How long a step of a copy may take. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    label = Text()
    step = Text()
    kind = Text(default="")
    audience = Text(default="")
    measure = Text()
    amount = Integer()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class ReadingHandover(Table, tablename="reading_handover"):
    """A reader's copies are read by somebody else for a time. See workflow/handover.py."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    giver = UUID()
    deputy = UUID()
    valid_from = Timestamptz()
    valid_until = Timestamptz()
    created = Timestamptz()
    revoked = Timestamptz(null=True, default=None)


TABLES = (
    ReaderGroup, ReaderMember, KindReader, KindAudience, AudienceSort, IssueCut, IssueList, IssueListGroup, Widening,
    WideningReader, DeliveryTerm, ReadingHandover,
)  # fmt: skip
SEEDED = ("audience_sort", "delivery_term", "kind_audience", "reader_group")  # settings of the office
