"""Mastheads as data: what differs between one kind of bulletin and the next (PUB-02).

- There is no national standard for 简报 and 刊物: every distance, size and order is a row's, in one language of layout.
  The ten kinds of the regulation stand in templates/print/mastheads.toml; a further kind is a further row, from that
  file or from the records of the office.
- A row is taken whole or refused: unknown keys, unknown words and measures no page can hold are named.
- A row's line at the top left (内部资料 …) is its office's own; what reads as a classification marking is refused.
"""

import tomllib
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from marking.scan import scan
from marking.verdict import Decision
from typeset.document import TEMPLATES
from typeset.errors import MastheadInvalid

STAR: Final = "★"
PLAIN: Final = "brief"

Face: TypeAlias = Literal["biaosong", "hei", "kai", "song", "fang"]
Slot: TypeAlias = Literal["", "number", "office", "date", "day"]
End: TypeAlias = Literal["", "office", "printed", "run", "people"]
Millimetres: TypeAlias = Annotated[float, Meta(ge=0, le=80)]
Colour: TypeAlias = Annotated[str, Meta(pattern="^(red|black|#[0-9a-f]{6})$")]


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the masthead: what stands at its left, in its middle, at its right."""

    left: Slot = ""
    centre: Slot = ""
    right: Slot = ""
    size: Annotated[float, Meta(ge=9, le=36)] = 15.75
    face: Face = "fang"
    colour: Colour = "black"
    tracking: Annotated[float, Meta(ge=0, le=1)] = 0


class Imprint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line at the end of the 版记: what stands at its left and at its right."""

    left: End = ""
    right: End = ""


class Masthead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind's row. Measures are mm between the boxes of characters, sizes pt; mastheads.toml says each in full."""

    code: Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    template: Annotated[str, Meta(pattern=r"^(bulletin|circular)[a-z0-9-]{0,40}\.typ$")] = "bulletin.typ"
    face: Face = "biaosong"
    size: Annotated[float, Meta(ge=16, le=96)] = 54
    tracking: Annotated[float, Meta(ge=0, le=2)] = 0.2
    widest: Annotated[float, Meta(ge=40, le=156)] = 130
    align: Literal["centre", "left"] = "centre"
    colour: Colour = "red"
    frame: Literal["none", "box", "double", "band"] = "none"
    drop: Millimetres = 12
    above: tuple[Line, ...] = ()
    over: Millimetres = 5
    lines: tuple[Line, ...] = (Line(centre="number"), Line(left="office", right="date"))
    beside: tuple[Slot, ...] = ()
    gap: Millimetres = 7
    leading: Millimetres = 5
    rule: Literal["none", "plain", "double", "thick-thin", "thin-thick", "star"] = "plain"
    weight: Annotated[float, Meta(ge=0.1, le=3)] = 0.7
    rule_gap: Millimetres = 3
    after: Millimetres = 9
    number: Literal["issue", "year_issue", "year", "running"] = "issue"
    total: bool = True
    marking: Annotated[str, Meta(max_length=20)] = ""
    contents: Literal["never", "several", "always"] = "several"
    contents_pages: bool = False
    contents_frame: bool = False
    item: Literal["centred", "flush"] = "centred"
    item_size: Annotated[float, Meta(ge=12, le=26)] = 21
    item_face: Face = "biaosong"
    item_mark: Literal["none", "bracket", "han", "arabic"] = "none"
    source: Literal["under", "after"] = "under"
    divide: Literal["space", "line", "page"] = "space"
    foreword: Literal["plain", "framed"] = "plain"
    footer: tuple[Literal["reports", "sends", "copies", "extra"], ...] = ("reports", "sends", "copies", "extra")
    imprint: tuple[Imprint, ...] = (Imprint(left="office", right="printed"),)


def masthead_of(row: Mapping[str, Any]) -> Masthead:
    """A row from a file or a record. Raises MastheadInvalid, which names what is wrong with it."""
    try:
        made = msgspec.convert(dict(row), Masthead)
    except msgspec.ValidationError as error:
        raise MastheadInvalid(str(row.get("code", "")), str(error)) from error
    if STAR in made.marking or scan(made.marking).decision is not Decision.ALLOW:
        raise MastheadInvalid(made.code, "`$.marking` reads as a classification marking")
    if not (TEMPLATES / made.template).is_file():
        raise MastheadInvalid(made.code, f"no template {made.template} - at `$.template`")
    return made


def masthead_named(code: str) -> Masthead:
    """The default row of a kind; a kind without one of its own gets the plain row."""
    return MASTHEADS.get(code, MASTHEADS[PLAIN])


def _defaults() -> Mapping[str, Masthead]:
    rows = tomllib.loads((TEMPLATES / "mastheads.toml").read_text(encoding="utf-8"))
    return {code: masthead_of({"code": code, **row}) for code, row in rows.items()}


MASTHEADS: Final = _defaults()
