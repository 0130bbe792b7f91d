"""Where a click on a notice leads."""

from kernel.db import Done
from kernel.web import Form
from notices.rules import records


def after_reading(form: Form, read: Done) -> str:
    """The record's page, or back to the list."""
    return records.place(read.more["kind"], read.id) if form.text("go") == "1" else "/notices"
