"""How far apart two names are, and where a text has something near one.

- Edit distance: characters put in, left out or taken for another.
- A place within k of a name holds one of k + 1 pieces of the name unchanged: only around those is measured.
"""

from collections.abc import Iterator

_MOST_PLACES = 300  # of one piece: a text that says it more often says it on purpose


def distance(one: str, other: str) -> int:
    """The edit distance of two strings."""
    row = list(range(len(other) + 1))
    for at, mine in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, theirs in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (mine != theirs))
    return row[-1]


def near(name: str, text: str, most: int) -> Iterator[tuple[int, int]]:
    """Where `text` has something at most `most` away from `name` and not the name: the nearest stretch of each place."""
    size = len(name) // (most + 1)
    told: set[tuple[int, int]] = set()
    for piece in range(most + 1):
        start = piece * size
        words = name[start : start + size] if piece < most else name[start:]
        at, tries = text.find(words), 0
        while at >= 0 and tries < _MOST_PLACES:
            tries += 1
            found = _best(name, text, at - start, most)
            if found and found not in told:
                told.add(found)
                yield found
            at = text.find(words, at + 1)


def _best(name: str, text: str, at: int, most: int) -> tuple[int, int] | None:
    """The stretch around `at` that is nearest to the name; the first characters and the last ones must be the name's."""
    best, found = most + 1, None
    for start in range(max(0, at - most), at + most + 1):
        for end in range(start + len(name) - most, start + len(name) + most + 1):
            words = text[start:end]
            if len(words) == end - start and words[:1] == name[0] and words[-1:] == name[-1]:
                apart = distance(words, name)
                if apart == 0:
                    return None
                if apart < best:
                    best, found = apart, (start, end)
    return found
