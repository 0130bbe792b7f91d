"""What was read off a picture, and what is said of one that nobody could read. Without any library for pictures."""

from dataclasses import dataclass, field

from marking.extract.parts import Picture
from marking.verdict import Unreadable, Verdict, held

MOST = 20  # pictures of one file that are looked at; the others are held


@dataclass(frozen=True, slots=True)
class Seen:
    """Lines as a reader sees them, the first `head` of them in the head. `sure`: all writing there was read well."""

    lines: tuple[str, ...] = field(default=(), repr=False)
    sure: bool = True
    head: int = 0


def unseen(picture: Picture, where: str) -> tuple[Verdict, ...]:
    """It is held, whatever it is: what nobody looked at may say anything."""
    scan = picture.page and picture.place.number > 0
    return (held(where, Unreadable.SCAN if scan else Unreadable.IMAGE, picture.place),)
