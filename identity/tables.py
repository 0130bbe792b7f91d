"""The register: units, people, accounts, sessions. `…_sealed` columns are sealed with the person's data key."""

from typing import Any

from piccolo.columns import (
    UUID,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    LazyTableReference,
    SmallInt,
    Text,
    Timestamptz,
)
from piccolo.columns.column_types import Array
from piccolo.table import Table


class Unit(Table, tablename="unit"):
    """A place in the tree; `place` orders it among its siblings, as agreed. One general office."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text(default="open")
    created = Timestamptz()
    name = Text(unique=True)
    kind = Text()
    parent: "ForeignKey[Any]" = ForeignKey(LazyTableReference("Unit", module_path=__name__), null=True)
    place = Integer(default=0)
    direct = Boolean(default=False)
    department = Text(default="")
    confirmed = Timestamptz()


class Person(Table, tablename="person"):
    """Somebody of a unit, with or without an account."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text(default="present")
    created = Timestamptz()
    unit = ForeignKey(Unit)
    name_sealed = Bytea()
    post_sealed = Bytea()
    phone_sealed = Bytea()
    mail_sealed = Bytea()
    place = Integer(default=0)


class Appointment(Table, tablename="appointment"):
    """Seat 1 or 2 of a unit: liaison officers, operator A and B. Ended ones are kept."""

    id = UUID(primary_key=True)
    unit = ForeignKey(Unit)
    person = ForeignKey(Person)
    kind = Text()
    seat = SmallInt()
    since = Timestamptz()
    until = Timestamptz(null=True, default=None)


class LiaisonGap(Table, tablename="liaison_gap"):
    """A liaison officer left and was not replaced yet."""

    id = UUID(primary_key=True)
    unit = ForeignKey(Unit)
    opened = Timestamptz()
    due = Date()
    provisional = Boolean(default=False)
    warned = Text(default="")
    closed = Timestamptz(null=True, default=None)


class Account(Table, tablename="account"):
    """A person's way in. `roles` is sorted; CHECKs keep administrators apart."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text(default="applied")
    created = Timestamptz()
    login = Text(unique=True)
    person = ForeignKey(Person)
    unit = ForeignKey(Unit)
    roles = Array(base_column=Text())
    applied_by = UUID()
    approved_by = UUID(null=True, default=None)
    founder = Boolean(default=False)
    password = Text(default="", secret=True)
    password_set = Timestamptz(null=True, default=None)
    must_change = Boolean(default=True)
    failures = Integer(default=0)
    shut_until = Timestamptz(null=True, default=None)
    signed_in = Timestamptz(null=True, default=None)
    note_sealed = Bytea(null=True, default=None)


class OldPassword(Table, tablename="old_password"):
    """Hashes of earlier passwords, as many as the policy looks back."""

    id = UUID(primary_key=True)
    account = ForeignKey(Account)
    hash = Text(secret=True)
    created = Timestamptz()


class RoleChange(Table, tablename="role_change"):
    """A set of roles asked for by one administrator and granted by another."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text(default="asked")
    created = Timestamptz()
    account = ForeignKey(Account)
    roles = Array(base_column=Text())
    asked_by = UUID()
    decided_by = UUID(null=True, default=None)


class LeavingAudit(Table, tablename="leaving_audit"):
    """What an account had when it was disabled. Never changed."""

    account = ForeignKey(Account, primary_key=True)
    at = Timestamptz()
    by = UUID()
    reason = Text()
    roles = Array(base_column=Text())
    sessions = Integer()
    appointments = Integer()
    signed_in = Timestamptz(null=True, default=None)


class Handover(Table, tablename="handover"):
    """What an ended account had in hand, and who has it now; `looked`: when it was last looked for."""

    id = UUID(primary_key=True)
    account = ForeignKey(Account, unique=True)
    unit = ForeignKey(Unit)
    heir = ForeignKey(Account, null=True, default=None)
    at = Timestamptz()
    by = UUID()
    settled = Timestamptz(null=True, default=None)
    looked = Timestamptz()


class HandoverLine(Table, tablename="handover_line"):
    """How many of one kind. Primary key (handover, kind)."""

    handover = ForeignKey(Handover, primary_key=True)
    kind = Text()
    number = Integer()


class Application(Table, tablename="application"):
    """Somebody of a company, or of a unit, asks for an account. `origin`: a keyed digest of where it was filed.

    `held`: the form cannot be read by a machine; the applicant has declared it, the reviewer answers for it too.
    """

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text(default="filed")
    created = Timestamptz()
    lapses = Timestamptz()
    number = Text(unique=True)
    unit = ForeignKey(Unit, null=True, default=None)
    applied_by = UUID(null=True, default=None)
    origin = Bytea()
    held = Boolean(default=False)
    company_sealed = Bytea()
    name_sealed = Bytea()
    post_sealed = Bytea()
    phone_sealed = Bytea()
    mail_sealed = Bytea()
    why_sealed = Bytea()
    note_sealed = Bytea(null=True, default=None)
    reviewed_by = UUID(null=True, default=None)
    approved_by = UUID(null=True, default=None)
    opened_by = UUID(null=True, default=None)
    account = ForeignKey(Account, null=True, default=None)


class ApplicationFile(Table, tablename="application_file"):
    """The stamped form: a blob and SM3 of its content as it was checked."""

    id = UUID(primary_key=True)
    application = ForeignKey(Application)
    digest = Bytea()


class DeviceBinding(Table, tablename="device_binding"):
    """A key device that stands for an account, with the certificate of its signing key. Ended ones are kept."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    state = Text(default="bound")
    created = Timestamptz()
    account = ForeignKey(Account)
    serial = Text()
    certificate = Bytea()
    key = Bytea()
    not_after = Timestamptz()
    bound_by = UUID()
    ended = Timestamptz(null=True, default=None)
    ended_by = UUID(null=True, default=None)
    note_sealed = Bytea(null=True, default=None)


class SignInChallenge(Table, tablename="sign_in_challenge"):
    """A sign-in whose password was right and whose device has not answered yet; one use, two minutes."""

    id_hash = Bytea(primary_key=True)
    account = ForeignKey(Account)
    nonce = Bytea()
    proof = Bytea(secret=True)
    target = Text()
    issued = Timestamptz()
    ends = Timestamptz()


class DevicePresence(Table, tablename="device_presence"):
    """When a device was last seen at work, and the number its next statement must name. Not kept over a crash."""

    device = ForeignKey(DeviceBinding, primary_key=True)
    nonce = Bytea()
    asked = Timestamptz()
    seen = Timestamptz(null=True, default=None)


class Session(Table, tablename="session"):
    """A sign-in that lasts. The id in the cookie is not stored, only its digest.

    `device`: what it hangs on; `removed`: since when that device is gone, for good.
    """

    id_hash = Bytea(primary_key=True)
    account = ForeignKey(Account)
    created = Timestamptz()
    last_seen = Timestamptz()
    ends = Timestamptz()
    device = ForeignKey(DeviceBinding, null=True, default=None)
    removed = Timestamptz(null=True, default=None)


TABLES = (
    Unit, Person, Appointment, LiaisonGap, Account, OldPassword, RoleChange, LeavingAudit, Handover, HandoverLine,
    Application, ApplicationFile, DeviceBinding, SignInChallenge, DevicePresence, Session,
)  # fmt: skip
