"""All tables of submissions, and those that come filled."""

from submissions.tables import (
    assignments,
    catalogue,
    channels,
    claims,
    debts,
    events,
    kept,
    periods,
    progress,
    signing,
    submissions,
    writing,
)

TABLES = (
    *submissions.TABLES,
    *kept.TABLES,
    *progress.TABLES,
    *channels.TABLES,
    *writing.TABLES,
    *signing.TABLES,
    *assignments.TABLES,
    *catalogue.TABLES,
    *debts.TABLES,
    *events.TABLES,
    *periods.TABLES,
    *claims.TABLES,
)
SEEDED = (
    *submissions.SEEDED,
    *debts.SEEDED,
    *events.SEEDED,
    *channels.SEEDED,
    *writing.SEEDED,
    *signing.SEEDED,
    *assignments.SEEDED,
    *claims.SEEDED,
)
