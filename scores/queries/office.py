"""The office's lists: corrections, registrations of upper-level adoption, closed periods."""

from datetime import date, timedelta
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import blobs
from kernel.actor import Actor
from kernel.blobs import Blob
from kernel.errors import NotFound
from scores.queries import naming
from scores.queries.lines import where
from scores.queries.views import Closings, CorrectionSheet, UpwardLine
from scores.rules.evaluate import in_force
from scores.rules.happenings import standing
from scores.store import corrections, happenings, rulesets, settlements
from scores.store import upward as upward_rows
from scores.workflow.corrections import CORRECTION, CorrectionState

MOST = 100


async def corrections_listed(viewer: Actor) -> list[CorrectionSheet]:
    """Waiting ones first."""
    demand(viewer, Right.SUBMISSION_READ)
    found = await corrections.listed(MOST)
    facts = {fact.id: fact for fact in await happenings.some([each.happening for each in found if each.happening])}
    units = await identity.unit_names(
        viewer,
        {each.unit for each in found if each.unit} | {share.unit for fact in facts.values() for share in fact.shares},
    )
    people = await identity.names(viewer, {id for each in found for id in (each.proposed_by, each.decided_by) if id})
    titles, sets, sheets = await naming.titles(viewer, facts.values()), await rulesets.sets(), []
    for each in found:
        fact = facts.get(each.happening) if each.happening else None
        named = [each.unit] if each.unit else list(dict.fromkeys(share.unit for share in fact.shares)) if fact else []
        sheets.append(
            CorrectionSheet(
                each, CorrectionState(each.state).label, "、".join(units.get(unit, "") for unit in named),
                fact.sort.label if fact else "", where(fact, in_force(sets, fact.day)) if fact else "",
                titles.get(fact.id, "") if fact else "", tuple(CORRECTION.offered(each, viewer)), people,
            )
        )  # fmt: skip
    return sheets


async def adoptions(viewer: Actor) -> list[tuple[UUID, str, str, date]]:
    """Our newest adoptions, to say of which one something was adopted elsewhere: happening, title, issue, day."""
    demand(viewer, Right.SCORE_ENTER)
    facts = await happenings.adopted(MOST)
    titles = await naming.titles(viewer, facts)
    return [(fact.id, titles.get(fact.id, ""), fact.label, fact.day) for fact in facts]


async def upward(viewer: Actor) -> list[UpwardLine]:
    """What was registered last."""
    demand(viewer, Right.SUBMISSION_READ)
    facts = await happenings.some(await upward_rows.newest(MOST))
    known = await upward_rows.of([fact.id for fact in facts])
    stands = {fact.id for fact in standing(await happenings.of_items([fact.item for fact in facts]))}
    units = await identity.unit_names(viewer, {share.unit for fact in facts for share in fact.shares})
    people = await identity.names(viewer, {each.by for each in known.values()})
    titles, sets = await naming.titles(viewer, facts), await rulesets.sets()
    return [
        UpwardLine(
            fact.id, fact.sort.label, titles.get(fact.id, ""), where(fact, in_force(sets, fact.day)),
            "、".join(units.get(unit, "") for unit in dict.fromkeys(share.unit for share in fact.shares)), fact.day,
            known[fact.id].at, known[fact.id].reference, known[fact.id].document, fact.id in stands,
            people.get(known[fact.id].by, ""),
        )
        for fact in reversed(facts)
        if fact.id in known
    ]  # fmt: skip


async def document(viewer: Actor, happening: UUID) -> Blob:
    """The evidence of a registration. Raises NotFound."""
    demand(viewer, Right.SUBMISSION_READ)
    known = (await upward_rows.of([happening])).get(happening)
    if known is None or known.document is None:
        raise NotFound
    return await blobs.read(known.document)


async def closings(viewer: Actor) -> Closings:
    """What is closed."""
    demand(viewer, Right.SUBMISSION_READ)
    found = await settlements.listed()
    people = await identity.names(viewer, {each.by for each in found})
    oldest = await happenings.first_day()
    begins = found[0].last + timedelta(days=1) if found else oldest.replace(month=1, day=1) if oldest else None
    return Closings(tuple(found), people, begins, viewer.may(Right.SCORE_FORCE))


async def happening(viewer: Actor, id: UUID) -> tuple[str, str, str, date]:
    """What a correction is about: event, title, where, day. Raises NotFound."""
    demand(viewer, Right.SUBMISSION_READ)
    known = await happenings.some([id])
    if not known:
        raise NotFound
    titles = await naming.titles(viewer, known)
    return (
        known[0].sort.label,
        titles.get(id, ""),
        where(known[0], in_force(await rulesets.sets(), known[0].day)),
        known[0].day,
    )
