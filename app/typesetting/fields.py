"""FIELDS.toml: what a document says besides its text, read onto the fields of the value that is printed.

- Keys arrive as the fields' codes (naming.py); an unknown one is refused with the nearest that exists.
- Every value has the type of its field: text, number, date (2026-11-22 without quotes), list of texts, table.
- Inside a table `file` names the file its text is taken from (annexes); the path starts where FIELDS.toml lies.
"""

import difflib
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec

from app.templating import message
from app.typesetting import naming
from app.typesetting.forms import Row
from app.typesetting.naming import label
from kernel.errors import StartRefused

LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Given:
    """The file, its words as they stand in it, and where its paths start."""

    name: str
    data: bytes
    values: Mapping[str, Any]
    folder: Path


def read(path: Path | None) -> Given:
    """The file's tables. Raises StartRefused."""
    if path is None:
        return Given("", b"", {}, Path())
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StartRefused("typeset.no_fields", path=str(path)) from error
    if len(data) > LIMIT:
        raise StartRefused("typeset.bad_fields", path=str(path), detail=f"> {LIMIT}")
    try:
        values = naming.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StartRefused("typeset.bad_fields", path=str(path), detail=_where(error)) from error
    return Given(path.name, data, values, path.parent)


def _where(error: Exception) -> str:
    found = re.search(r"at line (\d+)", str(error))
    return message("typeset.bad_fields.line", line=found[1]) if found else str(error)


def values(row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the right types by the names of the fields. Raises StartRefused."""
    known = {label(row, name): name for name in row.keys}
    types = typing.get_type_hints(row.made)
    found: dict[str, Any] = {}
    for key, value in given.items():
        name = known.get(key, key)
        if name not in row.keys:
            near = difflib.get_close_matches(key, [*row.keys, *known], n=1, cutoff=0.5)
            raise StartRefused("typeset.unknown_field", key=key, near=near[0] if near else "--list")
        _known(row, types[name], value, key)
        try:
            found[name] = msgspec.convert(value, types[name])
        except msgspec.ValidationError as error:
            raise StartRefused(
                "typeset.wrong_field", key=key, label=label(row, name), expects=expects(row, name)
            ) from error
    return found


def require(row: Row, found: Mapping[str, Any]) -> None:
    """Raise StartRefused that names every field that is missing."""
    missing = [name for name in row.needed if not found.get(name) and found.get(name) != 0]
    if missing:
        told = "；".join(f"{name}（{label(row, name)}）" for name in missing)
        raise StartRefused("typeset.missing_fields", form=row.name, missing=told)


def expects(row: Row, name: str) -> str:
    """What sort of value a field takes, in words."""
    return _sort(typing.get_type_hints(row.made).get(name, tuple[str, ...]))


def _sort(of: Any) -> str:
    inner = [one for one in typing.get_args(of) if one is not type(None)]
    origin = typing.get_origin(of)
    if origin is tuple:
        return message("typeset.sort.list", of=_sort(inner[0]))
    if origin is not None and inner and origin is not dict:
        return _sort(inner[0])
    if is_dataclass(of):
        names = [one.name for one in fields(of)] + (
            [naming.FILE] if any(one.name == "markdown" for one in fields(of)) else []
        )
        return message("typeset.sort.table", keys="、".join(f"{name}（{naming.part(name)}）" for name in names))
    if isinstance(of, type) and issubclass(of, Enum):
        return message("typeset.sort.choice", of="、".join(f"{one.value}（{naming.choice(one)}）" for one in of))
    return message(f"typeset.sort.{getattr(of, '__name__', 'str')}")


def _known(row: Row, of: Any, value: Any, key: str) -> None:
    """Raise StartRefused for a key inside a table that its value does not have."""
    for kind in (of, *typing.get_args(of)):
        if is_dataclass(kind):
            names = {one.name for one in fields(kind)}
            needed = {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}
            for each in value if isinstance(value, list) else [value]:
                if not isinstance(each, Mapping) or set(each) - names or needed - set(each):
                    raise StartRefused(
                        "typeset.wrong_field", key=key, label=label(row, key), expects="、".join(sorted(names))
                    )
