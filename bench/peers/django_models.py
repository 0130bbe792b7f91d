"""The tables the scenarios touch, as Django sees them. The migrations are the product's."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Existing(models.Model):
    """A table that is made elsewhere."""

    class Meta:
        abstract = True
        managed = False
        app_label = "bench"


class Unit(Existing):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    kind = models.TextField()

    class Meta(Existing.Meta):
        db_table = "unit"


class Person(Existing):
    id = models.UUIDField(primary_key=True)
    name_sealed = models.BinaryField()

    class Meta(Existing.Meta):
        db_table = "person"


class Account(Existing):
    id = models.UUIDField(primary_key=True)
    state = models.TextField()
    person = models.ForeignKey(Person, models.DO_NOTHING, db_column="person")
    unit = models.ForeignKey(Unit, models.DO_NOTHING, db_column="unit")
    roles = ArrayField(models.TextField())

    class Meta(Existing.Meta):
        db_table = "account"


class Session(Existing):
    id_hash = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING, db_column="account")
    last_seen = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta(Existing.Meta):
        db_table = "session"


class Notice(Existing):
    id = models.UUIDField(primary_key=True)
    account = models.UUIDField()
    read_at = models.DateTimeField(null=True)

    class Meta(Existing.Meta):
        db_table = "notice"


class DataKey(Existing):
    owner = models.UUIDField(primary_key=True)
    kind = models.TextField()
    wrapped = models.BinaryField()
    kek = models.TextField()
    created = models.DateTimeField()

    class Meta(Existing.Meta):
        db_table = "data_key"


class Submission(Existing):
    id = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    state = models.TextField()
    created = models.DateTimeField()
    saved = models.DateTimeField()
    moved = models.DateTimeField()
    unit = models.UUIDField()
    author = models.UUIDField()
    number = models.TextField(null=True)
    category = models.TextField()
    urgency = models.TextField()
    genre = models.TextField()
    learned = models.DateTimeField(null=True)
    title_sealed = models.BinaryField()
    body_sealed = models.BinaryField()
    source_sealed = models.BinaryField()
    contact_sealed = models.BinaryField()
    chars = models.IntegerField()
    text_version = models.IntegerField()
    digest = models.BinaryField()
    signed_digest = models.BinaryField(null=True)
    signed_by = models.UUIDField(null=True)
    signed_at = models.DateTimeField(null=True)
    submitted = models.DateTimeField(null=True)

    class Meta(Existing.Meta):
        db_table = "submission"


class SubmissionVersion(Existing):
    id = models.UUIDField(primary_key=True)
    submission = models.UUIDField()
    number = models.IntegerField()
    author = models.UUIDField()
    saved = models.DateTimeField()
    title_sealed = models.BinaryField()
    body_sealed = models.BinaryField()
    chars = models.IntegerField()

    class Meta(Existing.Meta):
        db_table = "submission_version"


class SubmissionClock(Existing):
    id = models.UUIDField(primary_key=True)
    submission = models.UUIDField(db_column="record")
    step = models.TextField()
    start = models.DateTimeField()
    due = models.DateTimeField()
    rule_label = models.TextField(db_column="label")
    calendar = models.TextField()
    provisional = models.BooleanField()
    settled = models.DateTimeField(null=True, db_column="ended")

    class Meta(Existing.Meta):
        db_table = "due_clock"


class SubmissionChoice(Existing):
    pk = models.CompositePrimaryKey("kind", "code", "valid_from")
    kind = models.TextField()
    code = models.TextField()
    label = models.TextField()
    help_label = models.TextField()
    place = models.IntegerField()
    least = models.IntegerField()
    most = models.IntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta(Existing.Meta):
        db_table = "submission_choice"


class SubmissionDueRule(Existing):
    pk = models.CompositePrimaryKey("code", "valid_from")
    code = models.TextField()
    step = models.TextField()
    category = models.TextField()
    urgency = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta(Existing.Meta):
        db_table = "submission_due_rule"


class SearchRow(Existing):
    id = models.UUIDField(primary_key=True)
    owner = models.UUIDField()
    kind = models.TextField()
    tokens = ArrayField(models.IntegerField())

    class Meta(Existing.Meta):
        db_table = "search_row"


class Journal(Existing):
    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField()
    unit = models.UUIDField()
    terminal = models.TextField()
    kind = models.TextField()
    record = models.UUIDField()
    action = models.TextField()
    source = models.TextField()
    target = models.TextField()
    before = models.BinaryField()
    after = models.BinaryField()
    note = models.BinaryField()
    hash = models.BinaryField()

    class Meta(Existing.Meta):
        db_table = "journal"


class Outbox(Existing):
    id = models.BigAutoField(primary_key=True)
    topic = models.TextField()
    ids = models.JSONField()
    due = models.DateTimeField()
    created = models.DateTimeField()

    class Meta(Existing.Meta):
        db_table = "outbox"


class Idempotency(Existing):
    pk = models.CompositePrimaryKey("actor", "key")
    actor = models.UUIDField()
    key = models.TextField()
    command = models.TextField()
    digest = models.BinaryField()
    answer = models.TextField(null=True)
    created = models.DateTimeField()

    class Meta(Existing.Meta):
        db_table = "idempotency"
