"""What stands beside an issue: its days and hours, how it ended, what corrects it and what it corrects."""

from dataclasses import dataclass
from uuid import UUID

from bulletins.rules.ending import Ending
from bulletins.rules.issues import Issue
from bulletins.store import endings as store
from bulletins.store import issues as issue_rows
from bulletins.workflow.issue import UNPRINTED, IssueState
from identity.queries import register as identity
from identity.rights import Right, demand
from kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Timing:
    """Whether the page speaks of days and hours, and what the viewer may set."""

    shown: bool
    may_plan: bool
    may_embargo: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Another issue, named on this one's page."""

    id: UUID
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Everything beside an issue."""

    timing: Timing
    endings: tuple[Ending, ...]
    corrections: tuple[Named, ...]
    corrected: Named | None
    people: dict[UUID, str]


async def aside(viewer: Actor, issue: Issue) -> Aside:
    """For the issue's page. Raises Forbidden for who may not read issues."""
    demand(viewer, Right.ISSUE_READ)
    running = issue.state in UNPRINTED
    may = running and viewer.may(Right.ISSUE_COMPILE)
    endings = await store.of([issue.id])
    later = await store.corrections(issue.id)
    others = await issue_rows.some([*later, *([issue.corrects] if issue.corrects else [])])
    named = {key: Named(key, one.name, IssueState(one.state).label) for key, one in others.items()}
    hands = {ending.by for ending in endings} | ({issue.release_by} if issue.release_by else set())
    timing = Timing(running or issue.planned is not None, may, running and (may or viewer.may(Right.ISSUE_APPROVE)))
    return Aside(
        timing, tuple(endings), tuple(named[key] for key in later), named.get(issue.corrects) if issue.corrects else None,
        await identity.names(viewer, hands),
    )  # fmt: skip
