"""What can be refused in this package, beyond what the workflow tables refuse."""

from kernel.errors import Invalid, NotAllowedNow, Refusal


class ContentChanged(Refusal):
    """The text is no longer the one that was approved; nothing may be printed from it."""

    code = "issue_content_changed"
    status = 409


class StepChallengeOver(Refusal):
    """What a device was asked to sign is over: answered, too old, or somebody else's."""

    code = "step_challenge_over"
    status = 409


class StepSignedAnother(Refusal):
    """The device's signature is not over this step by this person."""

    code = "step_signed_another"
    status = 409


class NotScreened(NotAllowedNow):
    """A submission can only be taken up while it is screened."""

    code = "article_not_screened"


class IssueClosed(NotAllowedNow):
    """The issue is no longer being compiled."""

    code = "issue_not_compiling"


class NoCircularKind(Refusal):
    """No kind of bulletin in use takes circulars."""

    code = "circular_no_kind"
    status = 409


class TooEarly(Invalid):
    """The moment lies before the embargo."""

    code = "issue_too_early"


class OtherKind(Invalid):
    """The article was written for another kind of bulletin."""

    code = "article_other_kind"


class ListWidened(Refusal):
    """An issue's list may be narrowed, not widened; the kind's list is changed by someone else (PUB-05)."""

    code = "issue_list_widened"
    status = 403


class CopyUnknown(Refusal):
    """The code is genuine and its copy is not in the register: of another house's database, or of before a restore."""

    code = "copy_unknown"
    status = 422


class NothingToCheck(Invalid):
    """Neither a code nor a file was given."""

    code = "copy_nothing_given"


class FileUnknown(Refusal):
    """No copy was ever handed out as this file."""

    code = "copy_file_unknown"
    status = 422


class NoRule(Refusal):
    """No score rule is in force for the kind: the office must set one before the issue leaves."""

    code = "score_no_rule"
    status = 409


class FaceClosed(NotAllowedNow):
    """The issue is being approved or beyond: what leaders read first stays as it is."""

    code = "face_closed"


class InkElsewhere(Refusal):
    """The ink was drawn on pages that are no longer these."""

    code = "ink_elsewhere"
    status = 409


class ArticleLocked(Refusal):
    """A colleague writes the article now; one writer at a time (ED-08)."""

    code = "article_locked"
    status = 409


class SentenceGone(Refusal):
    """The sentence a remark was to be bound to no longer stands in the text."""

    code = "sentence_gone"
    status = 409


class ScansOnly(Invalid):
    """A paper instruction comes with pictures or PDF of it, not too many and not too large."""

    code = "instruction_scans"


class TooManyLines(Refusal):
    """The ledger is too long for one sheet."""

    code = "instruction_too_many_lines"
    status = 422


class NoReaders(NotAllowedNow):
    """The list reaches nobody: nothing can be approved for nobody."""

    code = "issue_no_readers"


class WideningOpen(NotAllowedNow):
    """Somebody has asked for further readers and nobody has answered yet."""

    code = "issue_widening_open"


class NoWideningNow(NotAllowedNow):
    """The list is fixed and the issue not out yet, or the issue is over."""

    code = "issue_no_widening"


class AlreadyOnList(Refusal):
    """Everybody who was named gets the issue already, or was left out of it by the sender, who may put them back."""

    code = "issue_already_on_list"
    status = 422


class AlreadyOpened(NotAllowedNow):
    """Somebody has opened the copy: it cannot be taken back alone any more."""

    code = "delivery_already_opened"


class RemindedToday(NotAllowedNow):
    """Everybody who was to be urged was reminded today."""

    code = "delivery_reminded_today"


class TakenBack(Refusal):
    """The copy was taken back; what it said is no longer shown."""

    code = "delivery_taken_back"
    status = 410


class HandoverRuns(Invalid):
    """The reading of these days is handed over already."""

    code = "handover_runs"
