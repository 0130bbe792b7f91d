"""Reads of appeals: the office sees all, a unit its own."""

from datetime import date
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right
from kernel.actor import Actor
from kernel.errors import NotFound
from kernel.workflow import permitted
from scores.queries import naming
from scores.queries.lines import where
from scores.queries.views import AppealSheet
from scores.rules.appeals import Appeal
from scores.rules.evaluate import in_force
from scores.rules.happenings import Fact
from scores.store import appeals as store
from scores.store import happenings, rulesets
from scores.workflow.appeals import APPEAL, AppealState, visible

MOST = 200


async def listing(viewer: Actor) -> list[AppealSheet]:
    """Those this viewer may see: waiting ones first."""
    if not (viewer.may(Right.SUBMISSION_READ) or viewer.may(Right.SCORE_APPEAL)):
        raise NotFound
    found = await store.listed(None if viewer.may(Right.SUBMISSION_READ) else viewer.unit, MOST)
    return await _sheets(viewer, found)


async def show(viewer: Actor, id: UUID) -> AppealSheet:
    """One appeal. Raises NotFound."""
    found = await store.one(id)
    if not visible(found, viewer):
        raise NotFound
    return (await _sheets(viewer, [found]))[0]


async def about(viewer: Actor, happening: UUID) -> tuple[str, str, date]:
    """What a happening of the viewer's unit is: title, where, day. Raises NotFound."""
    known = await happenings.some([happening])
    if not known or viewer.unit not in {share.unit for share in known[0].shares}:
        raise NotFound
    return await _words(viewer, known[0])


async def _sheets(viewer: Actor, found: list[Appeal]) -> list[AppealSheet]:
    facts = {fact.id: fact for fact in await happenings.some([each.happening for each in found])}
    units = await identity.unit_names(viewer, {each.unit for each in found})
    people = await identity.names(viewer, {id for each in found for id in (each.filed_by, each.decided_by) if id})
    titles = await naming.titles(viewer, facts.values())
    sets = await rulesets.sets()
    return [
        AppealSheet(
            each, AppealState(each.state).label, units.get(each.unit, ""), facts[each.happening].sort.label,
            titles.get(each.happening, ""), where(facts[each.happening], in_force(sets, facts[each.happening].day)),
            facts[each.happening].day, tuple(APPEAL.offered(each, viewer)), tuple(_barred(each, viewer)), people,
        )
        for each in found
    ]  # fmt: skip


async def _words(viewer: Actor, fact: Fact) -> tuple[str, str, date]:
    titles = await naming.titles(viewer, [fact])
    return titles.get(fact.id, "") or fact.sort.label, where(fact, in_force(await rulesets.sets(), fact.day)), fact.day


def _barred(appeal: Appeal, viewer: Actor) -> list[str]:
    reasons = [
        guard.label
        for row in APPEAL.transitions
        if appeal.state in row.sources and viewer.may(row.right) and not permitted(row, appeal, viewer)
        for guard in row.only
        if not guard.check(appeal, viewer)
    ]
    return list(dict.fromkeys(reasons))
