"""Every page of this package."""

from submissions.pages import lists, records, writing

# Writing before the record: "new" is no record's act.
ROUTES: list[object] = [*lists.ROUTES, *writing.ROUTES, *records.ROUTES]
