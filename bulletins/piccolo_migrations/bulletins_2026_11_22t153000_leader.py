"""The leader's desk: the editor's words for the face of an item, a person's own phrases and size of text."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "leader's desk"

SQL = """
CREATE TABLE article_face (
    article uuid PRIMARY KEY REFERENCES article, edition integer NOT NULL CHECK (edition >= 1),
    face_sealed bytea NOT NULL, by uuid NOT NULL, at timestamptz NOT NULL
);
CREATE TABLE own_phrase (
    id uuid PRIMARY KEY, person uuid NOT NULL, text_sealed bytea NOT NULL, created timestamptz NOT NULL
);
CREATE INDEX own_phrase_person ON own_phrase (person, id);
CREATE TABLE reader_choice (
    person uuid PRIMARY KEY, large boolean NOT NULL, at timestamptz NOT NULL
);
"""
NARROW = {
    "article_face": "SELECT, INSERT, UPDATE (edition, face_sealed, by, at), DELETE",
    "own_phrase": "SELECT, INSERT, DELETE",
    "reader_choice": "SELECT, INSERT, UPDATE (large, at)",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
