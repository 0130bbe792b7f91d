"""The words of a mail and a short message: kinds, numbers and the topic's sentence, never a title.

- A letter about one thing says which; a letter about several lists them, a short message counts them by class.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment

from kernel.actor import SYSTEM
from notices.queries import reading
from notices.queries.reading import Stored
from notices.rules import records, topics
from notices.rules.records import RecordKind
from notices.rules.topics import Class

_environment: list[Environment] = []


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in words."""

    kind: str
    number: str
    topic: str
    link: str


def install(environment: Environment) -> None:
    """Take the templates of mails and messages."""
    _environment[:] = [environment]


async def mail(told: Sequence[Stored], base: str) -> tuple[str, str]:
    """Subject and body."""
    name = "emails/notice.txt" if len(told) == 1 else "emails/digest.txt"
    text = await _rendered(name, told, base)
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


async def message(told: Sequence[Stored]) -> str:
    """A short message, on one line."""
    return " ".join((await _rendered("emails/message.txt", told, "")).split())


async def _rendered(name: str, told: Sequence[Stored], base: str) -> str:
    lines = [
        Line(
            RecordKind(each.record_kind).label, await reading.number(SYSTEM, each.record_kind, each.record), each.topic,
            base + records.place(each.record_kind, each.record),
        )
        for each in told
    ]  # fmt: skip
    counted = Counter(topics.of(each.topic).klass for each in told)
    counts = [(klass.label, counted[klass]) for klass in Class if counted[klass]]
    urgent = any(each.urgent for each in told)
    return _environment[0].get_template(name).render(lines=lines, counts=counts, base=base, urgent=urgent)
