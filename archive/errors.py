"""Refusals of the archive."""

from kernel.errors import Refusal


class NotWhole(Refusal):
    """The package that was just built does not verify; nothing was filed."""

    code = "archive_not_whole"
    status = 500


class NothingToFile(Refusal):
    """Nothing of that year is closed and not filed yet."""

    code = "archive_nothing_to_file"
    status = 409
