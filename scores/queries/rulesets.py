"""Reads of rule sets: what is in force and was is open to everybody who sees scores; drafts are the office's."""

from datetime import date, timedelta
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotFound
from kernel.workflow import permitted
from scores.queries.views import RuleSheet
from scores.rules.checking import check
from scores.rules.happenings import OWN, Sort
from scores.rules.ruleset import RuleSet
from scores.rules.rulesets import Kept
from scores.store import rulesets as store
from scores.workflow.rulesets import RULE_SET, RuleSetState


async def listing(viewer: Actor) -> list[tuple[Kept, date | None]]:
    """Every set this viewer may see with its last day, newest first."""
    demand(viewer, Right.SCORE_READ)
    found = await store.listed()
    return [(kept, _until(kept, found)) for kept in found if _visible(kept, viewer)]


async def show(viewer: Actor, id: UUID) -> RuleSheet:
    """Everything a rule set's page shows. Raises NotFound."""
    demand(viewer, Right.SCORE_READ)
    kept = await store.one(id)
    if not _visible(kept, viewer):
        raise NotFound
    people = {kept.made_by, kept.changed_by, *([kept.decided_by] if kept.decided_by else [])}
    barred = [
        guard.label
        for row in RULE_SET.transitions
        if row.shown and kept.state in row.sources and viewer.may(row.right) and not permitted(row, kept, viewer)
        for guard in row.only
    ]
    return RuleSheet(
        kept, RuleSetState(kept.state).label, _until(kept, await store.listed()), tuple(RULE_SET.offered(kept, viewer)),
        tuple(barred), check(kept.rules) if kept.state == RuleSetState.DRAFT else {},
        await identity.names(viewer, people),
        kept.state == RuleSetState.DRAFT and viewer.may(Right.SCORE_RULES),
        await _unscored(viewer, kept.rules) if kept.state == RuleSetState.DRAFT else (),
    )  # fmt: skip


async def current(viewer: Actor, day: date | None = None) -> RuleSet | None:
    """The document in force on a day, today by default."""
    demand(viewer, Right.SCORE_READ)
    today = day or clock.local(clock.now()).date()
    sets = [each for each in await store.sets() if each.since <= today]
    return sets[-1].rules if sets else None


async def own_outlets(viewer: Actor) -> list[tuple[str, str]]:
    """The house's publications as the set in force knows them."""
    rules = await current(viewer)
    return [(each.code, each.label) for each in rules.outlets if each.level == OWN] if rules else []


async def _unscored(viewer: Actor, rules: RuleSet) -> tuple[str, ...]:
    """The house's publications for whose adoptions the set has no line."""
    lines = [line for line in rules.lines if line.sort is Sort.ADOPTED and line.level in ("", OWN)]
    named = {line.outlet for line in lines}
    return () if "" in named else tuple(label for code, label in await own_outlets(viewer) if code not in named)


def _visible(kept: Kept, viewer: Actor) -> bool:
    return kept.state == RuleSetState.CONFIRMED or viewer.may(Right.SUBMISSION_READ)


def _until(kept: Kept, found: list[Kept]) -> date | None:
    if kept.since is None:
        return None
    later = [
        each.since for each in found if each.since is not None and (each.since, each.number) > (kept.since, kept.number)
    ]
    return min(later) - timedelta(days=1) if later else None
