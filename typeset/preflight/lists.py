"""The words the checks know of the office's language, from words.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path


@cache
def _lists() -> Mapping[str, str | list[str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def words(name: str) -> Sequence[str]:
    """One list, or the characters of one string."""
    return _lists()[name]
