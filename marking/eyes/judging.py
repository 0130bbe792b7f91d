"""What a picture means for the file it is in.

- A marking on it refuses the file.
- A page that is a picture, and a picture that is a file, never pass: what was not read is not known.
- A picture in a document with text passes when it has no writing at all; with writing it is held.
- A preview repeats what is read as text, a seal says its owner's name: their writing holds nothing once it was read.
"""

from collections.abc import Iterator, Sequence

from marking.extract.parts import Picture
from marking.eyes.engine import NoEngine
from marking.eyes.marks import marks
from marking.eyes.pixels import Unseen
from marking.eyes.reading import look
from marking.eyes.seen import MOST, unseen
from marking.rulebook import Rulebook
from marking.verdict import Unreadable, Verdict, held

WHOLE_PAGES = 3  # pages read whole; of the others the head


def judged(pictures: Sequence[Picture], where: str, book: Rulebook) -> Iterator[tuple[int, tuple[Verdict, ...]]]:
    """The findings on each picture by its number, as they come."""
    pages = 0
    for number, picture in enumerate(pictures):
        pages += picture.page
        if number < MOST:
            yield number, _judged(picture, where, book, whole=pages <= WHOLE_PAGES)
        else:
            yield number, unseen(picture, where)


def _judged(picture: Picture, where: str, book: Rulebook, *, whole: bool) -> tuple[Verdict, ...]:
    try:
        seen = look(picture, lambda part: bool(marks(part, where, book=book)), whole=whole)
    except Unseen as error:
        return (held(where, Unreadable.IMAGE if picture.preview else error.reason, picture.place),)
    except NoEngine:
        return unseen(picture, where)
    if found := marks(seen, where, picture.place, book):
        return found
    passes = not picture.page and (picture.preview or not seen.lines)
    return () if passes else unseen(picture, where)
