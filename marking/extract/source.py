"""What a reader works on, and how much it may unpack.

- Bytes and parts are counted over the whole file as they come out, whatever an archive declares.
- A file inside a file is read as any other; too deep is a hole.
- A reader that cannot go on raises Broken; what it gave before stays given.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from marking.extract.parts import Hole, Picture, Piece, Text
from marking.verdict import Part, Place, Unreadable

MAX_PART, MAX_TOTAL, MAX_PARTS = 32 << 20, 128 << 20, 5_000
MAX_ARCHIVES, MAX_DEPTH = 2, 6
MAX_DRAWINGS = 40  # pages drawn; more than that nobody looks at within the time of one file


class Broken(Exception):
    """Reading ends here, for this reason."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(slots=True)
class Budget:
    """What may still be unpacked and drawn of one file handed in."""

    bytes_left: int = MAX_TOTAL
    parts_left: int = MAX_PARTS
    drawings_left: int = MAX_DRAWINGS

    @property
    def part(self) -> int:
        """How large the next part may become."""
        return min(MAX_PART, self.bytes_left)

    def spend(self, size: int) -> None:
        """Counts a part of this size. Raises Broken."""
        self.bytes_left -= size
        self.parts_left -= 1
        if size > MAX_PART or self.bytes_left < 0 or self.parts_left < 0:
            raise Broken(Unreadable.TOO_LARGE)


@dataclass(frozen=True, slots=True)
class Source:
    """One file, alone or inside another. `read` is what reads the files inside."""

    data: bytes = field(repr=False)
    read: "Callable[[Source], Iterator[Piece]]" = field(repr=False)
    budget: Budget = field(default_factory=Budget)
    inside: tuple[str, ...] = ()
    archives: int = 0

    def text(self, text: str, part: Part = Part.BODY, number: int = 0) -> Text:
        return Text(text, Place(part, number, self.inside))

    def picture(self, data: bytes, number: int = 0, *, page: bool = False, preview: bool = False) -> Picture:
        return Picture(data, Place(Part.PICTURE, number, self.inside), page, preview)

    def hole(self, reason: Unreadable, part: Part = Part.BODY, number: int = 0) -> Hole:
        return Hole(reason, Place(part, number, self.inside))

    def lines(self, lines: Iterable[str], part: Part = Part.BODY, number: int = 0) -> Iterator[Text]:
        """The lines as one text; nothing when all are blank."""
        text = "\n".join(line for line in lines if line and not line.isspace())
        if text:
            yield self.text(text, part, number)

    def same(self, data: bytes) -> "Source":
        """Other bytes in the same place: a picture in a document is part of the document."""
        return replace(self, data=data)

    def below(self, name: str, data: bytes) -> Iterator[Piece]:
        """What the file `name` inside this one gives."""
        inside = (*self.inside, name)
        if len(inside) > MAX_DEPTH:
            yield Hole(Unreadable.NESTED, Place(inside=inside))
        else:
            yield from self.read(replace(self, data=data, inside=inside))

    def as_archive(self) -> "Source":
        """The same file counted as one more archive around its members. Raises Broken."""
        if self.archives >= MAX_ARCHIVES:
            raise Broken(Unreadable.NESTED)
        return replace(self, archives=self.archives + 1)
