"""Names, posts and the order of leaders, as the address book has them.

- A known name after a post that is not its own; a name one character away from a known one after that one's post.
- Names in one list stand in the order of their rank.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from typeset.preflight.distance import distance
from typeset.preflight.lists import words
from typeset.preflight.reading import Found, Reading

_LEAST_NAME = 3
_DEPUTY = "副"


def posts(reading: Reading) -> Iterator[Found]:
    """A known name with the post of somebody else."""
    own: dict[str, set[str]] = {}
    for person in reading.context.people:
        own.setdefault(person.name, set()).add(person.post)
    known = sorted({person.post for person in reading.context.people} | set(words("posts")), key=len, reverse=True)
    ends = "|".join(map(re.escape, known))
    for name, held in own.items():
        pattern = re.compile(f"({ends}){re.escape(name)}")
        for at, element in enumerate(reading.elements):
            for found in pattern.finditer(element.text):
                before = element.text[: found.start() + len(found[1])]
                if not any(_fits(before, found[1], post) for post in held):
                    values = {"name": name, "said": found[1], "right": "、".join(sorted(held))}
                    yield Found(at, found.start(), found.end(), values)


def _fits(before: str, said: str, post: str) -> bool:
    """Whether words that end in a post, as it was said, can mean this one: 局长 is a short form, 副 makes another."""
    own = _DEPUTY in post
    if before.endswith(post) and (own or not before.removesuffix(post).endswith(_DEPUTY)):
        return True
    rest = post.removesuffix(said)
    return post.endswith(said) and not rest.endswith(_DEPUTY) and not before.removesuffix(said).endswith(_DEPUTY)


def names(reading: Reading) -> Iterator[Found]:
    """A name one character away from the one whose post stands before it."""
    known = {person.name for person in reading.context.people}
    for person in reading.context.people:
        if len(person.name) < _LEAST_NAME:
            continue
        pattern = re.compile(f"{re.escape(person.post)}([\u4e00-\u9fff]{{{len(person.name)}}})")
        for at, element in enumerate(reading.elements):
            for found in pattern.finditer(element.text):
                if found[1] not in known and distance(found[1], person.name) == 1 and found[1][0] == person.name[0]:
                    yield Found(at, found.start(1), found.end(1), {"said": found[1], "right": person.name})


def order(reading: Reading) -> Iterator[Found]:
    """A list of leaders out of the order of their rank."""
    rank: dict[str, int] = {}
    for at, person in enumerate(reading.context.people):
        rank.setdefault(person.name, at)
    if len(rank) < 2:  # noqa: PLR2004 - one has no order
        return
    pattern = re.compile("|".join(sorted(map(re.escape, rank), key=len, reverse=True)))
    for at, element in enumerate(reading.elements):
        for one, other in pairwise(pattern.finditer(element.text)):
            between = element.text[one.end() : other.start()]
            if (
                re.fullmatch(r"(?:同志)?[、，和\s]{1,2}(?:[^、，。；\s]{0,8})", between)
                and rank[other[0]] < rank[one[0]]
            ):
                yield Found(at, one.start(), other.end(), {"first": other[0], "second": one[0]})
