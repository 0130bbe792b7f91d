"""All tables of scores, and those that come filled."""

from scores.tables import corrections, happenings, rulesets, settlements

TABLES = (*happenings.TABLES, *rulesets.TABLES, *corrections.TABLES, *settlements.TABLES)
SEEDED = rulesets.SEEDED
