"""Every table of the product, for binding the engine and for the test that models equal migrations."""

from types import ModuleType

from piccolo.table import Table

from archive import tables as archive
from bulletins.tables import every as bulletins
from gate import tables as gate
from identity import tables as identity
from kernel import tables as kernel
from notices import tables as notices
from scores.tables import every as scores
from submissions.tables import every as submissions

MODULES: dict[str, ModuleType] = {
    "kernel": kernel,
    "identity": identity,
    "notices": notices,
    "gate": gate,
    "scores": scores,
    "submissions": submissions,
    "bulletins": bulletins,
    "archive": archive,
}
TABLES: tuple[type[Table], ...] = tuple(table for module in MODULES.values() for table in module.TABLES)
# What migrations fill and an office then keeps: tests leave these rows where they are.
SEEDED: frozenset[str] = frozenset(name for module in MODULES.values() for name in getattr(module, "SEEDED", ()))
