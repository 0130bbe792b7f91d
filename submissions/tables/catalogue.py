"""The rows of the catalogue of data already collected. Every word is sealed under the entry's own key."""

from piccolo.columns import UUID, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table


class CatalogueEntry(Table, tablename="catalogue_entry"):
    """One report or data set the office or a unit already has. Past `valid_until` nothing new is answered from it."""

    id = UUID(primary_key=True)
    version = Integer(default=1)
    created = Timestamptz()
    changed = Timestamptz()
    author = UUID()
    unit = UUID()
    period = Text()
    name_sealed = Bytea()
    fields_sealed = Bytea()
    source_sealed = Bytea()
    basis_sealed = Bytea()
    contact_sealed = Bytea()
    valid_from = Date()
    valid_until = Date(null=True, default=None)


TABLES = (CatalogueEntry,)
