"""All tables of submissions, and those that come filled."""

from submissions.tables import channels, submissions

TABLES = (*submissions.TABLES, *channels.TABLES)
SEEDED = (*submissions.SEEDED, *channels.SEEDED)
