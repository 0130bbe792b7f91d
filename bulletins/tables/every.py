"""All tables of bulletins, and those that come filled."""

from bulletins.tables import (
    articles,
    circulars,
    daily,
    deliveries,
    desk,
    instructions,
    issues,
    kinds,
    leader,
    lists,
    notes,
    responsibility,
    wording,
)

TABLES = (
    *kinds.TABLES,
    *articles.TABLES,
    *circulars.TABLES,
    *desk.TABLES,
    *notes.TABLES,
    *issues.TABLES,
    *lists.TABLES,
    *daily.TABLES,
    *deliveries.TABLES,
    *instructions.TABLES,
    *leader.TABLES,
    *responsibility.TABLES,
    *wording.TABLES,
)
SEEDED = (*kinds.SEEDED, *lists.SEEDED, *instructions.SEEDED, *daily.SEEDED)
