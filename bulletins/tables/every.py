"""All tables of bulletins, and those that come filled."""

from bulletins.tables import articles, daily, deliveries, ink, instructions, issues, kinds, leader, notes, scores

TABLES = (
    *kinds.TABLES,
    *articles.TABLES,
    *notes.TABLES,
    *issues.TABLES,
    *daily.TABLES,
    *deliveries.TABLES,
    *instructions.TABLES,
    *ink.TABLES,
    *leader.TABLES,
    *scores.TABLES,
)
SEEDED = (*kinds.SEEDED, *scores.SEEDED, *daily.SEEDED)
