"""Reasons and opinions given with acts: sealed, written once."""

from piccolo.columns import UUID, Bytea, Text, Timestamptz
from piccolo.table import Table


class BulletinNote(Table, tablename="bulletin_note"):
    """A reason or opinion given with an act; `record` owns the key."""

    id = UUID(primary_key=True)
    record = UUID(index=True)
    action = Text()
    text_sealed = Bytea()
    by = UUID()
    at = Timestamptz()


TABLES = (BulletinNote,)
