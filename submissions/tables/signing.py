"""The rows of sign-off: what is important, who is away, what was signed by whom, what a device is asked to sign."""

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class SubmissionImportance(Table, tablename="submission_importance"):
    """What is important. Empty category, urgency or level = any. Primary key (code, valid_from)."""

    code = Text(primary_key=True)
    category = Text()
    urgency = Text()
    level = Text()
    label = Text()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


class SubmissionSignature(Table, tablename="submission_signature"):
    """A sign-off: over which text, by whom, in which capacity; with the device's statement, if one signed.

    Never changed, but for the moment since when it holds no longer.
    """

    id = UUID(primary_key=True)
    submission = UUID()
    at = Timestamptz()
    digest = Bytea()
    version = Integer()
    signer = UUID()
    capacity = Text()
    important = Boolean()
    on_behalf = UUID(null=True, default=None)
    device = UUID(null=True, default=None)
    certificate = Bytea(null=True, default=None)
    statement = Bytea(null=True, default=None)
    signature = Bytea(null=True, default=None)
    voided = Timestamptz(null=True, default=None)
    voided_why = Text(default="")


class SignerAbsence(Table, tablename="signer_absence"):
    """A signer is away; `substitute` stands in. Ends by itself, or when it is revoked."""

    id = UUID(primary_key=True)
    unit = UUID()
    account = UUID()
    substitute = UUID(null=True, default=None)
    starts = Timestamptz()
    ends = Timestamptz()
    created = Timestamptz()
    revoked = Timestamptz(null=True, default=None)
    revoked_by = UUID(null=True, default=None)


class SignTwoHands(Table, tablename="sign_two_hands"):
    """Since when a unit has it that nobody signs what they wrote. Primary key (unit, since)."""

    unit = UUID(primary_key=True)
    since = Timestamptz()
    by = UUID()
    until = Timestamptz(null=True, default=None)


class SignChallenge(Table, tablename="sign_challenge"):
    """Texts a device is asked to sign in one act; one use, a few minutes."""

    id = UUID(primary_key=True)
    account = UUID()
    service = Text()
    nonce = Bytea()
    issued = Timestamptz()
    ends = Timestamptz()


class SignChallengeText(Table, tablename="sign_challenge_text"):
    """One of them: as it stood, what goes with the move, and the debt it pays. Primary key (challenge, place)."""

    challenge = UUID(primary_key=True)
    place = Integer()
    submission = UUID()
    version = Integer()
    digest = Bytea()
    capacity = Text()
    note_sealed = Bytea()
    declared = Boolean()
    debt = UUID(null=True, default=None)
    debt_version = Integer(null=True, default=None)


TABLES = (
    SubmissionImportance, SubmissionSignature, SignerAbsence, SignTwoHands, SignChallenge, SignChallengeText,
)  # fmt: skip
SEEDED = ("submission_importance",)
