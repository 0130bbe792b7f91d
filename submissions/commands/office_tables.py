"""Editing the office's tables: from a day on that is not past, never rewriting what was in force (SUB-03).

- A change ends the row that holds on the day and begins another one with the same key; both stay. A row that has not
  begun yet may be changed or taken away. Nothing else is ever deleted: records keep the words of their day.
- One day holds one row of a key. What is in force since today is changed from tomorrow on.
- Codes the rules are written for are not ended; a list people must choose from never becomes empty.
- Changes of one table queue; each is journalled with who, what and from when.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import asyncpg

from gate import commands as gate
from identity.rights import Right, demand
from kernel import clock
from kernel.db import Done, Row, Tx, command
from kernel.errors import Invalid, NotFound
from marking.cleared import Cleared
from submissions.errors import CodeKept, LastRow, RowPlanned
from submissions.rules.office_tables import BY_NAME, IDENTIFIER, Column, OfficeTable, Place, wrong_day
from submissions.store import office_tables as store
from submissions.store import submissions as choices
from submissions.workflow.office_tables import KIND, TableAct

_CODE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
Typed = dict[str, str]


@command("table.add")
async def add(tx: Tx, place: Place, typed: Typed, words: Cleared) -> Done:
    """A new row. Raises Invalid, NotFound."""
    spec, day = await _open(tx, place, words), place.day
    if spec.closed:
        raise NotFound
    key = place.key | {name: words.text(IDENTIFIER) for name in spec.codes}
    there, values = await _key(spec, key, day), await _values(spec, typed, words, day)
    if any(row["valid_until"] is None or row["valid_until"] > day for row in await store.of_key(spec, there)):
        raise Invalid(fields={spec.key[0].name: "code_taken"})
    await _write(tx, spec, there, values, day)
    return await _said(tx, spec, there, TableAct.ADD, day, values)


@command("table.change")
async def change(tx: Tx, place: Place, typed: Typed, words: Cleared) -> Done:
    """Other values from a day on. Raises Invalid, NotFound, RowPlanned."""
    spec, day = await _open(tx, place, words), place.day
    there, values = await _key(spec, place.key, day), await _values(spec, typed, words, day)
    row = _holding(await store.of_key(spec, there), day)
    if row["valid_from"] == day:
        if day <= _today(tx):
            raise Invalid(fields={"day": "in_force_today"})
        await store.drop(tx, spec, there, day)
    else:
        await store.end(tx, spec, there, row["valid_from"], day)
    await _write(tx, spec, there, values, day)
    if row["valid_until"]:
        await store.end(tx, spec, there, day, row["valid_until"])
    return await _said(tx, spec, there, TableAct.CHANGE, day, values)


@command("table.end")
async def end(tx: Tx, place: Place) -> Done:
    """It holds no more from a day on. Raises Invalid, NotFound, CodeKept, LastRow, RowPlanned."""
    spec, day = await _open(tx, place, None), place.day
    there = await _key(spec, place.key, day)
    if str(next(iter(there.values()))) in spec.keeps:
        raise CodeKept(action="", state="", reason="")
    row = _holding(await store.of_key(spec, there), day)
    if row["valid_from"] == day:
        raise Invalid(fields={"day": "in_force_today"})
    left = [each for each in await store.rows(spec) if _holds(each, day) and not _same(each, there)]
    if len(left) < spec.least_rows:
        raise LastRow(action="", state="", reason="")
    await store.end(tx, spec, there, row["valid_from"], day)
    return await _said(tx, spec, there, TableAct.END, day, {})


@command("table.drop")
async def drop(tx: Tx, place: Place) -> Done:
    """A row that has not begun yet is given up; what it was to follow holds on. Raises NotFound."""
    spec, day = await _open(tx, place, None), place.day
    there = await _key(spec, place.key, day)
    rows = await store.of_key(spec, there)
    planned = next((row for row in rows if row["valid_from"] == day and day > _today(tx)), None)
    if planned is None:
        raise NotFound
    await store.drop(tx, spec, there, day)
    before = next((row for row in rows if row["valid_until"] == day), None)
    if before:
        await store.end(tx, spec, there, before["valid_from"], planned["valid_until"])
    return await _said(tx, spec, there, TableAct.DROP, day, {})


async def _open(tx: Tx, place: Place, words: Cleared | None) -> OfficeTable:
    demand(tx.actor, Right.TABLES_EDIT)
    if words is not None:
        gate.nothing_held(words)
    spec = BY_NAME.get(place.table)
    if spec is None:
        raise NotFound
    if wrong := wrong_day(place.day, _today(tx)):
        raise Invalid(fields={"day": wrong})
    await store.lock(tx, spec)
    return spec


def _holding(rows: list[Row], day: date) -> Row:
    """The row that holds on the day, with nothing planned behind it. Raises NotFound, RowPlanned."""
    if any(row["valid_from"] > day for row in rows):
        raise RowPlanned(action="", state="", reason="")
    found = next((row for row in rows if _holds(row, day)), None)
    if found is None:
        raise NotFound
    return found


def _holds(row: Row, day: date) -> bool:
    return bool(row["valid_from"] <= day and (row["valid_until"] is None or row["valid_until"] > day))


def _same(row: Row, key: Mapping[str, object]) -> bool:
    return all(row[name] == value for name, value in key.items())


async def _key(spec: OfficeTable, typed: Typed, day: date) -> dict[str, object]:
    return await _read(spec.key, typed, day)


async def _values(spec: OfficeTable, typed: Typed, words: Cleared, day: date) -> dict[str, object]:
    said = {name: words.text(name).strip() for name in spec.words}
    values = await _read(spec.columns, typed | said, day)
    least, most = values.get("least"), values.get("most")
    if isinstance(least, int) and isinstance(most, int) and most and least > most:
        raise Invalid(fields={"most": "below_least"})
    if spec.one_of and sum(values[name] is not None for name in spec.one_of) != 1:
        raise Invalid(fields=dict.fromkeys(spec.one_of, "fill_one"))
    return values


async def _read(columns: tuple[Column, ...], typed: Typed, day: date) -> dict[str, object]:
    """What was typed as the columns take it. Raises Invalid with every wrong one."""
    values, wrong = dict[str, object](), dict[str, str]()
    for column in columns:
        try:
            values[column.name] = await _value(column, typed.get(column.name, "").strip(), day)
        except ValueError as error:
            wrong[column.name] = str(error)
    if wrong:
        raise Invalid(fields=wrong)
    return values


async def _value(column: Column, text: str, day: date) -> object:
    """One value. Raises ValueError with the code of what is wrong."""
    if not text and not column.empty and (column.kind != "text" or column.least):
        raise ValueError("required")
    match column.kind:
        case "number":
            return _number(column, text) if text else None
        case "list":
            offered = {row["code"] for row in await choices.choices(str(column.of), day)}
            if text and text not in offered:
                raise ValueError("not_a_choice")
        case "fixed":
            if text not in list(column.of):
                raise ValueError("not_a_choice")
            return text == "true" if text in ("true", "false") else text
        case "code":
            if len(text) > column.most or not set(text) <= _CODE:
                raise ValueError("not_a_code")
        case _ if len(text) > column.most:
            raise ValueError("contact_too_long")
    return text


def _number(column: Column, text: str) -> int:
    if not text.isascii() or not text.isdigit() or not column.least <= int(text) <= column.most:
        raise ValueError("out_of_bounds")
    return int(text)


async def _write(tx: Tx, spec: OfficeTable, key: Mapping[str, object], values: Mapping[str, object], day: date) -> None:
    try:
        await store.add(tx, spec, key, values, day)
    except (asyncpg.CheckViolationError, asyncpg.NotNullViolationError, asyncpg.UniqueViolationError) as error:
        raise Invalid(fields={spec.every[-1].name: "does_not_fit"}) from error


async def _said(  # noqa: PLR0913, PLR0917 - what was done, to what, from when
    tx: Tx, spec: OfficeTable, key: Mapping[str, object], action: TableAct, day: date, values: Mapping[str, object]
) -> Done:
    shown = " ".join(str(value) for value in key.values() if value != "")
    id = await store.note(tx, spec, shown or "*", action, day)
    tx.record(KIND, id, action, note=f"{spec.name} {shown} {day}", after=repr(sorted(values.items())).encode())
    return Done(id)


def _today(tx: Tx) -> date:
    return clock.local(tx.now).date()


def tomorrow(today: date) -> date:
    """The first day on which what holds today can be changed, too."""
    return today + timedelta(days=1)
