"""The way everything foreign is examined: texts and files in, findings out.

- Files, and texts long enough to hold up others, are read in a limited process (marking/child/nursery.py); short texts
  here. What a file brings as pictures is looked at in a second one, with the room that needs.
- A job that ends badly is a finding, never a pass.
- Blocking, and safe for threads: edges call it in a thread. Raises GateBusy when too much is under way.
"""

import atexit
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marking.child import wire
from marking.child.answers import Expected
from marking.child.asking import Asker, Places
from marking.child.limits import MB, Limits, Used
from marking.child.starting import Nursery
from marking.rules import BY_ID
from marking.scan import scan
from marking.verdict import Decision, Verdict, held

SHORT = 50_000  # characters scanned here: a few milliseconds
READING = Limits(cpu=10, clock=40.0, memory=256 * MB)

READERS = Asker(Nursery("marking.child.job"), Places(jobs=2, waiting=16, patience=30.0))
atexit.register(READERS.nursery.close)


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one file, and what finding it cost."""

    verdicts: tuple[Verdict, ...]
    used: Used


def examine(parts: Mapping[str, str], files: Sequence[tuple[str, bytes]] = (), book: str = "") -> tuple[Verdict, ...]:
    """Everything that keeps these from being allowed, in their order; empty when nothing does."""
    found = _texts(parts, book)
    for name, data in files:
        found += examined(name, data, book).verdicts
    return tuple(found)


def examined(name: str, data: bytes, book: str = "") -> Examined:
    """One file."""
    question = wire.AskFile(wire.clean(name, len(name)), len(data), book)
    reply = READERS.ask(READING, question, (data,), Expected(BY_ID, lambda _: name))
    verdicts = [*reply.heard.verdicts, *([held(name, reply.failed)] if reply.failed else [])]
    return Examined(tuple(verdicts), reply.used)


def _texts(parts: Mapping[str, str], book: str) -> list[Verdict]:
    if sum(map(len, parts.values())) <= SHORT:
        found = [scan(text, where) for where, text in parts.items()]
        return [verdict for verdict in found if verdict.decision is not Decision.ALLOW]
    names = list(parts)
    question = wire.AskTexts([wire.clean(text, len(text)) for text in parts.values()], book)
    reply = READERS.ask(READING, question, (), Expected(BY_ID, lambda number: names[number]))
    return [*reply.heard.verdicts, *([held(names[0], reply.failed)] if reply.failed else [])]
