"""The fixed words of seals, templates/print/stamp.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache

from typeset.document import TEMPLATES


@dataclass(frozen=True, slots=True)
class Words:
    """`demo` marks every seal of a demonstration, `no_text` a page that takes none; the others part a long name."""

    demo: str
    no_text: str
    ends_of_units: tuple[str, ...]
    ends_of_places: tuple[str, ...]


@cache
def words() -> Words:
    """As the template folder has them."""
    told = tomllib.loads((TEMPLATES / "stamp.toml").read_text(encoding="utf-8"))
    return Words(told["demo"], told["no_text"], tuple(told["ends_of_units"]), tuple(told["ends_of_places"]))
