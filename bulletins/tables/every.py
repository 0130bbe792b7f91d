"""All tables of bulletins, and those that come filled."""

from bulletins.tables import articles, deliveries, instructions, issues, kinds, notes, scores

TABLES = (
    *kinds.TABLES,
    *articles.TABLES,
    *notes.TABLES,
    *issues.TABLES,
    *deliveries.TABLES,
    *instructions.TABLES,
    *scores.TABLES,
)
SEEDED = (*kinds.SEEDED, *scores.SEEDED)
