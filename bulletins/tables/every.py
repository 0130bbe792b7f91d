"""All tables of bulletins, and those that come filled."""

from bulletins.tables import articles, daily, deliveries, instructions, issues, kinds, leader, notes, scores

TABLES = (
    *kinds.TABLES,
    *articles.TABLES,
    *notes.TABLES,
    *issues.TABLES,
    *daily.TABLES,
    *deliveries.TABLES,
    *instructions.TABLES,
    *leader.TABLES,
    *scores.TABLES,
)
SEEDED = (*kinds.SEEDED, *scores.SEEDED, *daily.SEEDED)
