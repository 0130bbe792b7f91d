"""Every page of this package."""

from submissions.pages import (
    assignments,
    catalogue,
    discs,
    drafts,
    emergencies,
    events,
    fax,
    forwarding,
    kept,
    lists,
    oa,
    records,
    signing,
    uploads,
    versions,
    writing,
)

# Writing before the record: "new" is no record's act.
ROUTES: list[object] = [
    *lists.ROUTES,
    *kept.ROUTES,
    *writing.ROUTES,
    *drafts.ROUTES,
    *uploads.ROUTES,
    *versions.ROUTES,
    *fax.ROUTES,
    *discs.ROUTES,
    *oa.ROUTES,
    *forwarding.ROUTES,
    *assignments.ROUTES,
    *catalogue.ROUTES,
    *signing.ROUTES,
    *emergencies.ROUTES,
    *events.ROUTES,
    *records.ROUTES,
]
