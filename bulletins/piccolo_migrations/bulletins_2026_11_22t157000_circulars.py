"""Circulars and commendations: the figures a circular was made from, and who is commended.

- Figures are sealed under the article's key and written once; taking them anew adds a row, the newest counts.
- A commendation is proposed from the scores and confirmed by another person (PUB-09).
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:70:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "circulars and commendations"

SQL = """
CREATE TABLE circular_sheet (
    article uuid NOT NULL REFERENCES article, number integer NOT NULL CHECK (number > 0), first date NOT NULL,
    last date NOT NULL CHECK (last >= first), sheet_sealed bytea NOT NULL, digest bytea NOT NULL CHECK (length(digest) = 32),
    by uuid NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (article, number)
);
CREATE TABLE commendation (
    id uuid PRIMARY KEY, version integer NOT NULL DEFAULT 1,
    state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'withdrawn')),
    first date NOT NULL, last date NOT NULL CHECK (last >= first), proposed_by uuid NOT NULL, decided_by uuid,
    created timestamptz NOT NULL, decided timestamptz,
    CHECK ((state = 'confirmed') <= (decided_by IS NOT NULL AND decided_by <> proposed_by))
);
CREATE TABLE commendation_entry (
    commendation uuid NOT NULL REFERENCES commendation, sort text NOT NULL CHECK (sort IN ('unit', 'officer', 'item')),
    subject uuid NOT NULL, unit uuid NOT NULL, place integer NOT NULL, points numeric(10, 2) NOT NULL,
    kept boolean NOT NULL DEFAULT true, PRIMARY KEY (commendation, sort, subject)
);
"""
NARROW = {
    "circular_sheet": "SELECT, INSERT",
    "commendation": "SELECT, INSERT, UPDATE",
    "commendation_entry": "SELECT, INSERT, UPDATE (kept)",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
