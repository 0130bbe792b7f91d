"""The rows of channels: which way is open for what, OA keys and their requests, mail senders and mails taken, entries."""

from piccolo.columns import UUID, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class SubmissionChannelRule(Table, tablename="submission_channel_rule"):
    """A way that is open; empty genre = for everything. Primary key (channel, genre, valid_from)."""

    channel = Text(primary_key=True)
    genre = Text(default="")
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class SubmissionCarrier(Table, tablename="submission_carrier"):
    """The officer's word that a text that looks like an internal journal is none."""

    submission = UUID(primary_key=True)
    reason_sealed = Bytea()
    author = UUID()
    at = Timestamptz()


class SubmissionAssertion(Table, tablename="submission_assertion"):
    """A sign-off that was made elsewhere (unit's OA, paper): who signed, who says so."""

    submission = UUID(primary_key=True)
    digest = Bytea()
    signer = UUID()
    capacity_sealed = Bytea()
    signed = Timestamptz()
    by = UUID()
    oa_key = UUID(null=True, default=None)
    at = Timestamptz()


class SubmissionEntry(Table, tablename="submission_entry"):
    """What the duty desk entered for a unit, and whether the unit stands by it."""

    submission = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    unit = UUID()
    received = Timestamptz()
    sender_sealed = Bytea()
    entered_by = UUID()
    at = Timestamptz()
    decided_by = UUID(null=True, default=None)
    decided = Timestamptz(null=True, default=None)
    note_sealed = Bytea(null=True, default=None)


class OaKey(Table, tablename="oa_key"):
    """A unit's key for its OA system; the secret is sealed, `holder` is the liaison officer who answers for it."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    created = Timestamptz()
    unit = UUID()
    holder = UUID()
    mode = Text()
    secret_sealed = Bytea(secret=True)
    request_sealed = Bytea()
    made_by = UUID()
    valid_until = Timestamptz()
    last_used = Timestamptz(null=True, default=None)
    ended = Timestamptz(null=True, default=None)
    ended_by = UUID(null=True, default=None)


class OaNonce(Table, tablename="oa_nonce"):
    """A number used once with a key. Primary key (key, nonce); swept when too old to be accepted again."""

    key = UUID(primary_key=True)
    nonce = Text()
    at = Timestamptz()


class OaRequest(Table, tablename="oa_request"):
    """The answer given to a unit's request, for ever. Primary key (unit, key)."""

    unit = UUID(primary_key=True)
    key = Text()
    digest = Bytea()
    submission = UUID()
    answer = Text()
    created = Timestamptz()


class IntakeSender(Table, tablename="intake_sender"):
    """A mail address that may write in for a unit, and whose it is."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    created = Timestamptz()
    unit = UUID()
    account = UUID()
    address_hash = Bytea()
    address_sealed = Bytea()
    made_by = UUID()
    ended = Timestamptz(null=True, default=None)
    ended_by = UUID(null=True, default=None)


class IntakeMail(Table, tablename="intake_mail"):
    """A mail that was dealt with: digests and what became of it, never content. Never changed."""

    id = UUID(primary_key=True)
    message_hash = Bytea()
    digest = Bytea()
    at = Timestamptz()
    result = Text()
    code = Text(default="")
    sender = UUID(null=True, default=None)
    submission = UUID(null=True, default=None)


class Disc(Table, tablename="disc"):
    """An optical disc the office has received; nothing about what is on it."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text()
    number = Text(unique=True)
    created = Timestamptz()
    moved = Timestamptz()
    carrier = Text()
    unit = UUID()
    received = Timestamptz()
    level = Text()
    pieces = Integer()
    people_sealed = Bytea()
    remark_sealed = Bytea()
    entered_by = UUID()
    proposed_by = UUID(null=True, default=None)
    place_sealed = Bytea(null=True, default=None)


class DiscNote(Table, tablename="disc_note"):
    """What was said with a move of a disc. Never changed."""

    id = UUID(primary_key=True)
    disc = UUID()
    action = Text()
    note_sealed = Bytea()
    author = UUID()
    at = Timestamptz()


TABLES = (
    SubmissionChannelRule, SubmissionCarrier, SubmissionAssertion, SubmissionEntry, OaKey, OaNonce, OaRequest,
    IntakeSender, IntakeMail, Disc, DiscNote,
)  # fmt: skip
SEEDED = ("submission_channel_rule",)
