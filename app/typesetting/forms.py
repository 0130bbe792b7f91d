"""What `zhengxun typeset --as` knows: the forms of official documents and the kinds of bulletins, each a row.

- A row says which value is made, what of it the form fixes, what must be given, and where the text of the files goes.
- It goes by its code or by its Chinese name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any

from kernel.errors import StartRefused
from typeset.bulletin import BulletinDoc
from typeset.mastheads import MASTHEADS
from typeset.official.document import OfficialDoc
from typeset.official.forms import Form

# Filled from the files that are typeset, or by the form itself.
OF_FILES = frozenset({"markdown", "figures"})
_OFFICIAL = {
    Form.DOWNWARD: ("offices", "number", "addressees", "dated"),
    Form.UPWARD: ("offices", "number", "addressees", "signers", "dated"),
    Form.LETTER: ("offices", "number", "addressees", "dated"),
    Form.ORDER: ("offices", "mark", "number", "dated"),
    Form.MINUTES: ("offices", "mark", "dated"),
}
_BULLETIN = ("number", "office", "dated")


@dataclass(frozen=True, slots=True)
class Row:
    """One form or kind. `fixed`: what it sets itself; `needed`: what has to be given; `several`: takes several files."""

    code: str
    name: str
    made: type[Any]
    needed: tuple[str, ...]
    several: bool = False
    fixed: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def keys(self) -> tuple[str, ...]:
        """What may be given."""
        own = ("units",) if self.several else ()
        return (
            *own,
            *(one.name for one in fields(self.made) if one.name not in OF_FILES and one.name not in self.fixed),
        )


@cache
def rows() -> tuple[Row, ...]:
    """Official documents first, then the bulletins in the order of the regulation."""
    official = (
        Row(form.value, form.label, OfficialDoc, needed, fixed={"form": form}) for form, needed in _OFFICIAL.items()
    )
    kinds = (
        Row(code, masthead.name, BulletinDoc, _BULLETIN, several=True, fixed={"kind": masthead})
        for code, masthead in MASTHEADS.items()
    )
    return (*official, *kinds)


def named(asked: str) -> Row:
    """The row of a code or a name. Raises StartRefused that names them all."""
    for row in rows():
        if asked in {row.code, row.name}:
            return row
    raise StartRefused("typeset.no_form", form=asked, known="　".join(f"{row.code}（{row.name}）" for row in rows()))
