"""Happenings × rule sets → lines. Pure: the same facts and sets give the same lines, in whatever order they come.

- The set in force on a happening's day decides, and only that; a line names the happening, the set, the set's line and the
  arithmetic, step by step.
- A line never looks ahead: what happens later adds lines and changes none, so a closed month stands as it is unless a
  fact of it is cancelled or comes to light.
- Of several publications of an item, and of repeated instructions, what exceeds the best before counts, at the mode's level.
- Caps take from positive lines what is beyond them. Once a unit's year is zeroed, nothing positive is added to it.
- Facts must be given from the start of a year on, and those about the same items from their beginning.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec

from crypto import sm3
from scores.rules import sharing
from scores.rules.happenings import Fact, Share, Sort, standing
from scores.rules.ruleset import CENT, Line, Mode, Once, Quota, RuleSet
from scores.rules.spans import around, year_of

MANUAL = "manual"  # the line of a correction by hand: no rule gave it
ZERO = Decimal("0.00")


class Op(StrEnum):
    """A step of the arithmetic; the page says it in words."""

    POINTS = "points"
    AWARDED = "awarded"
    TIMES = "times"  # value × of, the item's points
    FACTOR = "factor"  # of: the level
    ALREADY = "already"  # value was given for the item before
    SHARED = "shared"  # of: how many units, how
    CAPPED = "capped"  # of: the cap; value was left under it
    BASIC = "basic"  # of: how many reports were needed
    ZEROING = "zeroing"
    ZEROED = "zeroed"
    MANUAL = "manual"
    CORRECTS = "corrects"  # of: the day of a closed period


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was done, with what."""

    op: Op
    value: Decimal
    of: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A rule set and the day from which it is in force, until a later one is."""

    id: UUID
    number: int
    since: date
    rules: RuleSet


@dataclass(frozen=True, slots=True)
class Scored:
    """A line: points of a unit, and all that explains them."""

    unit: UUID
    happening: UUID
    day: date
    line: str
    points: Decimal
    steps: tuple[Step, ...]
    rule_set: UUID | None = None
    submission: UUID | None = None

    @property
    def key(self) -> tuple[UUID, UUID, str, str]:
        """What it stands for, whatever it is worth."""
        return self.unit, self.happening, str(self.submission or ""), self.line


def in_force(sets: Iterable[Dated], day: date) -> Dated | None:
    """The set of a day; of two from the same day the later."""
    return max((each for each in sets if each.since <= day), key=lambda each: (each.since, each.number), default=None)


def evaluate(facts: Iterable[Fact], sets: Sequence[Dated]) -> list[Scored]:
    """Every line, in the order of the happenings."""
    book = _Book()
    for fact in standing(facts):
        _score(book, fact, in_force(sets, fact.day))
    return book.lines


def digest(lines: Iterable[Scored]) -> str:
    """The same for the same lines, however they were come by."""
    ordered = sorted(lines, key=lambda line: (line.day, line.key))
    return sm3.hash(msgspec.json.encode([(line.key, line.day, line.points, line.rule_set) for line in ordered])).hex()


@dataclass
class _Book:
    """What has been given so far."""

    lines: list[Scored] = field(default_factory=list)
    best: dict[tuple[object, ...], Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    used: dict[tuple[object, ...], Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    totals: dict[tuple[UUID, int], Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    counts: dict[tuple[object, ...], int] = field(default_factory=lambda: defaultdict(int))
    done: set[tuple[object, ...]] = field(default_factory=set)

    def exceed(self, key: tuple[object, ...], points: Decimal) -> Decimal:
        """How much of these points is more than the best before."""
        more = max(points - self.best[key], ZERO)
        self.best[key] = max(points, self.best[key])
        return more


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a line comes from."""

    fact: Fact
    share: Share
    line: str
    category: str
    within: Dated | None


def _score(book: _Book, fact: Fact, within: Dated | None) -> None:
    if fact.sort is Sort.CORRECTED:
        for share in fact.shares:
            points = fact.points or ZERO
            _enter(book, _Source(fact, share, MANUAL, "", None), points, (Step(Op.MANUAL, points),))
        return
    if within is None:
        return
    line = within.rules.line_for(fact)
    if line is not None:
        _by_line(book, fact, within, line)
    if fact.sort is Sort.REPORTED:
        for quota in within.rules.quotas:
            _basic(book, fact, within, quota)
    _zero(book, fact, within)


def _by_line(book: _Book, fact: Fact, within: Dated, line: Line) -> None:
    rules = within.rules
    whole, steps = _worth(book, fact, rules, line)
    if whole > 0 and (key := _once(fact, rules)):
        before, whole = whole, book.exceed(key, whole)
        if whole != before:
            steps += (Step(Op.ALREADY, before - whole),)
    each = sharing.split(whole, line.sharing, fact.shares, line.part)
    for share, points in zip(fact.shares, each, strict=True):
        said = steps if len(fact.shares) == 1 else (*steps, Step(Op.SHARED, points, _shared(fact, line)))
        _give(book, _Source(fact, share, line.code, line.category, within), points, said)


def _worth(book: _Book, fact: Fact, rules: RuleSet, line: Line) -> tuple[Decimal, tuple[Step, ...]]:
    """What the whole happening is worth, before anything is taken off or shared."""
    item = ("item", fact.item)
    if line.times is not None:
        whole = line.times * book.best[item]
        steps: tuple[Step, ...] = (Step(Op.TIMES, line.times, f"{book.best[item].normalize():f}"),)
    else:
        whole = (fact.awarded if line.awarded else line.points) or ZERO
        steps = (Step(Op.AWARDED if line.awarded else Op.POINTS, whole),)
    if fact.sort is Sort.ADOPTED and (factor := rules.factor(fact.level)) != 1:
        whole *= factor
        steps += (Step(Op.FACTOR, factor, fact.level),)
    whole = whole.quantize(CENT)
    if fact.sort is Sort.ADOPTED:
        book.best[item] = max(book.best[item], whole)
    return whole, steps


def _once(fact: Fact, rules: RuleSet) -> tuple[object, ...] | None:
    """Among what only the best counts; None: everything does."""
    if fact.sort is Sort.ADOPTED and rules.mode is not Mode.CUMULATIVE:
        return "adopted", fact.item, fact.level if rules.mode is Mode.PER_LEVEL else ""
    if fact.sort is Sort.INSTRUCTED and rules.instructions is not Once.EACH:
        return "instructed", fact.item, fact.level if rules.instructions is Once.LEVEL else ""
    return None


def _shared(fact: Fact, line: Line) -> str:
    return f"{len(fact.shares)} {line.sharing.value}"


def _basic(book: _Book, fact: Fact, within: Dated, quota: Quota) -> None:
    if quota.genres and fact.genre not in quota.genres:
        return
    start = around(fact.day, quota.per)[0]
    for share in fact.shares:
        if quota.unit_class not in ("", within.rules.members.get(str(share.unit), "")):
            continue
        key = ("quota", share.unit, quota.code, start)
        book.counts[key] += 1
        if book.counts[key] >= quota.need and key not in book.done:
            book.done.add(key)
            source = _Source(fact, share, quota.code, quota.category, within)
            _give(book, source, quota.points, (Step(Op.BASIC, quota.points, str(quota.need)),))


def _zero(book: _Book, fact: Fact, within: Dated) -> None:
    year = fact.day.year
    for zeroing in within.rules.zeroings:
        if zeroing.sort != fact.sort:
            continue
        for share in fact.shares:
            key = ("zeroing", share.unit, zeroing.code, year)
            book.counts[key] += 1
            if book.counts[key] == zeroing.times:
                taken = -max(book.totals[share.unit, year], ZERO)
                book.done.add(("zeroed", share.unit, year))
                source = _Source(fact, share, zeroing.code, "", within)
                _enter(book, source, taken, (Step(Op.ZEROING, taken, str(zeroing.times)),))


def _give(book: _Book, source: _Source, points: Decimal, steps: tuple[Step, ...]) -> None:
    """Enter a line, less what the year's zeroing and the caps take."""
    fact, unit = source.fact, source.share.unit
    if points > 0 and ("zeroed", unit, fact.day.year) in book.done:
        points, steps = ZERO, (*steps, Step(Op.ZEROED, ZERO))
    if points > 0 and source.within is not None:
        caps = [
            (cap, ("cap", unit, cap.code, around(fact.day, cap.per)[0]))
            for cap in source.within.rules.caps_of(source.category)
        ]
        for cap, key in caps:
            room = max(cap.most - book.used[key], ZERO)
            if points > room:
                points, steps = room, (*steps, Step(Op.CAPPED, room, cap.code))
        for _, key in caps:
            book.used[key] += points
    _enter(book, source, points, steps)


def _enter(book: _Book, source: _Source, points: Decimal, steps: tuple[Step, ...]) -> None:
    fact, share = source.fact, source.share
    book.totals[share.unit, year_of(fact.day)[0].year] += points
    book.lines.append(
        Scored(
            share.unit, fact.id, fact.day, source.line, points.quantize(CENT), steps,
            source.within.id if source.within else None, share.submission,
        )
    )  # fmt: skip
