"""The four boxes of a reader: 待办 and 已办 are duties, 待阅 and 已阅 are copies (LE-03). And the reading handed over."""

from dataclasses import dataclass
from uuid import UUID

from bulletins.queries import deliveries, instructions, waiting
from bulletins.queries.instruction_views import InstructionLine
from bulletins.queries.views import Copy
from bulletins.rules.handover import ReadingHandover
from bulletins.store import deliveries as store
from bulletins.store import handovers
from bulletins.workflow.delivery import UNREAD, DeliveryState
from bulletins.workflow.handover import READING_HANDOVER, HandoverState
from bulletins.workflow.instruction import InstructionState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock
from kernel.actor import Actor
from kernel.work import WorkItem
from kernel.workflow import Labelled

COUNTED = 100
READ = (DeliveryState.ACCEPTED, DeliveryState.CLOSED, DeliveryState.TAKEN_BACK)


class Box(Labelled):
    """The boxes, in the order of the page."""

    TO_DO = "to_do", "待办"
    TO_READ = "to_read", "待阅"
    DONE = "done", "已办"
    READ = "read", "已阅"


@dataclass(frozen=True, slots=True)
class Boxes:
    """One box open, and how much waits in the two that wait (counted up to 100)."""

    box: Box
    to_do: int
    to_read: int
    copies: tuple[Copy, ...]
    duties: tuple[WorkItem, ...]
    done: tuple[InstructionLine, ...]
    more: UUID | None


@dataclass(frozen=True, slots=True)
class Given:
    """Reading handed over as the page shows it. `mine`: by the viewer, who may take it back while it `runs`."""

    handover: ReadingHandover
    giver: str
    deputy: str
    state: str
    mine: bool
    runs: bool


async def boxes(viewer: Actor, box: Box, before: UUID | None = None) -> Boxes:
    """A reader's box, newest first."""
    demand(viewer, Right.DELIVERY_READ)
    unread = await store.mine(viewer.id, viewer.unit, states=UNREAD, limit=COUNTED)
    duties = await waiting.instructed(viewer)
    copies, more = list[Copy](), None
    if box in (Box.TO_READ, Box.READ):
        copies, more = await deliveries.page(viewer, UNREAD if box is Box.TO_READ else READ, before)
    done: list[InstructionLine] = []
    if box is Box.DONE:
        done, more = await instructions.listing(viewer, InstructionState.CLOSED, before)
    shown = tuple(duties) if box is Box.TO_DO else ()
    return Boxes(box, len(duties), len(unread), tuple(copies), shown, tuple(done), more)


async def handed(viewer: Actor) -> list[Given]:
    """What the viewer handed over or was given, newest first."""
    demand(viewer, Right.DELIVERY_READ)
    found, now = await handovers.of(viewer.id), clock.now()
    people = await identity.names(viewer, {who for each in found for who in (each.giver, each.deputy)})
    return [
        Given(
            each, people.get(each.giver, ""), people.get(each.deputy, ""),
            _state(each), each.giver == viewer.id,
            bool(READING_HANDOVER.offered(each, viewer)) and each.valid_until > now,
        )
        for each in found
    ]  # fmt: skip


async def deputies(viewer: Actor) -> list[tuple[str, str]]:
    """Whom the viewer may hand reading to: (account, name)."""
    demand(viewer, Right.DELIVERY_READ)
    able = [who for who in await identity.holders(viewer, Right.DELIVERY_READ, viewer.unit) if who != viewer.id]
    names = await identity.names(viewer, able)
    return [(str(who), names[who]) for who in able if who in names]


def _state(handover: ReadingHandover) -> str:
    """To come, running, over, taken back: as codes for the page."""
    if handover.state == HandoverState.REVOKED:
        return "revoked"
    now = clock.now()
    return "over" if handover.valid_until <= now else "running" if handover.valid_from <= now else "planned"
