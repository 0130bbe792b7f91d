"""Numbered copies: a number for every delivery, the pages they are rendered from, and what was handed out.

- Deliveries of before get their numbers in the order in which they were made. Issues typeset before keep no pages: their
  readers get the approved file as it is.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T09:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "numbered copies"

SQL = """
ALTER TABLE issue ADD COLUMN layout uuid,
    ADD CONSTRAINT issue_layout_with_pdf CHECK (layout IS NULL OR pdf IS NOT NULL);
CREATE INDEX issue_tail ON issue (right(id::text, 12));
ALTER TABLE delivery ADD COLUMN number integer;
UPDATE delivery SET number = given.number
FROM (SELECT id, row_number() OVER (PARTITION BY issue ORDER BY id) AS number FROM delivery) AS given
WHERE given.id = delivery.id;
ALTER TABLE delivery ALTER COLUMN number SET NOT NULL,
    ADD CONSTRAINT delivery_number_digits CHECK (number BETWEEN 1 AND 999999),
    ADD CONSTRAINT delivery_number UNIQUE (issue, number);
CREATE TABLE delivery_copy (
    id uuid PRIMARY KEY, delivery uuid NOT NULL REFERENCES delivery, form text NOT NULL CHECK (form IN ('pdf', 'pages')),
    digest bytea NOT NULL CHECK (length(digest) = 32), by uuid NOT NULL, at timestamptz NOT NULL
);
CREATE INDEX delivery_copy_delivery ON delivery_copy (delivery, id);
CREATE INDEX delivery_copy_digest ON delivery_copy (digest);
"""
# A number once given is never free again: the service cannot delete a delivery.
NARROW = {"delivery_copy": "SELECT, INSERT", "delivery": "SELECT, INSERT, UPDATE"}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
