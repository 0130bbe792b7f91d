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


class NotEditable(NotAllowedNow):
    """A text can be changed in a draft only."""

    code = "submission_not_editable"
