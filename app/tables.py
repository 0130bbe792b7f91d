"""Every table of the product, for binding the engine and for the test that models equal migrations."""

from piccolo.table import Table

from archive import tables as archive
from bulletins import tables as bulletins
from identity import tables as identity
from kernel import tables as kernel
from notices import tables as notices
from submissions import tables as submissions

TABLES: tuple[type[Table], ...] = (
    *kernel.TABLES,
    *identity.TABLES,
    *notices.TABLES,
    *submissions.TABLES,
    *bulletins.TABLES,
    *archive.TABLES,
)
