"""Every table of the product, for binding the engine and for the test that models equal migrations."""

from piccolo.table import Table

from archive.tables import TABLES as ARCHIVE
from bulletins.tables import TABLES as BULLETINS
from gate.tables import TABLES as GATE
from identity.tables import TABLES as IDENTITY
from kernel.tables import TABLES as KERNEL
from notices.tables import TABLES as NOTICES
from submissions.tables import TABLES as SUBMISSIONS

TABLES: tuple[type[Table], ...] = (
    *KERNEL,
    *IDENTITY,
    *NOTICES,
    *GATE,
    *SUBMISSIONS,
    *BULLETINS,
    *ARCHIVE,
)
