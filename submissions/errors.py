"""Refusals of submissions, beyond those of the kernel."""

from kernel.errors import Invalid, NotAllowedNow, Refusal


class SignatureBroken(Refusal):
    """What stands in the record is not what was signed off."""

    code = "submission_signature_broken"
    status = 409


class TooManyFiles(Invalid):
    """More attachments than one submission may carry."""

    code = "submission_too_many_files"


class FileTooLarge(Refusal):
    """One attachment is over the limit."""

    code = "submission_file_too_large"
    status = 413


class DeviceMustSign(Refusal):
    """Who has a device signs with it; the installation may ask for one from everybody (SUB-08)."""

    code = "device_must_sign"
    status = 409


class SignedAnother(Refusal):
    """The device's signature is not over this text as it stands, by this person in this capacity."""

    code = "signed_another"
    status = 409


class SignChallengeOver(Refusal):
    """What a device was asked to sign is over: answered, too old, or somebody else's."""

    code = "sign_challenge_over"
    status = 409


class NotEditable(NotAllowedNow):
    """A text can be changed in a draft only."""

    code = "submission_not_editable"


class TooManyViews(NotAllowedNow):
    """A person keeps as many views of lists as they may."""

    code = "submission_too_many_views"


class TooManyRows(Refusal):
    """A list is longer than may leave the house in one file."""

    code = "submission_too_many_rows"
    status = 422


class CopyMoved(Refusal):
    """The text was written on in another tab since this form saw it last."""

    code = "submission_copy_moved"
    status = 409


class TooManyCopies(Refusal):
    """More texts begun and not saved than one person may have."""

    code = "submission_too_many_copies"
    status = 409


class UploadGone(Refusal):
    """A file on its way that is not there any more, or never was this browser's."""

    code = "submission_upload_gone"
    status = 404


class UploadBroken(Refusal):
    """What arrived is not the file that was announced."""

    code = "submission_upload_broken"
    status = 422


class TooManyUploads(Refusal):
    """More files on their way than one person may have."""

    code = "submission_too_many_uploads"
    status = 429


class ChannelClosed(Invalid):
    """A way that is not open for a kind of text; `ways` names those that are."""

    code = "channel_closed"


class InternalJournal(Invalid):
    """A unit's internal journal handed in as it is; `signs` says what it was known by (办法 第十七条)."""

    code = "internal_journal"


class OaUnsigned(Refusal):
    """A request without the headers of the scheme."""

    code = "oa_unsigned"
    status = 401


class OaNotGenuine(Refusal):
    """Key unknown or ended, signature or digest wrong, date too far off, number used before: `why` is its sentence."""

    status = 401

    def __init__(self, why: str) -> None:
        super().__init__()
        self.code = f"oa_{why}"
        self.args = (self.code,)


class OaTooMany(Refusal):
    """More requests in a minute than a key may send."""

    code = "too_many_requests"
    status = 429


class NotAsserted(Invalid):
    """What is said about a sign-off made elsewhere does not hold: wrong signer, capacity or moment."""

    code = "sign_off_not_asserted"


class OverlapsUnseen(Invalid):
    """Nearly the same was asked of the same units; whoever orders has not been shown all of it yet."""

    code = "assignment_overlaps"


class AlreadyCollected(Invalid):
    """The catalogue has what is asked for; use it, or say why the unit must be asked again (T 11)."""

    code = "assignment_in_catalogue"


class QuotaFull(NotAllowedNow):
    """The unit carries as much as it may; more wants an order of its own with a superior's consent."""

    code = "assignment_quota_full"


class TermOver(NotAllowedNow):
    """The day the answer was asked for has passed while the order waited for consent."""

    code = "assignment_term_over"


class NotLinkable(Invalid):
    """A submission that cannot answer the task."""

    code = "assignment_not_linkable"


class BadTable(Invalid):
    """An imported table with rows that cannot be taken; `rows` names them. Nothing of it was kept."""

    code = "catalogue_bad_table"

    def __init__(self, code: str, rows: tuple[object, ...] = ()) -> None:
        super().__init__(fields={"file": code}, count=len(rows))
        self.rows = rows


class EventOver(NotAllowedNow):
    """The event has ended or was joined to another: nothing follows it here."""

    code = "event_over"


class NoReportOfOwn(NotAllowedNow):
    """Who has not reported an event has nothing to follow up; it writes a report of its own."""

    code = "event_no_report_of_own"


class CodeKept(NotAllowedNow):
    """The rules are written for this code: it may be renamed, not ended."""

    code = "office_code_kept"


class NoExample(NotAllowedNow):
    """Other units may not read this text: it is not adopted, or something in it was held, or it has personal numbers."""

    code = "no_example"


class LastRow(NotAllowedNow):
    """People must choose from this list: its last row is not ended."""

    code = "office_last_row"


class RowPlanned(NotAllowedNow):
    """A later change of this row is planned already."""

    code = "office_row_planned"


class HeldByColleague(Refusal):
    """A colleague has it at this step; it is theirs until they let go of it or it is taken over in the open (ED-08)."""

    code = "held_by_colleague"
    status = 409
