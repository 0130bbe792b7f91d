"""What reading a file gives: texts, pictures, and holes where nothing could be read.

- Reading goes on behind a hole wherever it can: a marking found later is worth more than a hold.
- Text is whole as its reader sees it: runs joined, one line a paragraph, cell or shape.
- A preview repeats what is read as text: whoever has looked at one may refuse it, and holds nothing for its writing.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from marking.verdict import WHOLE, Place, Unreadable


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text and where it stood."""

    text: str = field(repr=False)
    place: Place = WHOLE


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture (PNG, JPEG, TIFF, …).

    `page`: it stands for a whole page, or is a file of its own, so its text is the page's text. Without: a picture in
    a document that has text. `preview`: a program's small picture of the first page, kept beside the document it shows;
    the picture of a seal.
    """

    data: bytes = field(repr=False)
    place: Place = WHOLE
    page: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """Something that could not be read, and why."""

    reason: Unreadable
    place: Place = WHOLE


Piece: TypeAlias = Text | Picture | Hole
