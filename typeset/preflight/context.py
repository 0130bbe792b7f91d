"""What a document cannot know of itself: the day, the address book, the limits of its kind, its number, its people.

- Everything is optional but the day: a check that lacks its part of the context finds nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from typeset.fonts import DEFAULT, FontSet


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a text of a kind is, in counted characters; 0 = no bound. `strict`: beyond it is an error."""

    least: int = 0
    most: int = 0
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a post, as the address book has it."""

    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Context:
    """`units`: full and agreed short names; `former`: names no longer in use, with the name of today.

    `limits`: one an item, or one for all of them. `number`: the number this issue has to have. `people`: in order of rank.
    """

    today: date
    units: tuple[str, ...] = ()
    former: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[Limit | None, ...] = ()
    number: int | None = None
    people: tuple[Person, ...] = ()
    fonts: FontSet = DEFAULT
