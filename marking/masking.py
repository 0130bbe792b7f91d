"""Personal numbers in the fields of a form, and their masked form in place of them (SEC-09).

- A warning with a choice: nothing is refused for it, and what the writer leaves stands.
- The telephone in the field that asks for one is expected and not warned about.
- Positions are those of the text as sent; when it was changed since they were shown, the number is found again by its
  masked form, or left alone.
- In Markdown the stars of a mask are written so that they stay stars.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from marking.personal import Kind, Personal, found

ALL = "all"
MARKDOWN = {"body"}
_EXPECTED = {"contact": {Kind.MOBILE}}


@dataclass(frozen=True, slots=True)
class Exposed:
    """One number of one field. `words`: the number itself, for the page of the person who wrote it."""

    where: str
    number: Personal
    words: str = field(repr=False)

    @property
    def id(self) -> str:
        """How a form names it."""
        return f"{self.where}:{self.number.start}:{self.number.masked}"


def exposed(parts: Mapping[str, str]) -> tuple[Exposed, ...]:
    """Every number to warn about, field by field, in reading order."""
    return tuple(
        Exposed(where, number, text[number.start : number.end])
        for where, text in parts.items()
        for number in found(text)
        if number.kind not in _EXPECTED.get(where, ())
    )


def covered(parts: Mapping[str, str], which: str) -> dict[str, str]:
    """The texts with one number masked (by `Exposed.id`), every one (`ALL`), or none ("")."""
    every = exposed(parts)
    chosen = every if which == ALL else _chosen(every, which)
    texts = dict(parts)
    for one in sorted(chosen, key=lambda each: each.number.start, reverse=True):
        text = texts[one.where]
        mask = one.number.masked.replace("*", r"\*") if one.where in MARKDOWN else one.number.masked
        texts[one.where] = text[: one.number.start] + mask + text[one.number.end :]
    return texts


def _chosen(every: Iterable[Exposed], which: str) -> list[Exposed]:
    where, _, rest = which.partition(":")
    _, _, masked = rest.partition(":")
    alike = [one for one in every if (one.where, one.number.masked) == (where, masked)]
    return [one for one in alike if one.id == which] or alike[:1]
