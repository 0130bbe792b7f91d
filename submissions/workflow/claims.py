"""The steps of the office's desk, and who has what there (PUB-01, ED-03, ED-08).

- A step is a queue: the kind and state of the records that wait, and the right it takes to work on them.
- A claim says who answers for a record at a step, since when, and how that ended. One open claim for a record at most.
- Whoever acts on a record that nobody has takes it up by that; what a colleague has is theirs until they let go of it,
  hand it over, or somebody takes it from them in the open: the one it is taken from is told.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from identity.rights import Right
from kernel.workflow import Labelled


class DeskStep(Labelled):
    """The steps that have a queue; a question to a unit has a term only."""

    SCREENING = "screening", "稿件筛选"
    VERIFICATION = "verification", "内容核实"
    EDITING = "editing", "文字加工"
    PROOFREADING = "proofreading", "核稿校对"
    QUESTION = "question", "答复核实问题"


class ClaimAct(Labelled):
    """Acts of the journal; how a claim ended is the same word."""

    CLAIM = "claim", "领取"
    ASSIGN = "assign", "分派"
    HAND = "hand", "转交"
    TAKE_OVER = "take_over", "接手"
    RELEASE = "release", "放回"
    FINISH = "finish", "办完"
    INHERIT = "inherit", "离岗交接"


@dataclass(frozen=True, slots=True)
class Queue:
    """A row of the table of queues."""

    step: DeskStep
    kind: str
    states: tuple[str, ...]
    right: Right


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has a record at a step."""

    id: UUID
    kind: str
    record: UUID
    step: str
    holder: UUID
    since: datetime
    by: UUID


QUEUES: dict[DeskStep, Queue] = {
    queue.step: queue
    for queue in (
        Queue(DeskStep.SCREENING, "submission", ("submitted",), Right.SUBMISSION_SCREEN),
        Queue(DeskStep.VERIFICATION, "article", ("selected",), Right.ARTICLE_EDIT),
        Queue(DeskStep.EDITING, "article", ("verified",), Right.ARTICLE_EDIT),
        Queue(DeskStep.PROOFREADING, "issue", ("typeset",), Right.ISSUE_PROOFREAD),
    )
}


def step_of(kind: str, state: str) -> DeskStep | None:
    """The step a record in this state waits at; None: at no desk."""
    return next((queue.step for queue in QUEUES.values() if queue.kind == kind and state in queue.states), None)
