"""The whole sheet of one text: every rule, in the order of the sentences."""

from bulletins.rules import consistency_words as words
from bulletins.rules.consistency import Finding, Known
from bulletins.rules.consistency_numbers import numbers
from bulletins.rules.lineage import sentences


def findings(title: str, body: str, known: Known) -> tuple[Finding, ...]:
    """What was found in a text, the title first."""
    parts = sentences(body)
    found = list(words.whole(title, parts, known))
    for index, sentence in enumerate([title, *parts], -1):
        found += [*numbers(index, sentence), *words.days(index, sentence, known), *words.people(index, sentence, known)]
    return tuple(sorted(found, key=lambda one: (one.index, one.start, one.rule)))
