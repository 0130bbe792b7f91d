"""Reads of deliveries: each reader sees their own copies and nobody else's."""

from collections.abc import Sequence
from uuid import UUID

from bulletins.errors import TakenBack
from bulletins.queries.common import cards
from bulletins.queries.views import Copy, Reading
from bulletins.rules.deliveries import Delivery
from bulletins.rules.notes import CIRCULATE
from bulletins.store import deliveries as store
from bulletins.store import instructions as instruction_rows
from bulletins.store import issues as issue_rows
from bulletins.store import kinds as kind_rows
from bulletins.store import notes
from bulletins.workflow.delivery import DELIVERY, UNREAD, DeliveryState, reaches, visible
from bulletins.workflow.instruction import InstructionState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor
from kernel.errors import NotFound

PAGE = 20


async def listing(viewer: Actor, *, unread: bool = False, before: UUID | None = None) -> tuple[list[Copy], UUID | None]:
    """My copies, newest first, and the mark of the next page."""
    return await page(viewer, UNREAD if unread else (), before)


async def page(
    viewer: Actor, states: Sequence[DeliveryState], before: UUID | None = None
) -> tuple[list[Copy], UUID | None]:
    """My copies in these states, in all without any, newest first, and the mark of the next page."""
    demand(viewer, Right.DELIVERY_READ)
    found = await store.mine(viewer.id, viewer.unit, states=states, before=before, limit=PAGE + 1)
    return await _copies(viewer, found[:PAGE]), found[PAGE - 1].id if len(found) > PAGE else None


async def reading(viewer: Actor, id: UUID) -> Reading:
    """The page an issue is read on. Raises NotFound."""
    delivery = await store.delivery(id)
    if not visible(delivery, viewer):
        raise TakenBack if reaches(delivery, viewer) else NotFound
    issue = await issue_rows.issue(delivery.issue, readers=False)
    queue = [entry.id for entry in await store.mine(viewer.id, viewer.unit, states=UNREAD, limit=PAGE)]
    queue = queue if id in queue else [id, *queue]
    here = queue.index(id)
    may_write = viewer.may(Right.INSTRUCTION_WRITE)
    mine = [entry for entry in await instruction_rows.of_issue(issue.id) if entry.leader == viewer.id]
    return Reading(
        delivery=delivery, issue=issue, state=DeliveryState(delivery.state).label,
        cards=tuple(await cards(viewer, issue.articles, [issue.kind])), position=here + 1, total=len(queue),
        before=queue[here - 1] if here else None, after=queue[here + 1] if here + 1 < len(queue) else None,
        offers=tuple(DELIVERY.offered(delivery, viewer)), phrases=tuple(await kind_rows.phrases() if may_write else []),
        written=tuple((entry, InstructionState(entry.state).label) for entry in mine), may_write=may_write,
        circulated=await circulated(issue.id), reads_for=await _for(viewer, delivery),
    )  # fmt: skip


async def circulated(issue: UUID) -> str:  # lint: allow visibility-required - the caller has a copy of it
    """Why an issue goes round, as it was said last."""
    return (await notes.newest([issue], CIRCULATE)).get(issue, "")


async def _for(viewer: Actor, delivery: Delivery) -> str:
    """Whom a deputy reads for."""
    if delivery.person is None or delivery.person == viewer.id:
        return ""
    return (await identity.names(viewer, [delivery.person])).get(delivery.person, "")


async def _copies(viewer: Actor, found: list[Delivery]) -> list[Copy]:
    others = {each.person for each in found if each.person and each.person != viewer.id}
    people = await identity.names(viewer, others) if others else {}
    issues = await issue_rows.several(each.issue for each in found)
    copies = []
    for delivery in found:
        issue, shown = issues[delivery.issue], delivery.state != DeliveryState.TAKEN_BACK
        titles = tuple(article.title for article in issue.articles) if shown else ()
        reads_for = people.get(delivery.person, "") if delivery.person else ""
        label = DeliveryState(delivery.state).label
        copies.append(Copy(delivery, issue, label, titles, f"/deliveries/{delivery.id}", reads_for))
    return copies
