"""The base's own tables. Rows of `journal` and `journal_head` are never changed or deleted."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
)
from piccolo.columns.column_types import Array
from piccolo.table import Table


class Journal(Table, tablename="journal"):
    """One act. See kernel/journal.py."""

    seq = BigInt(primary_key=True)
    at = Timestamptz()
    actor = UUID()
    unit = UUID()
    terminal = Text()
    kind = Text()
    record = UUID(index=True)
    action = Text()
    source = Text()
    target = Text()
    before = Bytea()
    after = Bytea()
    note = Bytea()
    hash = Bytea()


class JournalHead(Table, tablename="journal_head"):
    """A signed head of the chain."""

    seq = BigInt(primary_key=True)
    hash = Bytea()
    at = Timestamptz()
    key = Text()
    signature = Bytea()


class Outbox(Table, tablename="outbox"):
    """Work promised by a transaction. `ids` holds identifiers and codes only."""

    id = BigSerial(primary_key=True)
    topic = Text()
    ids = JSONB()
    state = Text(default="ready")
    due = Timestamptz()
    lease = Timestamptz(null=True, default=None)
    tries = Integer(default=0)
    created = Timestamptz()
    ended = Timestamptz(null=True, default=None)
    error = Text(default="")


class Schedule(Table, tablename="schedule"):
    """Recurring work, advanced by claim."""

    name = Text(primary_key=True)
    due = Timestamptz()
    lease = Timestamptz(null=True, default=None)
    ended = Timestamptz(null=True, default=None)
    error = Text(default="")


class Idempotency(Table, tablename="idempotency"):
    """The answer given to one request, for ever. Primary key (actor, key)."""

    actor = UUID(primary_key=True)
    key = Text()
    command = Text()
    digest = Bytea()
    answer = Text(null=True, default=None)
    created = Timestamptz()


class DataKey(Table, tablename="data_key"):
    """A record's data key, wrapped by the key-encryption key `kek`."""

    owner = UUID(primary_key=True)
    kind = Text()
    wrapped = Bytea()
    kek = Text()
    created = Timestamptz()


class Blob(Table, tablename="blob"):
    """A sealed file; its name in the store is the digest of its sealed bytes."""

    id = UUID(primary_key=True)
    owner = UUID(index=True)
    name_sealed = Bytea()
    media = Text()
    size = BigInt()
    digest = Bytea()
    created = Timestamptz()


class SearchRow(Table, tablename="search_row"):
    """Keyed tokens of a text; see kernel/blindindex.py."""

    id = UUID(primary_key=True)
    owner = UUID(index=True)
    kind = Text()
    tokens = Array(base_column=Integer())


class Seen(Table, tablename="seen"):
    """Who opened a record, first and last. Primary key (record, actor)."""

    record = UUID(primary_key=True)
    actor = UUID()
    kind = Text()
    first = Timestamptz()
    last = Timestamptz()


class Counter(Table, tablename="counter"):
    """The last number given in a gapless series, e.g. one bulletin kind in one year."""

    series = Text(primary_key=True)
    last = Integer(default=0)


class Calendar(Table, tablename="calendar_day"):
    """An office override of the working calendar; `worked` 1 or 0."""

    day = Text(primary_key=True)
    worked = SmallInt()


class DueClock(Table, tablename="due_clock"):
    """What is due and why; see kernel/clocks.py. `why`: the days and outages that moved it. Never deleted."""

    id = UUID(primary_key=True)
    kind = Text()
    record = UUID()
    step = Text()
    start = Timestamptz()
    due = Timestamptz()
    asked = Timestamptz(null=True, default=None)
    closes = Timestamptz(null=True, default=None)
    rule = Text()
    label = Text()
    measure = Text()
    amount = Integer()
    urgent = Boolean()
    calendar = Text()
    basis = Text()
    provisional = Boolean()
    why = JSONB()
    known = Timestamptz()
    round = Integer(default=1)
    next_mark = Text(null=True, default=None)
    next_at = Timestamptz(null=True, default=None)
    ended = Timestamptz(null=True, default=None)
    ending = Text(null=True, default=None)


class DueMark(Table, tablename="due_mark"):
    """A mark that was said or put aside. Primary key (clock, round, mark). Never changed."""

    clock = UUID(primary_key=True)
    round = Integer()
    mark = Text()
    planned = Timestamptz()
    at = Timestamptz()
    state = Text()


class DueMove(Table, tablename="due_move"):
    """A due time that moved, as it was before, and why. Never changed."""

    id = UUID(primary_key=True)
    clock = UUID()
    at = Timestamptz()
    due = Timestamptz()
    calendar = Text()
    provisional = Boolean()
    why = JSONB()
    new_due = Timestamptz()
    new_calendar = Text()


class MarkRule(Table, tablename="mark_rule"):
    """When clocks speak and to whom; empty kind = any. Primary key (kind, urgent, mark, valid_from)."""

    kind = Text(primary_key=True)
    urgent = Boolean()
    mark = Text()
    place = Integer()
    share = Integer(null=True, default=None)
    after_minutes = Integer(null=True, default=None)
    tell = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class DeclaredOutage(Table, tablename="outage"):
    """A declared stretch during which no clock runs."""

    id = UUID(primary_key=True)
    kind = Text()
    start = Timestamptz()
    until = Timestamptz()
    declared_by = UUID()
    declared = Timestamptz()


TABLES = (
    Journal, JournalHead, Outbox, Schedule, Idempotency, DataKey, Blob, SearchRow, Seen, Counter, Calendar, DueClock,
    DueMark, DueMove, MarkRule, DeclaredOutage,
)  # fmt: skip
SEEDED = ("mark_rule",)
