"""The Chinese words of a FIELDS.toml: names of fields, of what stands in their tables, and of choices.

- Whatever `--list` shows may be written: the code or the Chinese name, alike.
- TOML wants Chinese keys in quotes. They are put there for who leaves them out, when the file is no TOML as it stands.
- The same field under both of its names is refused: which one was meant nobody knows.
"""

import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

from app.templating import message
from app.typesetting.forms import Row
from kernel.errors import StartRefused

_BARE: Final = re.compile(
    r"""^([ \t]*(?:\[\[?[ \t]*)?)([^\W\da-zA-Z_][^\s="'\[\].\#]*)([ \t]*(?:=|\]\]?[ \t]*(?:\#.*)?$))""", re.MULTILINE
)
_OF_ISSUE: Final = frozenset({"number", "dated", "issuer", "note"})
FILE: Final = "file"  # of a table: the file that holds its text


def loads(text: str) -> dict[str, Any]:
    """The tables of a file. Raises tomllib.TOMLDecodeError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return tomllib.loads(_BARE.sub(r'\1"\2"\3', text))


def label(row: Row, name: str) -> str:
    """What a field is called in Chinese; an issue calls some by other words than an official document."""
    return message(f"typeset.field_of_issue.{name}" if row.several and name in _OF_ISSUE else f"typeset.field.{name}")


def part(name: str) -> str:
    """What a part of a table is called in Chinese."""
    return message(f"typeset.part.{name}")


def coded(row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """The same values under their codes; what is unknown stays for whoever refuses it. Raises StartRefused."""
    types = typing.get_type_hints(row.made)
    names = {label(row, name): name for name in row.keys}
    return {key: _value(types.get(key), value) for key, value in _renamed(names, given).items()}


def _renamed(names: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in given.items():
        name = names.get(key, key)
        if name in found:
            raise StartRefused("typeset.twice", key=key)
        found[name] = value
    return found


def _value(of: Any, value: Any) -> Any:
    if isinstance(value, list):
        return [_value(of, one) for one in value]
    for kind in (of, *typing.get_args(of)):
        if is_dataclass(kind) and isinstance(value, Mapping):
            return _renamed({part(name): name for name in (*(one.name for one in fields(kind)), FILE)}, value)
        if isinstance(kind, type) and issubclass(kind, Enum) and isinstance(value, str):
            return {choice(one): one.value for one in kind}.get(value, value)
    return value


def choice(one: Enum) -> str:
    """What a choice is called in Chinese."""
    return str(getattr(one, "label", "")) or message("typeset.sort.none")
