"""What records are called, for the list of notices: only what the viewer may see has a name."""

from uuid import UUID

from bulletins.queries.instructions import as_seen
from bulletins.store import deliveries as delivery_rows
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from bulletins.store import widening as widening_rows
from bulletins.workflow import delivery, instruction
from identity.rights import Right
from kernel.actor import Actor


async def issues(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """Kind and number."""
    if not viewer.may(Right.ISSUE_READ):
        return {}
    return {id: issue.name for id, issue in (await issue_rows.some(ids)).items()}


async def deliveries(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """The issue that was delivered; its name also when the copy was taken back, or nobody knew what not to use."""
    found = [each for each in await delivery_rows.some(ids) if delivery.reaches(each, viewer)]
    names = await issue_rows.some({each.issue for each in found})
    return {each.id: names[each.issue].name for each in found}


async def instructions(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """What the leader wrote."""
    found = [each for each in await instruction_rows.some(ids) if instruction.visible(each, viewer)]
    return {each.id: as_seen(viewer, each).text for each in found}


async def widenings(viewer: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """The issue further readers are asked for."""
    if not viewer.may(Right.ISSUE_READ):
        return {}
    asked = await widening_rows.issues_of(ids)
    names = await issue_rows.some(set(asked.values()))
    return {id: names[issue].name for id, issue in asked.items()}
