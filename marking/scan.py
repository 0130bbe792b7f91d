"""Scanning one text.

- A text is read in every way of marking/normalise.py; every marking is found, each range once, in reading order.
- A refusal stands before a hold on the same words. Only a quotation seen in the page as drawn holds what another
  reading would refuse.
- Only passages that hold a character a marking cannot do without are folded; all others cannot carry one.
- The names of files and sheets are short and stand for a title page: rules of their own see them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from marking.doubts import NESTED, QUOTED
from marking.guards import enumerated, quoted
from marking.normalise import Reading, View, views
from marking.passages import passages
from marking.rule import Rule
from marking.rulebook import Rulebook, current
from marking.shapes import SEED
from marking.verdict import AROUND, WHOLE, Decision, Part, Place, Unreadable, Verdict, held, worst

MOST = 50
_REACH = 160  # no marking is longer behind its level
_NAMES = frozenset((Part.FILE_NAME, Part.SHEET_NAME))
_TRIMMED = " \t\n#>|-·"


@dataclass(frozen=True, slots=True)
class _Find:
    """A range of the original and the rule that names it."""

    start: int
    end: int
    rule: Rule
    reading: Reading

    @property
    def refused(self) -> bool:
        return self.rule.verdict is Decision.REFUSE

    def meets(self, other: "_Find") -> bool:
        return self.start < other.end and other.start < self.end


def findings(text: str, where: str = "body", place: Place = WHOLE, book: Rulebook | None = None) -> tuple[Verdict, ...]:
    """Every marking and every quotation of one, in reading order, none over another, at most MOST.

    Where there are more, quotations are left out first: none of them may stand before a marking. What was left out
    nobody has seen and nobody can declare: a last verdict says so (TOO_LARGE).
    """
    book = book or current()
    rules = book if place.part in _NAMES else book.for_texts
    found: list[_Find] = []
    left_out = False
    for start, end in passages(text, whole=book.has_phrases):
        some = [_some(view, rules) for view in views(text[start:end], start)]
        fresh = _chosen([find for finds, _ in some for find in finds])
        kept = [find for find in fresh if find.refused or len(found) <= 2 * MOST]
        left_out = left_out or len(kept) < len(fresh) or any(more for _, more in some)
        found += kept
        if sum(find.refused for find in found) > 2 * MOST:
            break
    chosen = _chosen(found)
    gravest = sorted(chosen, key=lambda find: not find.refused)[:MOST]
    told = [_verdict(text, find, where, place) for find in sorted(gravest, key=lambda find: find.start)]
    if (left_out or len(chosen) > MOST) and not gravest[0].refused:
        told.append(held(where, Unreadable.TOO_LARGE, place))
    return tuple(told)


def scan(text: str, where: str = "body", book: Rulebook | None = None) -> Verdict:
    """The gravest finding in `text`, with its range in `text` as given."""
    return worst(findings(text, where, book=book), where)


def _some(view: View, book: Rulebook) -> tuple[list[_Find], bool]:
    """At most MOST refusals, holds in at most MOST places, and whether holds were left out.

    A thousand holds neither hide a refusal nor cost a thousand times one.
    """
    refused: list[_Find] = []
    doubted: list[_Find] = []
    places, left_out = 0, False
    for find in _finds(view, book):
        if find.refused:
            refused.append(find)
            if len(refused) == MOST:
                break
        elif left_out:
            continue
        elif any(find.meets(one) for one in doubted):
            doubted.append(find)
        elif places < MOST:
            places += 1
            doubted.append(find)
        else:
            left_out = True
    return refused + doubted, left_out


def _finds(view: View, book: Rulebook) -> Iterator[_Find]:
    text = view.folded.text
    if not view.rest and (nested := book.rule(NESTED)) and text:
        yield _Find(*view.folded.span(0, len(text)), nested, view.reading)
    likely = _likely(text)
    for rule in book.rules:
        if view.reading not in rule.reach.value or (rule.needs and not any(one in text for one in rule.needs)):
            continue
        for first, last in [(0, len(text))] if rule.own else likely:
            for match in rule.pattern.finditer(text, first, last):
                start, end = _trimmed(text, *match.span(match.lastindex or 0))
                if start < end and not _excused(rule, text, start, end):
                    named = book.rule(QUOTED) if rule.quotable and quoted(text, start, end) else None
                    yield _Find(*view.folded.span(start, end), named or rule, view.reading)


def _likely(text: str) -> list[tuple[int, int]]:
    """The lines around every level, or what may be one; whole lines, not overlapping."""
    ranges: list[tuple[int, int]] = []
    at = 0
    while seed := SEED.search(text, at):
        start = text.rfind("\n", 0, seed.start()) + 1
        stop = text.find("\n", min(seed.end() + _REACH, len(text)))
        at = stop if stop >= 0 else len(text)
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], at
        else:
            ranges.append((start, at))
    return ranges


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIMMED:
        start += 1
    while start < end and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end


def _excused(rule: Rule, text: str, start: int, end: int) -> bool:
    return any(guard.holds(text, start, end) for guard in rule.guards) or (rule.lists and enumerated(text, start, end))


def _chosen(found: list[_Find]) -> list[_Find]:
    """Refusals before holds, the earlier and longer before the others; none over another."""
    quotations = [find for find in found if find.rule.id == QUOTED and find.reading is Reading.DRAWN]
    kept: list[_Find] = []
    for find in sorted(found, key=lambda one: (not one.refused, one.start, -one.end)):
        if find.refused and find.reading is not Reading.DRAWN and any(find.meets(one) for one in quotations):
            continue
        if not any(find.meets(one) for one in kept):
            kept.append(find)
    return sorted(kept, key=lambda one: one.start)


def _verdict(text: str, find: _Find, where: str, place: Place) -> Verdict:
    start, end = find.start, find.end
    return Verdict(
        find.rule.verdict,
        where,
        find.rule.id,
        start,
        end,
        text[start:end],
        place=place,
        before=text[max(0, start - AROUND) : start],
        after=text[end : end + AROUND],
    )
