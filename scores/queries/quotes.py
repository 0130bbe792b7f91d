"""What a happening is worth by the rule set of its day, said when it happens; caps and the best of several come later."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from identity.rights import Right
from kernel import clock
from kernel.actor import Actor
from scores.rules.evaluate import Dated, evaluate, in_force
from scores.rules.happenings import OWN, Fact, Happening, Sort
from scores.rules.ruleset import Line
from scores.store import rulesets


@dataclass(frozen=True, slots=True)
class Quote:
    """Points of each share, in their order, and the rule in words."""

    points: tuple[Decimal, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Given:
    """A line of a kind of bulletin: what for, how much, how it is shared, since when."""

    event: str
    points: Decimal | None
    times: Decimal | None
    sharing: str
    since: date


async def quote(viewer: Actor, made: Happening) -> Quote | None:
    """None: no line of the rule set of the day speaks of it."""
    day = made.day or clock.local(clock.now()).date()
    within = in_force(await rulesets.sets(), day)
    fact = Fact(
        made.item, made.sort, made.item, day, clock.now(), viewer.id, made.shares, made.source_kind, made.source,
        made.level, made.outlet, made.genre, made.rank, made.label, made.awarded,
    )  # fmt: skip
    line = within.rules.line_for(fact) if within else None
    if within is None or line is None:
        return None
    points = tuple(each.points for each in evaluate([fact], [Dated(within.id, within.number, day, within.rules)]))
    whole = f"{line.points.normalize():f}" if line.points is not None else ""
    return Quote(points, f"{made.sort.label} {whole} · {line.sharing.label}")


async def of_outlet(viewer: Actor, code: str) -> list[Given]:
    """What a kind of bulletin gives today, in the order of the rule set."""
    if not viewer.may(Right.SCORE_READ):
        return []
    within = in_force(await rulesets.sets(), clock.local(clock.now()).date())
    if within is None:
        return []
    lines: list[Line] = [
        line
        for line in within.rules.lines
        if line.outlet == code
        or (not line.outlet and line.level in ("", OWN) and line.sort in (Sort.ADOPTED, Sort.INSTRUCTED))
    ]
    return [Given(line.sort.label, line.points, line.times, line.sharing.label, within.since) for line in lines]


async def adoption_points(viewer: Actor) -> dict[str, Decimal]:
    """Kind's code -> points of an adoption today, as far as a line says it."""
    if not viewer.may(Right.SCORE_READ):
        return {}
    within = in_force(await rulesets.sets(), clock.local(clock.now()).date())
    lines = within.rules.lines if within else ()
    return {
        line.outlet: line.points
        for line in lines
        if line.sort is Sort.ADOPTED
        and line.level in ("", OWN)
        and line.points is not None
        and not (line.made or line.genre)
    }
