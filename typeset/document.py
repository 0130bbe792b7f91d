"""What every kind of document is to the engine: a layout, that is a template with its data, and the words it prints.

- A document value (bulletin, official document, circular) is pure data with a method `layout()`.
- A layout says the same words twice: in `data` for the template, and in `elements` in reading order. Page numbers and
  what a copy adds (its number, watermark, code, seals' pictures) are no text of the document.
- An element's key names it: the templates' tables and the tags of an OFD go by it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

_BLANKS = re.compile("[\\t \\u00a0\\u2000-\\u200a\\u2800\\u3000]+")
TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "print"


@dataclass(frozen=True, slots=True)
class Element:
    """A named part of a document, with its words as they are printed, line breaks and blanks apart."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A document ready for the engine. `template` is a file of templates/print; `data` is plain JSON."""

    template: str
    title: str
    office: str
    dated: date
    data: Mapping[str, Any]
    elements: tuple[Element, ...]

    @property
    def text(self) -> str:
        """Every word of the pages in reading order."""
        return "\n".join(element.text for element in self.elements)

    @property
    def seen(self) -> str:
        """The same as a reader sees them: however many blanks stand between two words, they are one gap."""
        return _BLANKS.sub(" ", self.text)


class Printable(Protocol):
    """A value that can be printed."""

    def layout(self) -> Layout:
        """Its layout; raises a Refusal of typeset.errors for what no page can hold."""
        ...


@dataclass(frozen=True, slots=True)
class SealPicture:
    """The picture of a seal for a print: `svg` as typeset.stamps draws it, `mm` its width; `grey` until it is granted."""

    office: str
    svg: str
    mm: float
    grey: bool = False


@dataclass(frozen=True, slots=True)
class Overlay:
    """What one copy adds to a layout without moving a character of it.

    `number` is its 份号, six digits; `watermark` the recipient's words in light solid grey behind the text; `code` an SVG
    of the verification code, `written` the same in characters; `seals` stand where the template keeps room for them,
    by the office's name.
    """

    number: str = ""
    watermark: str = ""
    code: str = ""
    written: str = ""
    seals: tuple[SealPicture, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Mark:
    """A place the template tells: its name, page from 1, and mm from the page's top left corner."""

    name: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Printed:
    """What the engine made: PDF/A-2b, and the places its template tells (seals, headings)."""

    pdf: bytes
    marks: tuple[Mark, ...]

    def marked(self, name: str) -> tuple[Mark, ...]:
        """The places of one name, in reading order."""
        return tuple(mark for mark in self.marks if mark.name == name)
