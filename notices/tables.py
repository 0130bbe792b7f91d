"""Notices, what leaves the house, ladders. No content: codes and ids only, addresses masked."""

from piccolo.columns import UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class Notice(Table, tablename="notice"):
    """One line for one account."""

    id = UUID(primary_key=True)
    account = UUID()
    topic = Text()
    record_kind = Text()
    record = UUID()
    created = Timestamptz()
    read_at = Timestamptz(null=True, default=None)
    urgent = Boolean(default=False)


class Hours(Table, tablename="notice_preference"):
    """When a person wants no disturbance, and their digests; without a row the installation's hours hold."""

    account = UUID(primary_key=True)
    quiet = Text()
    free_days = Boolean(default=True)
    digests = Text()


class Choice(Table, tablename="notice_choice"):
    """How a class of topics reaches a person by a channel. Primary key (account, class, channel)."""

    account = UUID(primary_key=True)
    klass = Text()
    channel = Text()
    way = Text()


class Post(Table, tablename="notice_post"):
    """A notice that is to leave by a channel. Primary key (notice, channel). `letter`: which took it along."""

    notice = UUID(primary_key=True)
    channel = Text()
    account = UUID()
    due = Timestamptz()
    letter = UUID(null=True, default=None)
    dropped = Text(default="")


class Letter(Table, tablename="notice_letter"):
    """A mail or a short message to one person; its id is its name outside."""

    id = UUID(primary_key=True)
    account = UUID()
    channel = Text()
    urgent = Boolean(default=False)
    created = Timestamptz()
    due = Timestamptz()
    tries = Integer(default=0)
    ended = Timestamptz(null=True, default=None)
    outcome = Text(default="")


class Try(Table, tablename="notice_try"):
    """One try to send a letter. `receipt`: what the gateway reported afterwards."""

    id = UUID(primary_key=True)
    letter = UUID()
    account = UUID()
    channel = Text()
    address = Text()
    at = Timestamptz()
    outcome = Text()
    code = Text(default="")
    gateway = Text(default="")
    receipt = Text(default="")
    receipt_at = Timestamptz(null=True, default=None)


class Pipe(Table, tablename="notice_pipe"):
    """Whether a channel works; while it does not, one letter is tried now and then."""

    channel = Text(primary_key=True)
    failures = Integer(default=0)
    down_since = Timestamptz(null=True, default=None)
    next_try = Timestamptz(null=True, default=None)


class Nonce(Table, tablename="notice_nonce"):
    """What the gateway has signed with lately: a call comes once."""

    nonce = Text(primary_key=True)
    at = Timestamptz()


class Rung(Table, tablename="notice_rung"):
    """A step of a ladder, minutes after its start. Primary key (ladder, step, valid_from)."""

    ladder = Text(primary_key=True)
    step = Integer()
    rung = Text()
    minutes = Integer()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class Climb(Table, tablename="notice_climb"):
    """Somebody who is being reached about a record, and how far the ladder has come."""

    id = UUID(primary_key=True)
    ladder = Text()
    topic = Text()
    record_kind = Text()
    record = UUID()
    account = UUID()
    unit = UUID()
    started = Timestamptz()
    step = Integer(default=0)
    ended = Timestamptz(null=True, default=None)
    ended_by = UUID(null=True, default=None)
    outcome = Text(default="")


class PhoneCall(Table, tablename="notice_call"):
    """What came of phoning somebody."""

    id = UUID(primary_key=True)
    climb = UUID()
    by = UUID()
    at = Timestamptz()
    result = Text()


class Press(Table, tablename="notice_press"):
    """Somebody was urged about a record."""

    id = UUID(primary_key=True)
    record_kind = Text()
    record = UUID()
    by = UUID()
    at = Timestamptz()
    account = UUID()
    notice = UUID()


TABLES = (Notice, Hours, Choice, Post, Letter, Try, Pipe, Nonce, Rung, Climb, PhoneCall, Press)
SEEDED = ("notice_rung",)
