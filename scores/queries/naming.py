"""What records of later stages are called, and the words behind codes of theirs that rules may name.

- Told by the assembly, because this package knows them as kind, id and code alone.
"""

from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from kernel.actor import Actor
from scores.rules.happenings import Fact

Titles = Callable[[Actor, list[UUID]], Awaitable[dict[UUID, str]]]
Words = Callable[[Actor], Awaitable[list[tuple[str, str]]]]
SUBMISSION = "submission"
_titles: dict[str, Titles] = {}
_offered: dict[str, Words] = {}


def describe(kind: str, titles: Titles) -> None:
    """How to find titles of a kind of record; only those the viewer may see have one."""
    _titles[kind] = titles


def offer(column: str, words: Words) -> None:
    """The codes a rule may name in a column, with their words."""
    _offered[column] = words


async def offered(viewer: Actor, column: str) -> list[tuple[str, str]]:
    """What offer() was told."""
    return await _offered[column](viewer) if column in _offered else []


async def titles(viewer: Actor, facts: Iterable[Fact]) -> dict[UUID, str]:
    """Happening -> what it is about: the titles of its submissions, or of the record that shows it."""
    known = list(facts)
    wanted: dict[str, set[UUID]] = {SUBMISSION: {s.submission for fact in known for s in fact.shares if s.submission}}
    for fact in known:
        wanted.setdefault(fact.source_kind, set()).add(fact.source)
    names: dict[UUID, str] = {}
    for kind, ids in wanted.items():
        if ids and kind in _titles:
            names |= await _titles[kind](viewer, sorted(ids))
    return {fact.id: _name(fact, names) for fact in known}


def _name(fact: Fact, names: dict[UUID, str]) -> str:
    own = [names[share.submission] for share in fact.shares if share.submission in names]
    return own[0] if own else names.get(fact.source, "")
