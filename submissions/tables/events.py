"""Events, their reports, and phone reports. Words of a phone report are sealed under its own key."""

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class Event(Table, tablename="event"):
    """Something that is followed until it ends; `unit`: who reported it first to this event."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    kind = Text()
    unit = UUID()
    level = Text()
    daily = Boolean(default=False)
    joined = UUID(null=True, default=None)
    opened = Timestamptz()


class EventReport(Table, tablename="event_report"):
    """A submission in the chain of an event."""

    submission = UUID(primary_key=True)
    event = UUID()
    unit = UUID()
    kind = Text()
    stage = UUID(null=True, default=None)
    added = Timestamptz()
    sent = Timestamptz(null=True, default=None)


class EventStage(Table, tablename="event_stage"):
    """A stage report that is due; `moved`: when its due time was last set."""

    id = UUID(primary_key=True)
    event = UUID()
    due = Timestamptz()
    by = UUID()
    at = Timestamptz()
    settled = Timestamptz(null=True, default=None)


class EventHour(Table, tablename="event_hour"):
    """A time of day at which an event with daily reports reports. Primary key (minute, valid_from)."""

    minute = Integer(primary_key=True)
    label = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class PhoneNote(Table, tablename="phone_note"):
    """A call that was taken: who called, what they said; both sealed."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    unit = UUID()
    level = Text()
    called = Timestamptz()
    learned = Timestamptz()
    noted = Timestamptz()
    by = UUID()
    caller_sealed = Bytea()
    words_sealed = Bytea()
    note_sealed = Bytea(null=True, default=None)
    submission = UUID(null=True, default=None)


TABLES = (Event, EventReport, EventStage, EventHour, PhoneNote)
SEEDED = ("event_hour",)
