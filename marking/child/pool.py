"""The way everything foreign is examined: texts and files in, findings out.

- Files, and texts long enough to hold up others, are read in a limited process (marking/child/nursery.py); short texts
  here. What a file brings as pictures is looked at in a second one, with the room that needs.
- A job that ends badly is a finding, never a pass.
- Blocking, and safe for threads: edges call it in a thread. Raises GateBusy when too much is under way.
"""

import atexit
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from marking.child import wire
from marking.child.answers import Expected
from marking.child.asking import Asker, Places
from marking.child.limits import MB, UNKNOWN, Limits, Used
from marking.child.starting import Nursery
from marking.extract.parts import Picture
from marking.eyes.marks import BY_ID as MARKS_BY_ID
from marking.eyes.seen import MOST, unseen
from marking.rulebook import Rulebook, current
from marking.scan import findings
from marking.verdict import Decision, Verdict, held

SHORT = 50_000  # characters scanned here: a few milliseconds
READING = Limits(cpu=10, clock=40.0, memory=256 * MB, room=256 * MB)
LOOKING = Limits(cpu=10, clock=40.0, memory=640 * MB, room=2048 * MB)  # and for each picture:
CPU_A_PICTURE, CLOCK_A_PICTURE, MOST_CPU = 8, 20.0, 120

READERS = Asker(Nursery("marking.child.job"), Places(jobs=2, waiting=16, patience=30.0))
EYES = Asker(Nursery("marking.child.looking"), Places(jobs=1, waiting=16, patience=120.0))


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one file; what reading it cost, and looking at its pictures."""

    verdicts: tuple[Verdict, ...]
    used: Used
    seen: Used = UNKNOWN


def examine(
    parts: Mapping[str, str], files: Sequence[tuple[str, bytes]] = (), book: Rulebook | None = None
) -> tuple[Verdict, ...]:
    """Everything that keeps these from being allowed, in their order; empty when nothing does.

    `book`: other rules than those in force.
    """
    book = book or current()
    found = _texts(parts, book)
    for name, data in files:
        found += examined(name, data, book).verdicts
    return tuple(found)


def examined(name: str, data: bytes, book: Rulebook | None = None) -> Examined:
    """One file."""
    book = book or current()
    question = wire.AskFile(wire.clean(name, len(name)), len(data), wire.Book.of(book))
    reply = READERS.ask(READING, question, (data,), Expected(book.by_id, [name]))
    verdicts, pictures = reply.heard.verdicts, reply.heard.pictures
    unread = [held(name, reply.failed)] if reply.failed else []
    # What is refused is not looked at any further.
    if not pictures or any(verdict.decision is Decision.REFUSE for verdict in verdicts):
        return Examined((*verdicts, *unread), reply.used)
    looked = _looked(name, pictures, book)
    return Examined((*verdicts, *looked[0], *unread), reply.used, looked[1])


def _looked(name: str, pictures: Sequence[Picture], book: Rulebook) -> tuple[list[Verdict], Used]:
    """Findings on pictures; those that were not looked at to the end are held."""
    count = len(pictures)
    limits = replace(
        LOOKING,
        cpu=min(LOOKING.cpu + CPU_A_PICTURE * count, MOST_CPU),
        clock=LOOKING.clock + CLOCK_A_PICTURE * min(count, MOST),
    )
    question = wire.AskPictures([wire.Shot.of(picture) for picture in pictures], wire.Book.of(book))
    expected = Expected({*book.by_id, *MARKS_BY_ID}, [name] * count)
    reply = EYES.ask(limits, question, [picture.data for picture in pictures], expected)
    missed = [unseen(picture, name) for number, picture in enumerate(pictures) if number not in reply.heard.done]
    unread = [held(name, reply.failed)] if reply.failed else []
    return [*reply.heard.verdicts, *(verdict for each in missed for verdict in each), *unread], reply.used


def _texts(parts: Mapping[str, str], book: Rulebook) -> list[Verdict]:
    if sum(map(len, parts.values())) <= SHORT:
        return [found for where, text in parts.items() for found in findings(text, where, book=book)]
    names = list(parts)
    question = wire.AskTexts([wire.clean(text, len(text)) for text in parts.values()], wire.Book.of(book))
    reply = READERS.ask(READING, question, (), Expected(book.by_id, names))
    return [*reply.heard.verdicts, *([held(names[0], reply.failed)] if reply.failed else [])]


@atexit.register
def close() -> None:
    """End both processes; the next question starts them again."""
    READERS.nursery.close()
    EYES.nursery.close()
