"""What the values of settings look like: each parser gives the value, or raises ValueError with what is expected."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from crypto.devices import registry
from crypto.errors import BadAddress
from notices.rules import timing

_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def text(value: object) -> str:
    """Something written."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("text")
    return value.strip()


def whole(low: int, high: int) -> Callable[[object], int]:
    """A whole number within bounds."""

    def parse(value: object) -> int:
        number = int(value) if isinstance(value, str) and value.isdecimal() else value
        if not isinstance(number, int) or isinstance(number, bool) or not low <= number <= high:
            raise ValueError(f"{low}-{high}")
        return number

    return parse


def flag(value: object) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if not isinstance(value, str) or value.lower() not in known:
        raise ValueError("flag")
    return known[value.lower()]


def path(value: object) -> Path:
    """A file or folder."""
    return Path(text(value)).expanduser().absolute()


def address(*schemes: str) -> Callable[[object], str]:
    """An address of one of these schemes."""

    def parse(value: object) -> str:
        found = text(value)
        if urlsplit(found).scheme not in schemes:
            raise ValueError(", ".join(schemes))
        return found.rstrip("/")

    return parse


def names(value: object) -> tuple[str, ...]:
    """A list."""
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise ValueError("list")  # noqa: TRY004 - every refusal of a parser is a ValueError
    return tuple(text(part) for part in parts)


def one_of(*choices: str) -> Callable[[object], str]:
    """One of these words."""

    def parse(value: object) -> str:
        if value not in choices:
            raise ValueError(" / ".join(choices))
        return str(value)

    return parse


def device(value: object) -> str:
    """The address of a key device."""
    found = text(value)
    try:
        registry.parse(found)
    except BadAddress:
        raise ValueError("software:PATH / sdf:LIBRARY#INDEX") from None
    return found


def quiet(value: object) -> str:
    """From an hour to an hour."""
    try:
        timing.span(text(value))
    except ValueError:
        raise ValueError("20:00-07:30") from None
    return text(value)


def gateway(value: object) -> str:
    """Where short messages go out."""
    address = urlsplit(text(value))
    # Numbers of people leave the house here: in the clear only to a program on this very machine.
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in _HERE):
        raise ValueError("https")
    return text(value)
