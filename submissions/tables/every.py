"""All tables of submissions, and those that come filled."""

from submissions.tables import submissions

TABLES = (*submissions.TABLES,)
SEEDED = submissions.SEEDED
