"""Reading the office's tables as they stand on a day, with what was and what is planned."""

from dataclasses import dataclass
from datetime import date, datetime

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from kernel.errors import NotFound
from submissions.rules.office_tables import BY_NAME, TABLES, Column, OfficeTable
from submissions.store import office_tables as store
from submissions.store import submissions as choices
from submissions.workflow.office_tables import TableAct


@dataclass(frozen=True, slots=True)
class Shown:
    """A row in words. `standing`: now | planned | over."""

    cells: tuple[str, ...]
    typed: dict[str, str]
    begins: date
    ends: date | None
    standing: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """One change in words."""

    at: datetime
    who: str
    key: str
    act: str
    day: date


def tables(viewer: Actor) -> list[tuple[str, str]]:
    """Every table there is."""
    demand(viewer, Right.TABLES_EDIT)
    return [(each.name.value, each.name.label) for each in TABLES]


def described(viewer: Actor, name: str) -> OfficeTable:
    """One table's description. Raises NotFound."""
    demand(viewer, Right.TABLES_EDIT)
    if name not in BY_NAME:
        raise NotFound
    return BY_NAME[name]


async def options(viewer: Actor, spec: OfficeTable, day: date) -> dict[str, list[tuple[str, str]]]:
    """Column -> what can be chosen in it on a day."""
    demand(viewer, Right.TABLES_EDIT)
    return {column.name: await _options(column, day) for column in spec.every if column.kind in ("list", "fixed")}


async def _options(column: Column, day: date) -> list[tuple[str, str]]:
    if not isinstance(column.of, str):
        return [(each.value, each.label) for each in column.of]
    return [(row["code"], row["label"]) for row in await choices.choices(column.of, day)]


async def rows(viewer: Actor, spec: OfficeTable, day: date) -> list[Shown]:
    """Every row, as it stands towards a day."""
    demand(viewer, Right.TABLES_EDIT)
    offered = {name: dict(found) for name, found in (await options(viewer, spec, day)).items()}
    shown = []
    for row in await store.rows(spec):
        typed = {column.name: _typed(row[column.name]) for column in spec.every}
        cells = tuple(offered.get(name, {}).get(text, text) for name, text in typed.items())
        over = row["valid_until"] is not None and row["valid_until"] <= day
        standing = "over" if over else "planned" if row["valid_from"] > day else "now"
        kept = typed[spec.key[0].name] in spec.keeps
        shown.append(Shown(cells, typed, row["valid_from"], row["valid_until"], standing, kept))
    return shown


def _typed(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


async def changes(viewer: Actor, spec: OfficeTable) -> list[Changed]:
    """Who changed it, the latest first."""
    demand(viewer, Right.TABLES_EDIT)
    found = await store.changes(spec.name.value)
    names = await identity.names(viewer, {row["by"] for row in found})
    return [
        Changed(row["at"], names.get(row["by"], ""), row["key"], TableAct(row["action"]).label, row["from_day"])
        for row in found
    ]  # fmt: skip
