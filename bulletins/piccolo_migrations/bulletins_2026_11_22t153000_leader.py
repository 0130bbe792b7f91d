"""The leader's desk: ink, the editor's words for the face of an item, a person's own phrases and size of text.

- Ink is written once: the service may neither change nor delete it.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from kernel.migrate import sql_migration

ID = "2026-11-22T15:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "leader's desk"

SQL = """
CREATE TABLE instruction_ink (
    instruction uuid PRIMARY KEY REFERENCES instruction, page smallint NOT NULL CHECK (page BETWEEN 0 AND 999),
    bound bytea NOT NULL CHECK (length(bound) = 32), points integer NOT NULL CHECK (points BETWEEN 1 AND 24000),
    ink_sealed bytea NOT NULL, digest bytea NOT NULL CHECK (length(digest) = 32), created timestamptz NOT NULL
);
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
    "instruction_ink": "SELECT, INSERT",
    "article_face": "SELECT, INSERT, UPDATE (edition, face_sealed, by, at), DELETE",
    "own_phrase": "SELECT, INSERT, DELETE",
    "reader_choice": "SELECT, INSERT, UPDATE (large, at)",
}


async def forwards() -> MigrationManager:
    """Piccolo's entry point."""
    return sql_migration(ID, "bulletins", DESCRIPTION, SQL, NARROW)
